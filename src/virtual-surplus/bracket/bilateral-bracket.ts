import type { Rational } from "../../arithmetic/rational.ts";
import type { Distribution } from "../../distributions/distribution.ts";
import type { BudgetRule } from "../../problem/design-problem.ts";
import { floatAllocation } from "../grid/grid.ts";
import { after, type IronedInterval } from "../kernel/ironing.ts";
import { Lagrangian } from "../kernel/lagrangian.ts";
import { isUnbounded, stakesOf } from "../kernel/market.ts";
import { interimProbabilities, type ThresholdAllocation } from "../kernel/threshold.ts";
import { tightBuyerTransfers, tightSellerTransfers } from "../kernel/tight-transfers.ts";
import { type BracketOptions, type BracketRound, closeBracket, defaultBracketOptions, type Interval } from "./bracket.ts";
import { type CellTypes, cellTypes } from "./cell-types.ts";

/** A bilateral problem on laws of any kind, with Bayesian incentives and interim participation. */
export interface BracketQuestion {
  readonly buyer: Distribution;
  readonly seller: Distribution;
  readonly weights: { readonly buyers: Rational; readonly sellers: Rational; readonly broker: Rational };
  readonly budget: { readonly rule: BudgetRule; readonly requiredProfit: Rational };
  readonly options?: Partial<BracketOptions>;
}

export interface BracketOptimum {
  /** `limit` when the requested width was not reached. */
  readonly status: "optimal" | "limit";
  /** Proved for the continuous problem itself. */
  readonly value: Interval;
  readonly firstBest: Interval;
  readonly lambda: number;
  /** A feasible mechanism of the continuous problem that attains the lower bound: constant on the cells of each side. */
  readonly buyer: CellTypes;
  readonly seller: CellTypes;
  readonly allocation: ThresholdAllocation;
  readonly buyerTransfer: Float64Array;
  readonly sellerTransfer: Float64Array;
  /** Profit beyond the required one that goes to the side with the larger weight, contained in the transfers. */
  readonly lumpSum: number;
  /** In cells of `buyer` and `seller`. */
  readonly ironed: { readonly buyer: readonly IronedInterval[]; readonly seller: readonly IronedInterval[] };
  readonly rounds: readonly BracketRound[];
}

export type BracketSolution =
  | BracketOptimum
  | { readonly status: "infeasible"; readonly largestProfit: number }
  | { readonly status: "unbounded" }
  | { readonly status: "undecided"; readonly largestProfit: Interval };

/** Brackets a bilateral problem on its laws themselves, and gives the mechanism behind the lower bound. See {@link closeBracket}. */
export function solveBracket(question: BracketQuestion): BracketSolution {
  const stakes = stakesOf(question);
  if (isUnbounded(stakes)) return { status: "unbounded" };
  const bracket = closeBracket(
    [
      { role: "buyer", count: 1, law: question.buyer },
      { role: "seller", count: 1, law: question.seller },
    ],
    stakes,
    { ...defaultBracketOptions, ...question.options },
  );
  if (bracket.kind !== "bracket") return { status: bracket.kind, largestProfit: bracket.largestProfit } as BracketSolution;
  const { groups, lagrangian, answer, lumpSum } = bracket.best;
  const [buyerCells, sellerCells] = groups;
  if (!buyerCells || !sellerCells || !(lagrangian instanceof Lagrangian))
    throw new Error("a bilateral market has one buyer and one seller");
  const buyer = cellTypes(buyerCells.cells);
  const seller = cellTypes(sellerCells.cells);
  const idle = buyer.values.length - lagrangian.buyer.mass.length;
  const allocation = padded(floatAllocation(lagrangian, answer, answer.value.profit), idle);
  const probability = interimProbabilities(allocation, buyer.masses, seller.masses);
  const toBuyers = stakes.weights.buyers >= stakes.weights.sellers ? lumpSum : 0;
  const ironed = lagrangian.ironed(after(answer.lambda));
  return {
    status: bracket.reached ? "optimal" : "limit",
    value: bracket.value,
    firstBest: bracket.firstBest,
    lambda: answer.lambda,
    buyer,
    seller,
    allocation,
    buyerTransfer: tightBuyerTransfers(buyer.prices, probability.buyer, toBuyers),
    sellerTransfer: tightSellerTransfers(seller.prices, probability.seller, lumpSum - toBuyers),
    lumpSum,
    ironed: { buyer: ironed.buyer.map(({ from, to }) => ({ from: from + idle, to: to + idle })), seller: ironed.seller },
    rounds: bracket.rounds,
  };
}

/** Thresholds over all cells: a lowest buyer cell that cannot be priced was left out of the search and trades with nobody. */
function padded(allocation: ThresholdAllocation, idleCells: number): ThresholdAllocation {
  if (idleCells === 0) return allocation;
  const pad = (counts: Int32Array) => {
    const all = new Int32Array(counts.length + idleCells);
    all.set(counts, idleCells);
    return all;
  };
  return { weight: allocation.weight, loose: pad(allocation.loose), tight: pad(allocation.tight) };
}
