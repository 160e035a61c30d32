import type { Distribution } from "../../distributions/distribution.ts";
import { firstBest } from "./first-best.ts";
import { knotsOf } from "./laws.ts";
import { integratePieces } from "./quadrature.ts";

/** The price p* of the replica economy: demand P(B > p) meets supply P(S ≤ p). With atoms, where supply first reaches demand. */
export function replicaPrice(buyer: Distribution, seller: Distribution): number {
  let low = Math.min(buyer.support.min, seller.support.min);
  let high = Math.max(buyer.support.max, seller.support.max);
  for (let step = 0; step < 200 && high - low > 0; step++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (seller.cdf(middle) < buyer.survival(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/** ∫ min(P(S ≤ t), P(B > t)) dt: the least total expected charge of a Groves scheme without deficit. */
export function leastCharges(buyer: Distribution, seller: Distribution): number {
  const from = Math.min(buyer.support.min, seller.support.min);
  const to = Math.max(buyer.support.max, seller.support.max);
  return integratePieces((t) => Math.min(seller.cdf(t), buyer.survival(t)), from, to, [
    ...knotsOf(buyer, seller),
    replicaPrice(buyer, seller),
  ]);
}

/** 2∫F_S(1−F_B) − ∫min(F_S, 1−F_B): nonnegative iff efficient, truthful, ex-ante individually rational trade needs no deficit. */
export function chargeSlack(buyer: Distribution, seller: Distribution): number {
  return 2 * firstBest(buyer, seller) - leastCharges(buyer, seller);
}
