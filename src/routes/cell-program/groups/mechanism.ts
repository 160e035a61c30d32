import { type AgentGroup, type LinearEnvironment, type Role, roleOf, signOf } from "../../../environments/linear.ts";
import type { Mechanism, Outcome } from "../../../mechanism/mechanism.ts";
import { averagedMechanism } from "../../../mechanism/multilateral.ts";
import { interimPartnership } from "../../../mechanism/partnership.ts";
import type { GroupMechanism } from "../../../program/cells/groups/mechanism.ts";
import type { CellProfiles } from "../../../program/cells/groups/profiles.ts";
import { centre } from "../../../program/cells/inner.ts";
import type { GroupQuestion } from "../../../program/cells/question.ts";
import type { CommonCut } from "../../../type-space/common-knots.ts";
import { typesOf } from "../mechanism.ts";

/** The mechanism on cells as everybody reads it: types in their own units, in increasing order, payments state by state. */
export function onTypes(
  { groups }: LinearEnvironment,
  question: GroupQuestion,
  profiles: CellProfiles,
  found: Pick<GroupMechanism, "quantity" | "payment">,
  cut: CommonCut,
): Mechanism {
  const members = groups.flatMap((group, g) => new Array<{ group: AgentGroup; g: number }>(group.count).fill({ group, g }));
  const cellsOf = question.groups.map(({ cells }) => cells.length);
  const { scale } = cut.units(1);
  const at = (types: readonly number[]): Outcome => {
    // Sellers by increasing cost are by decreasing worth.
    const cells = types.map((k, a) => {
      const { group, g } = members[a] as (typeof members)[number];
      return signOf(group) > 0 ? k : (cellsOf[g] as number) - 1 - k;
    });
    const { places } = profiles.states[profiles.stateOf(cells)] as CellProfiles["states"][number];
    const mine = members.map(({ g }, a) => places.find(({ group, cell }) => group === g && cell === cells[a])?.facing as number);
    const allocation = members.map(({ g }, a) => found.quantity(g, mine[a] as number, cells[a] as number));
    const payments = members.map(({ group, g }, a) => {
      const { sign, shift } = cut.units(signOf(group));
      const reference = (question.groups[g]?.reference as number) / question.unit;
      return found.payment(g, mine[a] as number, cells[a] as number) / scale + sign * shift * ((allocation[a] as number) - reference);
    });
    return { allocation, payments };
  };
  const types = groups.map((group, g) => typesOf(question.groups[g]?.cells ?? [], cut, signOf(group)));
  const traders = groups.map((group, g) => ({ ...group, types: types[g] as (typeof types)[number] }));
  const side = (role: Role) => traders.filter((group) => roleOf(group) === role);
  if (question.total === 0) return averagedMechanism(side("buyer"), side("seller"), at);
  const rules = traders.map((partner, g) => {
    const share = (question.groups[g]?.reference as number) / question.unit;
    const { shift } = cut.units(1);
    const mean = (of: (o: number, k: number) => number) =>
      partner.types.values.map((_, k) =>
        (profiles.facing[g] ?? []).reduce((sum, probability, o) => sum + centre(probability) * of(o, k), 0),
      );
    const holding = mean((o, k) => found.quantity(g, o, k));
    const payment = mean((o, k) => found.payment(g, o, k) / scale).map((paid, k) => paid + shift * ((holding[k] as number) - share));
    return { ...partner, share, holding, payment };
  });
  return interimPartnership(
    rules,
    (profile) => at(profile).allocation,
    (profile) => Array.from(at(profile).payments),
  );
}
