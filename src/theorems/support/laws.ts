import { one, type Rational, rational } from "../../arithmetic/rational.ts";
import type { Distribution, DistributionSpec } from "../../distributions/distribution.ts";
import { nextDouble, previousDouble } from "../../distributions/numerics/neighbours.ts";

/** An interval with exact ends. */
export interface ExactInterval {
  readonly min: Rational;
  readonly max: Rational;
}

/** The interval when the law is uniform, however it was written (power of exponent 1, an affine image …); else null. */
export function uniformInterval(law: Distribution): ExactInterval | null {
  return law.spec ? uniformSpec(law.spec) : null;
}

function uniformSpec(spec: DistributionSpec): ExactInterval | null {
  switch (spec.distribution) {
    case "uniform":
      return { min: rational(spec.min), max: rational(spec.max) };
    case "power":
    case "reverse-power":
      return rational(spec.exponent).equals(one) ? { min: rational(spec.min), max: rational(spec.max) } : null;
    case "beta":
      return rational(spec.a).equals(one) && rational(spec.b).equals(one) ? { min: rational(spec.min), max: rational(spec.max) } : null;
    case "affine": {
      const of = uniformSpec(spec.of);
      if (!of) return null;
      const ends = [of.min, of.max].map((end) => end.mul(rational(spec.scale)).add(rational(spec.shift))) as [Rational, Rational];
      return ends[0].compare(ends[1]) < 0 ? { min: ends[0], max: ends[1] } : { min: ends[1], max: ends[0] };
    }
    default:
      return null;
  }
}

/** True when both intervals are the same. */
export function sameInterval(a: ExactInterval, b: ExactInterval): boolean {
  return a.min.equals(b.min) && a.max.equals(b.max);
}

/** True for a law with positive density on one bounded interval and no atoms: the laws of Myerson and Satterthwaite (1983). */
export function hasDensityOnInterval(law: Distribution): boolean {
  const [piece] = law.pieces;
  const { min, max } = law.support;
  return (
    law.atoms.length === 0 &&
    law.pieces.length > 0 &&
    Number.isFinite(min) &&
    Number.isFinite(max) &&
    piece?.from === min &&
    coversSupport(law)
  );
}

/** True when the pieces follow one another without a gap, so that every open subinterval of the support has positive probability. */
export function coversSupport(law: Distribution): boolean {
  const { pieces, support } = law;
  return (
    pieces[0]?.from === support.min &&
    pieces.at(-1)?.to === support.max &&
    pieces.every((piece, k) => k === 0 || pieces[k - 1]?.to === piece.from)
  );
}

/** Points at which cdf or density may jump or bend: atoms and ends of pieces. */
export function knotsOf(...laws: readonly Distribution[]): number[] {
  return laws.flatMap((law) => [...law.atoms.map((atom) => atom.at), ...law.pieces.flatMap((piece) => [piece.from, piece.to])]);
}

/** True when the interiors of the two supports meet. */
export function supportsOverlap(buyer: Distribution, seller: Distribution): boolean {
  return buyer.support.min < seller.support.max && seller.support.min < buyer.support.max;
}

/** True when ψ is proved increasing on every piece and does not fall where two pieces meet. */
export function hasIncreasingVirtualValue(law: Distribution): boolean {
  return (
    coversSupport(law) &&
    law.pieces.every((piece) => piece.virtualValue.slope === "increasing") &&
    jointsOf(law).every(([before, after]) => before <= after * (1 + 1e-9))
  );
}

/** True when φ is proved increasing on every piece and does not fall where two pieces meet. */
export function hasIncreasingVirtualCost(law: Distribution): boolean {
  return (
    coversSupport(law) &&
    law.pieces.every((piece) => piece.virtualCost.slope === "increasing") &&
    jointsOf(law).every(([before, after]) => after <= before * (1 + 1e-9))
  );
}

/** Densities before and after each point where two pieces meet: ψ falls there iff the density falls, φ iff it rises. */
function jointsOf(law: Distribution): readonly (readonly [number, number])[] {
  return law.pieces.slice(1).map(({ from }) => [law.pdf(previousDouble(from)), law.pdf(nextDouble(from))] as const);
}
