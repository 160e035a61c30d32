import { one, type Rational, toNumber, zero } from "../arithmetic/rational.ts";
import { CompensatedSum } from "../arithmetic/sum.ts";
import type { BudgetRule } from "../problem/design-problem.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { type ExactAnswer, ExactSearch } from "./exact.ts";
import { after, type IronedInterval, ironedIntervals, type PathPoint } from "./ironing.ts";
import { Lagrangian } from "./lagrangian.ts";
import { isUnbounded, stakesOf } from "./market.ts";
import { findMultiplier, type MultiplierAnswer } from "./multiplier.ts";
import { buyerSide, sellerSide } from "./side.ts";
import { interimProbabilities, nestedMixture, type ThresholdAllocation, tightBuyerTransfers, tightSellerTransfers } from "./threshold.ts";

/** A bilateral grid problem with Bayesian incentives and interim participation. */
export interface GridQuestion {
  readonly buyer: TypeSpace;
  readonly seller: TypeSpace;
  readonly weights: { readonly buyers: Rational; readonly sellers: Rational; readonly broker: Rational };
  readonly budget: { readonly rule: BudgetRule; readonly requiredProfit: Rational };
  /** Largest total number of types for which the answer is also sought in exact arithmetic (when both type spaces are exact). Default {@link defaultExactLimit}. */
  readonly exactLimit?: number;
}

export const defaultExactLimit = 20_000;

export interface GridOptimum {
  readonly status: "optimal";
  /** Optimal value of the objective; the nearest double of `exact.value` when that is known. */
  readonly value: number;
  /** Shadow price λ of the budget. */
  readonly lambda: number;
  readonly allocation: ThresholdAllocation;
  readonly buyerTransfer: Float64Array;
  readonly sellerTransfer: Float64Array;
  /** Profit beyond the required one that goes to the side with the larger weight, contained in the transfers. */
  readonly lumpSum: number;
  readonly firstBest: number;
  /** Intervals of types that are treated alike because the curve is not concave (convex) there. */
  readonly ironed: { readonly buyer: readonly IronedInterval[]; readonly seller: readonly IronedInterval[] };
  readonly exact: ExactOptimum | null;
  readonly evaluations: number;
}

/** The same optimum in rationals, proved: the allocation's value equals the dual value at λ. */
export interface ExactOptimum {
  readonly value: Rational;
  readonly lambda: Rational;
  /** Weight on `allocation.loose`. */
  readonly weight: Rational;
  readonly firstBest: Rational;
  /** Profit beyond the required one that is handed to the side with the larger weight. */
  readonly lumpSum: Rational;
  readonly profit: Rational;
}

export type GridSolution =
  | GridOptimum
  | { readonly status: "infeasible"; readonly largestProfit: number; readonly exactLargestProfit: Rational | null }
  | { readonly status: "unbounded" };

/**
 * The best mechanism of a bilateral grid problem by virtual surplus: a one-dimensional search over the budget's multiplier, O(m + n) per step.
 *
 * @see R. Myerson, M. Satterthwaite (1983), Theorem 2; N. Kos, M. Manea (2009), Theorems 2–3, for the discrete case.
 */
export function solveGrid(question: GridQuestion): GridSolution {
  const { buyer, seller } = question;
  const stakes = stakesOf(question);
  if (isUnbounded(stakes)) return { status: "unbounded" };
  const { weights, heaviest, lowest, requiredProfit, handsOut } = stakes;
  const lagrangian = new Lagrangian(
    buyerSide(buyer, { own: weights.buyers, broker: weights.broker }),
    sellerSide(seller, { own: weights.sellers, broker: weights.broker }),
    weights.broker,
  );
  const found = findMultiplier(lagrangian, { lowest, requiredProfit });
  const exact = exactAnswer(question, lagrangian, found);
  if (exact ? exact.answer.kind === "infeasible" : found.kind === "infeasible") {
    const exactLargestProfit = exact?.answer.kind === "infeasible" ? exact.answer.largestProfit : null;
    return { status: "infeasible", largestProfit: found.kind === "infeasible" ? found.largestProfit : Number.NaN, exactLargestProfit };
  }
  const allocation =
    exact && exact.answer.kind !== "infeasible" ? exactAllocation(exact.answer) : floatAllocation(lagrangian, found, requiredProfit);
  const lambda =
    exact && exact.answer.kind !== "infeasible" ? toNumber(exact.answer.lambda) : found.kind === "infeasible" ? Number.NaN : found.lambda;
  const slackProfit = found.kind === "slack" ? found.value.profit : requiredProfit;
  const lumpSum = exact ? toNumber(exact.optimum.lumpSum) : handsOut && found.kind === "slack" ? slackProfit - requiredProfit : 0;
  const value = exact
    ? toNumber(exact.optimum.value)
    : found.kind === "infeasible"
      ? Number.NaN
      : found.value.objective + (lumpSum === 0 ? 0 : (heaviest - weights.broker) * lumpSum);
  const probability = interimProbabilities(allocation, buyer.masses, seller.masses);
  const toBuyers = weights.buyers >= weights.sellers ? lumpSum : 0;
  const at = after(lambda);
  return {
    status: "optimal",
    value,
    lambda,
    allocation,
    buyerTransfer: tightBuyerTransfers(probability.buyer, buyer.values, toBuyers),
    sellerTransfer: tightSellerTransfers(probability.seller, seller.values, lumpSum - toBuyers),
    lumpSum,
    firstBest: exact ? toNumber(exact.optimum.firstBest) : firstBestGains(buyer, seller),
    ironed: { buyer: ironedIntervals(lagrangian.buyer, at), seller: ironedIntervals(lagrangian.seller, at) },
    exact: exact && exact.answer.kind !== "infeasible" ? exact.optimum : null,
    evaluations: found.kind === "infeasible" ? 2 : found.evaluations,
  };
}

