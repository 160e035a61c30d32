import { typeLabels } from "../../environments/type-label.ts";
import type { Demands, TradeQuestion } from "../question.ts";

/**
 * Bilateral trade as the reduced programs see it: m buyer types, n seller types, money in units of the width of the type ranges.
 *
 * Only differences of values and costs matter for who trades, so values and costs are measured from the middle of their common range and
 * divided by `unit`, a power of two near its width (both exact, up to the rounding of the shift): rents, and the rows of the program, are of
 * order 1 whatever the currency. `payment = unit·(x·value − rent) + centre·x` gets back to money.
 */
export interface Trade extends Demands {
  readonly m: number;
  readonly n: number;
  /** Buyer's values in units, length m, increasing, and their masses p. */
  readonly values: Float64Array;
  readonly p: Float64Array;
  /** Seller's costs in units, length n, increasing, and their masses q. */
  readonly costs: Float64Array;
  readonly q: Float64Array;
  /** r in units. */
  readonly required: number;
  readonly unit: number;
  /** The same types in money, for recovery. */
  readonly buyerValues: Float64Array;
  readonly sellerCosts: Float64Array;
  /** What a person calls buyer type i and seller type j. */
  readonly buyerLabels: readonly string[];
  readonly sellerLabels: readonly string[];
}

/** Measures the types of a question in units. */
export function inUnits(question: TradeQuestion): Trade {
  const { buyer, seller, budget } = question;
  const m = buyer.values.length;
  const n = seller.values.length;
  const low = Math.min(buyer.values[0] as number, seller.values[0] as number);
  const high = Math.max(buyer.values[m - 1] as number, seller.values[n - 1] as number);
  const unit = powerOfTwo(high - low);
  const centre = low + (high - low) / 2;
  const measure = (value: number) => (value - centre) / unit;
  return {
    ...question,
    m,
    n,
    values: buyer.values.map(measure),
    p: buyer.masses,
    costs: seller.values.map(measure),
    q: seller.masses,
    required: budget.requiredProfit / unit,
    unit,
    buyerValues: buyer.values,
    sellerCosts: seller.values,
    buyerLabels: typeLabels(buyer),
    sellerLabels: typeLabels(seller),
  };
}

/** The power of two nearest to a positive number in ratio; 1 for 0. Scaling by it is exact. */
export function powerOfTwo(size: number): number {
  return size > 0 ? 2 ** Math.round(Math.log2(size)) : 1;
}
