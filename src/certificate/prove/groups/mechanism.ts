import { exactDouble, formatRational, type Rational, rational, sumRationals, zero } from "../../../arithmetic/rational.ts";
import type { ExactTrades } from "../../../program/cells/groups/mechanism.ts";
import type { GroupQuestion } from "../../../program/cells/question.ts";
import type { WorthUnits } from "../../../type-space/trader-cells.ts";
import type { GroupsMechanism } from "../../format.ts";
import type { GroupsInCells } from "../../verify/groups/agents.ts";
import { worstOf } from "../../verify/groups/attained.ts";
import type { StatedProblem } from "../../verify/instance.ts";
import type { TypeCell } from "../../verify/pairs/cells.ts";

/** An exact mechanism on the cells of groups that a search found, in units of its program. */
export interface FoundTrades {
  readonly question: GroupQuestion;
  readonly trades: ExactTrades;
  units(sign: 1 | -1): WorthUnits;
}

type Tables = readonly (readonly (readonly Rational[])[])[];

/** The mechanism that a search found, in units of the problem; null where its cells are others than those of the proof. Whether it proves anything is for the verifier to say. */
export function foundMechanism(
  { budget: { rule, requiredProfit } }: StatedProblem,
  { groups, states }: GroupsInCells,
  { question, trades, units }: FoundTrades,
): GroupsMechanism | null {
  if (question.groups.some(({ cells }, g) => cells.length !== groups[g]?.cells.length)) return null;
  const unit = rational(question.unit);
  const scale = exactDouble(units(1).scale).mul(unit);
  const shift = exactDouble(units(1).shift);
  const table = (of: (g: number, o: number, k: number) => Rational): Tables =>
    groups.map(({ cells }, g) => (states.facing[g] ?? []).map((_, o) => cells.map((__, k) => of(g, o, k))));
  const quantities = table((g, o, k) => trades.quantity(g, o, k).div(unit));
  const at = (tables: Tables, g: number, o: number, k: number) => tables[g]?.[o]?.[k] as Rational;
  const payments = table((g, o, k) => {
    const { sign, share } = groups[g] as GroupsInCells["groups"][number];
    const moved = shift.mul(sign).mul(at(quantities, g, o, k).sub(share));
    return trades.payment(g, o, k).div(scale).add(moved);
  });
  const agents = groups.reduce((sum, { count }) => sum + count, 0);
  // A required profit that is no double was rounded up.
  const [first] = states.places;
  const collected = sumRationals((first ?? []).map(({ group, facing, cell, members }) => at(payments, group, facing, cell).mul(members)));
  const returned = rule === "balanced" ? collected.sub(requiredProfit).div(agents) : zero;
  const utilities = table((g, o, k) =>
    worstOf(groups[g]?.cells[k] as TypeCell)
      .mul(at(quantities, g, o, k))
      .sub(at(payments, g, o, k))
      .add(returned),
  );
  return { quantities: texts(quantities), utilities: texts(utilities) };
}

/** Everybody keeps what it has, and nobody pays. */
export function noTrade({ groups, states }: GroupsInCells): GroupsMechanism {
  const table = (of: (share: Rational, cell: TypeCell) => Rational): Tables =>
    groups.map(({ cells, share }, g) => (states.facing[g] ?? []).map(() => cells.map((cell) => of(share, cell))));
  return { quantities: texts(table((share) => share)), utilities: texts(table((share, cell) => worstOf(cell).mul(share))) };
}

const texts = (tables: Tables) => tables.map((own) => own.map((row) => row.map(formatRational)));
