import { type Rational, zero } from "../../../arithmetic/rational.ts";
import type { Allocated } from "./allocated.ts";
import { at, buyerInterim, sellerInterim } from "./trade.ts";

/** T^b_k = Σ_{j≤k} [X^b_j − X^b_{j−1}]B_j and T^s_l = Σ_{j≥l} [X^s_j − X^s_{j+1}]S_j. */
export function tightTransfers({ trade, x }: Allocated): { buyer: Rational[]; seller: Rational[] } {
  return {
    buyer: telescoped(trade.B, buyerInterim(trade, x)),
    seller: telescoped([...trade.S].reverse(), sellerInterim(trade, x).reverse()).reverse(),
  };
}

/** Σ_{j≤k} (entries_j − entries_{j−1})·types_j for every k, with entries_0 = 0. */
export function telescoped(types: readonly Rational[], entries: readonly Rational[]): Rational[] {
  let sum = zero;
  return types.map((type, k) => {
    sum = sum.add(
      at(entries, k)
        .sub(k === 0 ? zero : at(entries, k - 1))
        .mul(type),
    );
    return sum;
  });
}
