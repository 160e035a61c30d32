import { type Rational, sumRationals, zero } from "../../arithmetic/rational.ts";
import { CompensatedSum } from "../../arithmetic/sum.ts";
import type { Distribution } from "../../distributions/distribution.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import type { StatedValue } from "../theorem.ts";
import { type Bounded, overlapIntegral } from "./overlap-integral.ts";

const known = new WeakMap<Distribution, WeakMap<Distribution, Bounded>>();

/** Bounds on the gains from trade of the efficient allocation, E[(B − S)⁺] = ∫ P(S ≤ t)·P(B > t) dt; several statements about one problem share them. */
export function firstBestBounds(buyer: Distribution, seller: Distribution): Bounded {
  const ofBuyer = known.get(buyer) ?? new WeakMap<Distribution, Bounded>();
  known.set(buyer, ofBuyer);
  const bounds = ofBuyer.get(seller) ?? overlapIntegral(buyer, seller);
  ofBuyer.set(seller, bounds);
  return bounds;
}

/** Gains from trade of the efficient allocation; {@link firstBestBounds} tells how accurately. */
export function firstBest(buyer: Distribution, seller: Distribution): number {
  return firstBestBounds(buyer, seller).value;
}

/** `share` of the first best as a stated value, with the accuracy in which it is known. */
export function statedFirstBest(buyer: Distribution, seller: Distribution, share = 1): StatedValue {
  const { lower, value, upper } = firstBestBounds(buyer, seller);
  return { value: share * value, tolerance: value > 0 ? Math.max(upper - value, value - lower) / value : Number.POSITIVE_INFINITY };
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
