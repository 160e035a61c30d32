import { one, type Rational, zero } from "../../arithmetic/rational.ts";
import type { BudgetRule } from "../../problem/design-problem.ts";
import { ExactSearch, type ExactTypes, type ExactWeights } from "./exact-search.ts";

/** A bilateral grid problem in rationals. */
export interface ExactGridQuestion {
  readonly buyer: ExactTypes;
  readonly seller: ExactTypes;
  readonly weights: ExactWeights;
  readonly budget: { readonly rule: BudgetRule; readonly requiredProfit: Rational };
}

/** An optimum in rationals, proved: the allocation's value equals the dual value at λ. */
export interface ExactOptimum {
  readonly value: Rational;
  readonly lambda: Rational;
  /** Weight on the looser of the two allocations that are mixed. */
  readonly weight: Rational;
  readonly firstBest: Rational;
  /** Profit beyond the required one that is handed to the side with the larger weight. */
  readonly lumpSum: Rational;
  /** What the broker keeps. */
  readonly profit: Rational;
}

export type ExactGridSolution =
  | { readonly kind: "infeasible"; readonly largestProfit: Rational }
  | { readonly kind: "optimal"; readonly optimum: ExactOptimum; readonly loose: Int32Array; readonly tight: Int32Array };

/**
 * The optimum of a bounded bilateral grid problem in exact arithmetic; `seed` are the two allocations that floating point found around the tie.
 * See {@link ExactSearch}.
 */
export function exactGrid(
  question: ExactGridQuestion,
  seed: { readonly loose: Int32Array; readonly tight: Int32Array } | undefined,
): ExactGridSolution {
  const { buyer, seller, budget, weights } = question;
  const heaviest = weights.buyers.compare(weights.sellers) >= 0 ? weights.buyers : weights.sellers;
  const excess = heaviest.sub(weights.broker);
  const ruled = budget.rule !== "none";
  const lowest = ruled && (budget.rule === "balanced" || excess.gt(zero)) ? excess : zero;
  const requiredProfit = ruled ? budget.requiredProfit : null;
  const answer = new ExactSearch({ buyer, seller, weights, lowest, requiredProfit }).solve(seed);
  if (answer.kind === "infeasible") return answer;
  const alike = { buyers: one, sellers: one, broker: one };
  const firstBest = new ExactSearch({ buyer, seller, weights: alike, lowest: zero, requiredProfit: null }).evaluate(zero, 1n).objective;
  if (answer.kind === "binding") {
    const { lambda, weight, objective: value, loose, tight } = answer;
    const optimum = { value, lambda, weight, firstBest, lumpSum: zero, profit: budget.requiredProfit };
    return { kind: "optimal", optimum, loose: loose.counts, tight: tight.counts };
  }
  const { lambda, line } = answer;
  const handsOut = requiredProfit !== null && (budget.rule === "balanced" || excess.gt(zero));
  const lumpSum = handsOut ? line.profit.sub(requiredProfit) : zero;
  const value = line.objective.add(excess.mul(lumpSum));
  const optimum = { value, lambda, weight: zero, firstBest, lumpSum, profit: line.profit.sub(lumpSum) };
  return { kind: "optimal", optimum, loose: line.counts, tight: line.counts };
}
