import { above } from "../../../arithmetic/interval.ts";
import { exactDouble, one, type Rational, toNumberAbove } from "../../../arithmetic/rational.ts";
import type { Interval } from "../../kernel/optimum.ts";
import type { Terms } from "../../kernel/terms.ts";
import type { CellRule, ProvedGroup } from "./group.ts";
import type { Prover } from "./prover.ts";
import type { ProvedUpper } from "./upper-bound.ts";

/** What does not matter, as a share of the gains from trade. */
const shareOfGains = 2 ** -47;

/** An upper bound on the second best by the dual at a multiplier near λ; `gains` is the size of the gains from trade. */
export function provedUpper(
  { bound }: Prover,
  groups: readonly ProvedGroup[],
  { broker, lowest, requiredProfit }: Terms<Rational>,
  lambda: number,
  gains: number,
): ProvedUpper {
  const wished = Number.isFinite(lambda) ? exactDouble(lambda) : lowest;
  const multiplier = requiredProfit === null || wished.compare(lowest) < 0 ? lowest : wished;
  const dual = bound(groups, { of: "second-best", kappa: broker.add(multiplier) }, gains * shareOfGains);
  const cost = requiredProfit === null ? 0 : toNumberAbove(multiplier.mul(requiredProfit).neg());
  return cost === 0 ? dual : { ...dual, value: above(dual.value + cost) };
}

/** An upper bound on the profit of any mechanism. */
export function provedLargestProfit({ bound }: Prover, groups: readonly ProvedGroup[]): number {
  return bound(groups, { of: "profit" }).value;
}

/** Bounds on the first best: the efficient allocation of the cells, and the dual that nothing but the law limits. */
export function provedFirstBest(
  { achieved, bound }: Prover,
  groups: readonly ProvedGroup[],
  efficient: CellRule,
): Interval & Pick<ProvedUpper, "gaps"> {
  const equal = groups.map((group) => ({ ...group, weight: one }));
  // Nobody trades: nothing is lost and nothing gained.
  const lower = Math.max(0, achieved(equal, efficient, one)?.objective.lo ?? 0);
  const upper = bound(equal, { of: "first-best" }, lower * shareOfGains);
  return { lower, upper: Math.max(0, upper.value), gaps: upper.gaps };
}

/** Contradictions between proved numbers are errors of the program, wherever they come from. */
export function requireOrder(what: string, { lower, upper }: Interval): void {
  if (!(lower <= upper)) throw new Error(`the bounds of the ${what} contradict each other: ${lower} is not at most ${upper}`);
}
