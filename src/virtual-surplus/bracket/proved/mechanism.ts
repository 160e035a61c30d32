import { above, add, below, type DoubleInterval, enclosing, exactly, multiply, subtract } from "../../../arithmetic/interval.ts";
import type { Rational } from "../../../arithmetic/rational.ts";
import type { Terms } from "../../kernel/terms.ts";
import type { CellRule, ProvedGroup } from "./group.ts";
import type { Prover } from "./prover.ts";
import type { ProvedValue } from "./value.ts";

/** The allocation that a search ended with: `loose` with probability `weight`, else `tight`. */
export interface FoundRule {
  readonly loose: CellRule;
  readonly tight: CellRule;
  readonly weight: number;
}

/** The feasible mechanism behind a lower bound. */
export interface ProvedMechanism {
  readonly lower: number;
  /** Probability of the loose allocation, perhaps a little less than found, so that the profit is surely as required. */
  readonly weight: number;
  /** Profit beyond the required one that goes to the side with the larger weight. */
  readonly lumpSum: number;
  /** What the objective of the mechanism is known up to: finer cells do not make it smaller. */
  readonly spread: number;
}

/**
 * The lower bound of the mechanism found, mixed so that its profit is surely at least r; null when even the tight allocation cannot be proved to make r.
 *
 * Profit beyond r stays with the broker, or goes as a lump sum to the side with the larger weight where that is worth more or the budget must balance.
 */
export function provedMechanism(
  { achieved }: Prover,
  groups: readonly ProvedGroup[],
  terms: Terms<Rational>,
  rule: FoundRule,
  handsOutExcess: boolean,
): ProvedMechanism | null {
  const { broker, requiredProfit } = terms;
  const loose = achieved(groups, rule.loose, broker);
  const tight = rule.loose === rule.tight ? loose : achieved(groups, rule.tight, broker);
  if (!loose || !tight) return null;
  if (requiredProfit === null) {
    const mixed = mixture(loose.objective, tight.objective, rule.weight);
    return { lower: mixed.lo, weight: rule.weight, lumpSum: 0, spread: mixed.hi - mixed.lo };
  }
  const required = enclosing(requiredProfit);
  const weight = safeWeight(loose, tight, required.hi, rule.weight);
  if (weight === null) return null;
  const mixed = { objective: mixture(loose.objective, tight.objective, weight), profit: mixture(loose.profit, tight.profit, weight) };
  return { ...handedOut(mixed, terms, required, handsOutExcess), weight };
}

/** What a mechanism is worth that makes the required profit: what it makes beyond stays with the broker, or goes as a lump sum to the side with the larger weight. */
function handedOut(
  { objective, profit }: ProvedValue,
  terms: Pick<Terms<Rational>, "excess" | "handsOut" | "balanced">,
  required: DoubleInterval,
  handsOutExcess: boolean,
): Omit<ProvedMechanism, "weight"> {
  const spare = subtract(profit, required);
  const excess = enclosing(terms.excess);
  const least = Math.max(0, spare.lo);
  // A mixture has no more to spare than makes it safe; that stays with the broker unless nothing may.
  const lumpSum = handsOutExcess && terms.handsOut ? least : 0;
  let lower = objective.lo;
  if (lumpSum > 0) lower = add(exactly(lower), multiply(excess, exactly(lumpSum))).lo;
  if (terms.balanced && excess.lo < 0)
    lower = add(exactly(lower), multiply(excess, { lo: 0, hi: subtract(spare, exactly(lumpSum)).hi })).lo;
  return { lower, lumpSum, spread: objective.hi - objective.lo + Math.abs(excess.hi) * (spare.hi - spare.lo) };
}

function mixture(loose: DoubleInterval, tight: DoubleInterval, weight: number): DoubleInterval {
  if (weight === 0) return tight;
  if (weight === 1) return loose;
  return add(multiply(exactly(weight), loose), multiply(subtract(exactly(1), exactly(weight)), tight));
}

/** A weight not above `wished` (or next to it) at which the profit is surely at least `required`; null if there is none. */
function safeWeight(loose: ProvedValue, tight: ProvedValue, required: number, wished: number): number | null {
  const safe = (weight: number) => mixture(loose.profit, tight.profit, weight).lo >= required;
  if (safe(wished)) return wished;
  if (!(tight.profit.lo >= required)) return null;
  const spare = below(tight.profit.lo - required);
  const cost = above(tight.profit.lo - loose.profit.lo);
  let weight = cost > 0 ? Math.min(wished, Math.max(0, below(spare / cost))) : wished;
  // Rounding of the mixture itself: a few steps down suffice, else the tight allocation alone does.
  for (let step = 0; step < 60 && weight > 0; step++) {
    if (safe(weight)) return weight;
    weight = Math.max(0, weight - 2 ** (step - 52) * Math.max(weight, 2 ** -20));
  }
  return safe(0) ? 0 : null;
}
