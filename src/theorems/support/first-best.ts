import { type Rational, sumRationals, zero } from "../../arithmetic/rational.ts";
import { CompensatedSum } from "../../arithmetic/sum.ts";
import type { Distribution } from "../../distributions/distribution.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { knotsOf } from "./laws.ts";
import { integratePieces } from "./quadrature.ts";

/**
 * Gains from trade of the efficient allocation, ∫ P(S ≤ t)·P(B > t) dt.
 *
 * Unbounded supports: the buyer's upper and the seller's lower end may be infinite; then the integral runs over upper quantiles of the buyer.
 */
export function firstBest(buyer: Distribution, seller: Distribution): number {
  const from = Math.max(seller.support.min, Number.NEGATIVE_INFINITY);
  const to = buyer.support.max;
  if (Number.isFinite(from) && Number.isFinite(to))
    return integratePieces((t) => seller.cdf(t) * buyer.survival(t), from, to, knotsOf(buyer, seller));
  // E[(B − S)⁺] = ∫_0^1 (v F_S(v) − E[S; S ≤ v]) dq at v = v(q).
  const knots = knotsOf(buyer, seller).flatMap((t) => [buyer.survival(t), 1 - buyer.cdf(t)]);
  const gain = (q: number): number => {
    const v = buyer.upperQuantile(q);
    return v * seller.cdf(v) - seller.partialMean(Number.NEGATIVE_INFINITY, v);
  };
  return integratePieces(gain, 0, 1, [...knots, 1e-12, 1e-6, 1e-3, 0.999]);
}

/** The same on two grids, in one pass over the types: Σ_i p_i (B_i·P(S < B_i) − E[S; S < B_i]). */
export function gridFirstBest(buyer: TypeSpace, seller: TypeSpace): number {
  const total = new CompensatedSum();
  let [j, mass, cost] = [0, 0, 0];
  buyer.values.forEach((value, i) => {
    for (; j < seller.values.length && (seller.values[j] as number) < value; j++) {
      mass += seller.masses[j] as number;
      cost += (seller.masses[j] as number) * (seller.values[j] as number);
    }
    total.add((buyer.masses[i] as number) * (value * mass - cost));
  });
  return total.value;
}

/** The same on finite types, exactly: Σ p_i q_j (B_i − S_j)⁺. */
export function exactFirstBest(B: readonly Rational[], p: readonly Rational[], S: readonly Rational[], q: readonly Rational[]): Rational {
  return sumRationals(
    B.flatMap((value, i) =>
      S.map((cost, j) => {
        const gain = value.sub(cost);
        return gain.compare(zero) > 0 ? gain.mul(p[i] as Rational).mul(q[j] as Rational) : zero;
      }),
    ),
  );
}
