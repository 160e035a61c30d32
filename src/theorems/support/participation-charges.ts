import type { Distribution } from "../../distributions/distribution.ts";
import { firstBestBounds } from "./first-best.ts";
import { excessTerms, meanExcess, meanShortfall, shortfallTerms } from "./overlap-integral.ts";

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

/**
 * ∫ min(P(S ≤ t), P(B > t)) dt: the least total expected charge of a Groves scheme without deficit.
 *
 * The two probabilities cross at p*, so it is E[(p* − S)⁺] + E[(B − p*)⁺], which any other price makes larger.
 */
export function leastCharges(buyer: Distribution, seller: Distribution): number {
  const price = replicaPrice(buyer, seller);
  return meanShortfall(seller, price) + meanExcess(buyer, price);
}

/**
 * Bounds on 2∫F_S(1−F_B) − ∫min(F_S, 1−F_B): nonnegative iff efficient, truthful, ex-ante individually rational trade needs no deficit. Supports must be
 * bounded.
 */
export function chargeSlack(buyer: Distribution, seller: Distribution): { readonly lower: number; readonly upper: number } {
  const gains = firstBestBounds(buyer, seller);
  const charges = leastCharges(buyer, seller);
  const price = replicaPrice(buyer, seller);
  const terms = shortfallTerms(seller, price) + excessTerms(buyer, price);
  const rounding = (buyer.relativeError + seller.relativeError + 4 * Number.EPSILON) * terms;
  return { lower: 2 * gains.lower - charges - rounding, upper: 2 * gains.upper - charges + rounding };
}
