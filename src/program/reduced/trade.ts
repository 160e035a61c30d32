import { typeLabels } from "../../environments/type-label.ts";
import { budgetBalances } from "../../problem/words.ts";
import { type BySide, knowing, ranked, sidesOf, stateOf, type TradingSide, typeIn } from "../../type-space/sides.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { boundedness } from "../boundedness.ts";
import type { Demands, TradeQuestion } from "../question.ts";

/** One of the two traders as the reduced programs see it: its types are in money, for recovery. Lists have one entry per type. */
export interface ProgramSide extends TradingSide {
  /** Values or costs in units. */
  readonly types: Float64Array;
  readonly rentScale: Float64Array;
  /** What a person calls its types. */
  readonly labels: readonly string[];
  /** What a unit of its rent costs the objective, w_0 less its own weight: it pays on a "heavy" side. */
  readonly cost: number;
  readonly rival: ProgramSide;
}

/**
 * Bilateral trade as the reduced programs see it: m buyer types, n seller types, money in units of what is at stake on average.
 *
 * Only differences of values and costs matter for who trades, so values and costs are measured from their common median (by mass) and
 * divided by `unit`, a power of two near their mean distance from it (both exact, up to the rounding of the shift): what decides the value is
 * of order 1 whatever the currency, also when a type of mass 1e-10 has a value of 1e12, which a range would measure everything by.
 * `payment = unit·(x·value − rent) + centre·x` gets back to money.
 *
 * Rents of far types are large in these units, so each type has a `rentScale`, a power of two near its distance from the median (at least 1):
 * the rent of type k is rentScale_k times its column. Mass times rentScale is at most about 1, and so are the entries of all rows.
 */
export interface Trade extends Demands, BySide<ProgramSide> {
  readonly sides: readonly [buyer: ProgramSide, seller: ProgramSide];
  /** Number of states, m·n. */
  readonly states: number;
  /** r in units. */
  readonly required: number;
  /** A constant of the objective, in money: see {@link settleProfit}. */
  readonly settled: number;
  /** No rent needs to be larger in absolute value, in units; see {@link sufficientRent}. Infinity for an unbounded question. */
  readonly largestRent: number;
  readonly unit: number;
}

/** Measures the types of a question in units. */
export function inUnits(question: TradeQuestion): Trade {
  const { budget } = question;
  const centre = commonMedian(question.buyer, question.seller);
  const unit = powerOfTwo(meanDistance(question.buyer, centre) + meanDistance(question.seller, centre));
  const { weights, settled } = settleProfit(question);
  const inProgram = (side: TradingSide, weight: number) => {
    const types = side.values.map((value) => (value - centre) / unit);
    return { ...side, types, rentScale: types.map(rentScale), labels: typeLabels(side), cost: weights.broker - weight };
  };
  const [ofBuyer, ofSeller] = sidesOf(question.buyer, question.seller);
  const sides = knowing<ProgramSide>(inProgram(ofBuyer, weights.buyers), inProgram(ofSeller, weights.sellers));
  const [buyer, seller] = sides;
  const required = budget.requiredProfit / unit;
  return {
    ...question,
    weights,
    settled,
    buyer,
    seller,
    sides,
    states: buyer.types.length * seller.types.length,
    required,
    largestRent: boundedness(question).bounded ? sufficientRent(buyer.types, seller.types, required) : Number.POSITIVE_INFINITY,
    unit,
  };
}

/** By how much a unit is worth more to the type of the next rank, in units, or in the terms of the list. */
export function stepOf(side: ProgramSide, rank: number, list: Float64Array = side.types): number {
  return side.sign * ((list[ranked(side, rank + 1)] as number) - (list[ranked(side, rank)] as number));
}

/** Gains from trade in a state, B_i − S_j, in units. */
export function surplusOf({ buyer, seller }: Trade, state: number): number {
  return (buyer.types[typeIn(buyer, state)] as number) - (seller.types[typeIn(seller, state)] as number);
}

/** Probability of a state. */
export function massOf({ buyer, seller }: Trade, state: number): number {
  return (buyer.masses[typeIn(buyer, state)] as number) * (seller.masses[typeIn(seller, state)] as number);
}

/** Per type of a side, the mean over the other's types of a list with one entry per state. */
export function meansOf(side: ProgramSide, list: Float64Array): Float64Array {
  const { masses } = side.rival;
  const means = new Float64Array(side.types.length);
  for (let k = 0; k < means.length; k++)
    for (let l = 0; l < masses.length; l++) (means[k] as number) += (masses[l] as number) * (list[stateOf(side, k, l)] as number);
  return means;
}

/**
 * With a balanced budget the profit is r whatever the mechanism, so w_0·profit is a constant, and w_0 may be replaced by the larger weight of the
 * rents. An objective that is the profit alone then becomes 0, where a solver would chase what rounding leaves of a constant.
 */
export function settleProfit({ budget, weights }: Demands): Pick<Trade, "weights" | "settled"> {
  if (!budgetBalances[budget.rule]) return { weights, settled: 0 };
  const broker = Math.max(weights.buyers, weights.sellers);
  return { weights: { ...weights, broker }, settled: (weights.broker - broker) * budget.requiredProfit };
}

/** The least type at or below which lies half of both sides' mass together. */
function commonMedian(buyer: TypeSpace, seller: TypeSpace): number {
  let below = 0;
  for (let i = 0, j = 0; ; ) {
    const value = buyer.values[i] ?? Number.POSITIVE_INFINITY;
    const cost = seller.values[j] ?? Number.POSITIVE_INFINITY;
    below += (value <= cost ? buyer.masses[i++] : seller.masses[j++]) as number;
    // Rounding may leave the total a little under 2, never half of it.
    if (below >= 1) return Math.min(value, cost);
  }
}

function meanDistance({ values, masses }: TypeSpace, centre: number): number {
  return values.reduce((sum, value, k) => sum + (masses[k] as number) * Math.abs(value - centre), 0);
}

function rentScale(distance: number): number {
  return powerOfTwo(Math.max(1, Math.abs(distance)));
}

/**
 * A bound K that optimal rents need not exceed, so that a rent in a state that never happens cannot run away; W is the span of all types, r the
 * required profit, and rents above a base are at most W.
 *
 * Lump sums: one that is spent on neither side is idle. Interim rents of a side differ by at most W, and their mean lies between 0 (or is moved to
 * it, without participation) and W + |r|. Bases h_j and g_i of state rents, with h_j + g_i ≤ W − r in every state: if some g_i exceeded
 * 2W + |r|, every h_j would be below −W, and the buyer would lose on average; likewise h_j. A base below −(4W + 2|r|) leaves idle money in all
 * its states: it is raised to that, and the mean gain, at most 3W + |r| in all, is taken back from all bases of the side.
 */
function sufficientRent(values: Float64Array, costs: Float64Array, required: number): number {
  const low = Math.min(values[0] as number, costs[0] as number);
  const high = Math.max(values.at(-1) as number, costs.at(-1) as number);
  return powerOfTwo(16 * (high - low + Math.abs(required)) + 1);
}

/** The power of two nearest to a positive number in ratio; 1 for 0. Scaling by it is exact. */
export function powerOfTwo(size: number): number {
  return size > 0 ? 2 ** Math.round(Math.log2(size)) : 1;
}
