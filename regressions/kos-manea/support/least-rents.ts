import { type Rational, zero } from "../../../src/arithmetic/rational.ts";
import { at, buyerInterim, mean, sellerInterim } from "../../../src/theorems/kos-manea/support/trade.ts";
import type { FiniteTrade } from "../../../src/theorems/support/finite-trade.ts";
import { gainsOf } from "./trade.ts";

/**
 * The least interim rents that all incentive constraints (every type against every other) and participation allow: longest paths by
 * repeated relaxation, with no use of adjacency or monotonicity. Null when the allocation is not implementable.
 *
 * `gain(k, l)` is what type k gains over type l's rent by reporting l. `floor` holds the rents that types must have (default 0 for all).
 *
 * @see J.-C. Rochet (1987), A necessary and sufficient condition for rationalizability, J. Math. Econ. 16.
 */
export function leastRents(count: number, gain: (k: number, l: number) => Rational, floor?: readonly Rational[]): Rational[] | null {
  const rents = Array.from({ length: count }, (_, k) => floor?.[k] ?? zero);
  for (let pass = 0; pass <= count; pass++) {
    let moved = false;
    for (let k = 0; k < count; k++)
      for (let l = 0; l < count; l++) {
        if (k === l) continue;
        const wanted = at(rents, l).add(gain(k, l));
        if (wanted.gt(at(rents, k))) {
          rents[k] = wanted;
          moved = true;
        }
      }
    if (!moved) return rents;
  }
  return null;
}

/** {@link leastRents} of the buyer under an allocation x. */
export function leastBuyerRents(trade: FiniteTrade, x: readonly (readonly Rational[])[], floor?: readonly Rational[]): Rational[] | null {
  const X = buyerInterim(trade, x);
  return leastRents(trade.B.length, (k, l) => at(X, l).mul(at(trade.B, k).sub(at(trade.B, l))), floor);
}

/** {@link leastRents} of the seller under an allocation x. */
export function leastSellerRents(trade: FiniteTrade, x: readonly (readonly Rational[])[], floor?: readonly Rational[]): Rational[] | null {
  const X = sellerInterim(trade, x);
  return leastRents(trade.S.length, (k, l) => at(X, l).mul(at(trade.S, l).sub(at(trade.S, k))), floor);
}

/** The broker's largest expected profit from an allocation: its gains less the least rents. Null when it is not implementable. */
export function largestProfit(trade: FiniteTrade, x: readonly (readonly Rational[])[]): Rational | null {
  const buyer = leastBuyerRents(trade, x);
  const seller = leastSellerRents(trade, x);
  return buyer && seller && gainsOf(trade, x).sub(mean(trade.p, buyer)).sub(mean(trade.q, seller));
}
