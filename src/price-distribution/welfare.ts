import type { TypePieces } from "../type-space/type-pieces.ts";
import { addTerms, cutAtPrices, mirrored, type TraderTerms, termsOf } from "./terms.ts";

/**
 * Which prices, with which probability: maximise over f ≥ 0, Σ f_k = 1 (length T, on increasing prices t_k)
 *
 *     Φ(f) = E[A(s, b)^γ + A′(s, b)^γ],   A = Σ_{s ≤ t_k ≤ b} (t_k − s)f_k,   A′ = Σ_{s ≤ t_k ≤ b} (b − t_k)f_k,
 *
 * the expected utility, u(x) = x^γ, of seller and buyer under the simple mechanism of f: trade with probability F(s, b)^γ at the mean price between s and b.
 * Φ is concave, and homogeneous of degree γ.
 *
 * @see J. Čopič, C. Ponsatí (2006), Proposition 13 and problem (5).
 */
export interface PriceProblem {
  readonly buyer: TypePieces;
  readonly seller: TypePieces;
  /** Increasing, T ≥ 1. */
  readonly prices: Float64Array;
  /** γ in (0, 1]. */
  readonly power: number;
}

/** Φ, and its derivatives where asked for, each written into the array given. */
export class Welfare {
  readonly count: number;
  readonly power: number;
  readonly seller: TraderTerms;
  /** In the mirror: prices and types negated, in increasing order. */
  readonly buyer: TraderTerms;

  constructor({ buyer, seller, prices, power }: PriceProblem) {
    const [ownSeller, ownBuyer] = [cutAtPrices(seller, prices), cutAtPrices(buyer, prices)];
    const negated = Float64Array.from(prices, (price) => 0 - price).reverse();
    this.count = prices.length;
    this.power = power;
    this.seller = termsOf(ownSeller, ownBuyer, prices);
    this.buyer = termsOf(mirrored(ownBuyer), mirrored(ownSeller), negated);
  }

  /** Φ(f); `gradient` has length T, `hessian` is T×T by rows. O(n·T), with a Hessian O(n·T²), n types a side. */
  at(masses: Float64Array, gradient?: Float64Array, hessian?: Float64Array): number {
    const count = this.count;
    gradient?.fill(0);
    hessian?.fill(0);
    const mirroredGradient = gradient && new Float64Array(count);
    const mirroredHessian = hessian && new Float64Array(count * count);
    const value =
      addTerms(this.seller, masses, this.power, gradient, hessian) +
      addTerms(this.buyer, Float64Array.from(masses).reverse(), this.power, mirroredGradient, mirroredHessian);
    if (gradient && mirroredGradient)
      for (let k = 0; k < count; k++) gradient[k] = (gradient[k] as number) + (mirroredGradient[count - 1 - k] as number);
    if (hessian && mirroredHessian) {
      for (let l = 0; l < count; l++) {
        for (let k = 0; k <= l; k++) {
          // The mirror turns the lower triangle into the upper one.
          const both = (hessian[l * count + k] as number) + (mirroredHessian[(count - 1 - k) * count + (count - 1 - l)] as number);
          hessian[l * count + k] = both;
          hessian[k * count + l] = both;
        }
      }
    }
    return value;
  }
}