/** Σ p_i q_j (B_i − S_j)⁺. */
export function firstBestGains(buyer: TypeSpace, seller: TypeSpace): number {
  const own = { own: 1, broker: 1 };
  return new Lagrangian(buyerSide(buyer, own), sellerSide(seller, own), 1).evaluate(after(0)).objective;
}

/** Σ p_i X_i B_i − Σ q_j Y_j S_j. */
export function gainsOf(
  buyer: TypeSpace,
  seller: TypeSpace,
  probability: { readonly buyer: Float64Array; readonly seller: Float64Array },
): number {
  const gains = new CompensatedSum();
  for (let i = 0; i < buyer.values.length; i++)
    gains.add((buyer.masses[i] as number) * (probability.buyer[i] as number) * (buyer.values[i] as number));
  for (let j = 0; j < seller.values.length; j++)
    gains.add(-(seller.masses[j] as number) * (probability.seller[j] as number) * (seller.values[j] as number));
  return gains.value;
}

/** Thresholds of the maximiser at a point of the path. */
function countsAt(lagrangian: Lagrangian, at: PathPoint): Int32Array {
  const counts = new Int32Array(lagrangian.buyer.mass.length);
  lagrangian.evaluate(at, counts);
  return counts;
}

/** The allocation of a search's answer, with profit exactly `requiredProfit` when the budget binds. */
export function floatAllocation(lagrangian: Lagrangian, found: MultiplierAnswer, requiredProfit: number): ThresholdAllocation {
  if (found.kind === "infeasible") throw new RangeError("an infeasible search has no allocation");
  if (found.kind === "slack") {
    const counts = countsAt(lagrangian, found.rule);
    return { weight: 0, loose: counts, tight: counts };
  }
  const line = (counts: Int32Array) => ({ counts, profit: lagrangian.value(counts).profit });
  const { generous, strict } = nestedMixture(
    line(countsAt(lagrangian, found.loose)),
    line(countsAt(lagrangian, found.tight)),
    (counts) => lagrangian.value(counts).profit,
    (profit) => profit >= requiredProfit,
  );
  const weight = generous.profit === strict.profit ? 0 : (requiredProfit - strict.profit) / (generous.profit - strict.profit);
  return { weight: Math.min(Math.max(weight, 0), 1), loose: generous.counts, tight: strict.counts };
}

function exactAllocation(answer: Exclude<ExactAnswer, { kind: "infeasible" }>): ThresholdAllocation {
  if (answer.kind === "slack") return { weight: 0, loose: answer.line.counts, tight: answer.line.counts };
  return { weight: toNumber(answer.weight), loose: answer.loose.counts, tight: answer.tight.counts };
}

function exactAnswer(
  question: GridQuestion,
  lagrangian: Lagrangian,
  found: MultiplierAnswer,
): { readonly answer: ExactAnswer; readonly optimum: ExactOptimum } | null {
  const { buyer, seller, budget, weights } = question;
  if (!buyer.exact || !seller.exact) return null;
  if (buyer.values.length + seller.values.length > (question.exactLimit ?? defaultExactLimit)) return null;
  const heaviest = weights.buyers.compare(weights.sellers) >= 0 ? weights.buyers : weights.sellers;
  const excess = heaviest.sub(weights.broker);
  const lowest = budget.rule === "none" || (budget.rule !== "balanced" && excess.compare(zero) < 0) ? zero : excess;
  const requiredProfit = budget.rule === "none" ? null : budget.requiredProfit;
  const search = new ExactSearch({ buyer: buyer.exact, seller: seller.exact, weights, lowest, requiredProfit });
  const seed =
    found.kind === "binding" ? { loose: countsAt(lagrangian, found.loose), tight: countsAt(lagrangian, found.tight) } : undefined;
  const answer = search.solve(seed);

  const unweighted = new ExactSearch({
    buyer: buyer.exact,
    seller: seller.exact,
    weights: { buyers: one, sellers: one, broker: one },
    lowest: zero,
    requiredProfit: null,
  });
  const firstBest = unweighted.evaluate(zero, 1n).objective;
  if (answer.kind === "infeasible")
    return { answer, optimum: { value: zero, lambda: zero, weight: zero, firstBest, lumpSum: zero, profit: zero } };
  if (answer.kind === "binding") {
    const profit = budget.requiredProfit;
    return { answer, optimum: { value: answer.objective, lambda: answer.lambda, weight: answer.weight, firstBest, lumpSum: zero, profit } };
  }
  const handsOut = requiredProfit !== null && (budget.rule === "balanced" || excess.compare(zero) > 0);
  const lumpSum = handsOut ? answer.line.profit.sub(requiredProfit) : zero;
  return {
    answer,
    optimum: {
      value: answer.line.objective.add(excess.mul(lumpSum)),
      lambda: answer.lambda,
      weight: zero,
      firstBest,
      lumpSum,
      profit: answer.line.profit.sub(lumpSum),
    },
  };
}
