import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import type { BudgetRule } from "../../problem/design-problem.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { after, type IronedInterval, type PathPoint } from "../kernel/ironing.ts";
import { Lagrangian } from "../kernel/lagrangian.ts";
import { isUnbounded, stakesOf } from "../kernel/market.ts";
import { findPairMultiplier, type MultiplierAnswer } from "../kernel/multiplier.ts";
import { buyerSide, sellerSide } from "../kernel/side.ts";
import { interimProbabilities, nestedMixture, type ThresholdAllocation } from "../kernel/threshold.ts";
import { tightBuyerTransfers, tightSellerTransfers } from "../kernel/tight-transfers.ts";
import { type ExactOptimum, exactGrid } from "./exact-grid.ts";

/** A bilateral grid problem with Bayesian incentives and interim participation. */
export interface GridQuestion {
  readonly buyer: TypeSpace;
  readonly seller: TypeSpace;
  readonly weights: { readonly buyers: Rational; readonly sellers: Rational; readonly broker: Rational };
  readonly budget: { readonly rule: BudgetRule; readonly requiredProfit: Rational };
  /** Largest total number of types for which the answer is sought in exact arithmetic (when both type spaces are exact). Default {@link defaultExactLimit}. */
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
  /** The same optimum in rationals, proved; null where the data or the size do not allow it. */
  readonly exact: ExactOptimum | null;
  /** Evaluations of the Lagrangian in floating point. */
  readonly evaluations: number;
}

export type GridSolution =
  | GridOptimum
  /** `exactLargestProfit` when the search was exact. */
  | { readonly status: "infeasible"; readonly largestProfit: number; readonly exactLargestProfit: Rational | null }
  | { readonly status: "unbounded" };

/** What either arithmetic finds, in floats. */
interface Found {
  readonly value: number;
  readonly lambda: number;
  readonly allocation: ThresholdAllocation;
  readonly lumpSum: number;
  readonly firstBest: number;
}

/**
 * The best mechanism of a bilateral grid problem by virtual surplus: a one-dimensional search over the budget's multiplier, O(m + n) per step, then re-solved
 * in exact arithmetic from the tie that floating point identified.
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
  const answer = findPairMultiplier(lagrangian, { lowest, requiredProfit });
  let found: Found;
  let exact: ExactOptimum | null = null;
  // The rationals of a large grid are made when they are asked for, so its size comes first.
  const small = buyer.values.length + seller.values.length <= (question.exactLimit ?? defaultExactLimit);
  const exactBuyer = small ? buyer.exact : undefined;
  const exactSeller = small ? seller.exact : undefined;
  if (exactBuyer && exactSeller) {
    const seed =
      answer.kind === "binding" ? { loose: countsAt(lagrangian, answer.loose), tight: countsAt(lagrangian, answer.tight) } : undefined;
    const proved = exactGrid({ ...question, buyer: exactBuyer, seller: exactSeller }, seed);
    if (proved.kind === "infeasible") {
      return { status: "infeasible", largestProfit: toNumber(proved.largestProfit), exactLargestProfit: proved.largestProfit };
    }
    exact = proved.optimum;
    found = {
      value: toNumber(exact.value),
      lambda: toNumber(exact.lambda),
      allocation: { weight: toNumber(exact.weight), loose: proved.loose, tight: proved.tight },
      lumpSum: toNumber(exact.lumpSum),
      firstBest: toNumber(exact.firstBest),
    };
  } else {
    if (answer.kind === "infeasible") return { status: "infeasible", largestProfit: answer.largestProfit, exactLargestProfit: null };
    const lumpSum = answer.kind === "slack" && handsOut ? answer.value.profit - requiredProfit : 0;
    found = {
      value: answer.value.objective + (lumpSum === 0 ? 0 : (heaviest - weights.broker) * lumpSum),
      lambda: answer.lambda,
      allocation: floatAllocation(lagrangian, answer, requiredProfit),
      lumpSum,
      firstBest: firstBestGains(buyer, seller),
    };
  }
  const probability = interimProbabilities(found.allocation, buyer.masses, seller.masses);
  const toBuyers = weights.buyers >= weights.sellers ? found.lumpSum : 0;
  return {
    status: "optimal",
    ...found,
    buyerTransfer: tightBuyerTransfers(buyer.values, probability.buyer, toBuyers),
    sellerTransfer: tightSellerTransfers(seller.values, probability.seller, found.lumpSum - toBuyers),
    ironed: lagrangian.ironed(after(found.lambda)),
    exact,
    evaluations: answer.kind === "infeasible" ? 2 : answer.evaluations,
  };
}

/** Σ p_i q_j (B_i − S_j)⁺. */
function firstBestGains(buyer: TypeSpace, seller: TypeSpace): number {
  const own = { own: 1, broker: 1 };
  return new Lagrangian(buyerSide(buyer, own), sellerSide(seller, own), 1).evaluate(after(0)).objective;
}

/** Thresholds of the maximiser at a point of the path. */
function countsAt(lagrangian: Lagrangian, at: PathPoint): Int32Array {
  const counts = new Int32Array(lagrangian.buyer.mass.length);
  lagrangian.evaluate(at, counts);
  return counts;
}

/** The allocation of a search's answer, with profit exactly `requiredProfit` when the budget binds. */
export function floatAllocation(
  lagrangian: Lagrangian,
  answer: Exclude<MultiplierAnswer, { kind: "infeasible" }>,
  requiredProfit: number,
): ThresholdAllocation {
  if (answer.kind === "slack") {
    const counts = countsAt(lagrangian, answer.rule);
    return { weight: 0, loose: counts, tight: counts };
  }
  const line = (counts: Int32Array) => ({ counts, profit: lagrangian.value(counts).profit });
  const { generous, strict } = nestedMixture(
    line(countsAt(lagrangian, answer.loose)),
    line(countsAt(lagrangian, answer.tight)),
    (counts) => lagrangian.value(counts).profit,
    (profit) => profit >= requiredProfit,
  );
  const weight = generous.profit === strict.profit ? 0 : (requiredProfit - strict.profit) / (generous.profit - strict.profit);
  return { weight: Math.min(Math.max(weight, 0), 1), loose: generous.counts, tight: strict.counts };
}
