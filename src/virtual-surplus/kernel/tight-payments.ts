import { CompensatedSum } from "../../arithmetic/sum.ts";

/**
 * The largest interim payments for these probabilities of trade: with worths v_1 < v_2 < … (the types, negated where `sign` is −1),
 * P_k = Σ_{i≤k} (X_i − X_{i−1})·v_i − base, X_0 = 0. Every type is indifferent to the report of the next lower worth, and the lowest earns `base`.
 * All vectors are in the order of the types; a payment of −T is a receipt of T.
 *
 * `prices[i]` is the type of lowest worth that makes report i: the type itself on a finite grid. It may be infinite where the report adds nothing.
 *
 * @see N. Kos, M. Manea (2009), Efficient Trade Mechanism with Discrete Values, §6.1 (tight mechanisms).
 */
export function tightPayments(prices: ArrayLike<number>, probability: ArrayLike<number>, sign: 1 | -1, base = 0): Float64Array {
  const n = probability.length;
  const payment = new Float64Array(n);
  const paid = new CompensatedSum();
  let previous = 0;
  for (let step = 0; step < n; step++) {
    const k = sign === 1 ? step : n - 1 - step;
    const own = probability[k] as number;
    if (own !== previous) paid.add((own - previous) * sign * (prices[k] as number));
    previous = own;
    payment[k] = paid.value - base;
  }
  return payment;
}
