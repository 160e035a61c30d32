import { CompensatedSum } from "../../arithmetic/sum.ts";

/**
 * The largest interim payments of a buyer for these probabilities of trade: T_k = Σ_{i≤k} (X_i − X_{i−1})·price_i − base, X_0 = 0. Every type is indifferent to
 * the report just below, and the lowest one earns `base`.
 *
 * `prices[i]` is the lowest value at which report i is made: the type itself on a finite grid. It may be infinite where the report adds nothing.
 *
 * @see N. Kos, M. Manea (2009), Efficient Trade Mechanism with Discrete Values, §6.1 (tight mechanisms).
 */
export function tightBuyerTransfers(prices: ArrayLike<number>, probability: ArrayLike<number>, base = 0): Float64Array {
  const transfer = new Float64Array(probability.length);
  const paid = new CompensatedSum();
  let previous = 0;
  for (let i = 0; i < transfer.length; i++) {
    const own = probability[i] as number;
    if (own !== previous) paid.add((own - previous) * (prices[i] as number));
    previous = own;
    transfer[i] = paid.value - base;
  }
  return transfer;
}

/** The smallest interim receipts of a seller: T_l = Σ_{j≥l} (X_j − X_{j+1})·price_j + base, with prices the highest costs of the reports. */
export function tightSellerTransfers(prices: ArrayLike<number>, probability: ArrayLike<number>, base = 0): Float64Array {
  const transfer = new Float64Array(probability.length);
  const received = new CompensatedSum();
  let previous = 0;
  for (let j = transfer.length - 1; j >= 0; j--) {
    const own = probability[j] as number;
    if (own !== previous) received.add((own - previous) * (prices[j] as number));
    previous = own;
    transfer[j] = received.value + base;
  }
  return transfer;
}
