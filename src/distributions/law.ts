import type { Rational } from "../arithmetic/rational.ts";
import type { Distribution, ExactLaw } from "./distribution.ts";
import { encloseBy, type LawEnclosure } from "./enclosure.ts";

/** What a law computes itself, its quantiles for 0 < p < 1; {@link completeLaw} adds what follows from it. */
export type LawParts = Omit<Distribution, "meanBetween" | "exact" | "affine" | "assumption"> & {
  /** See {@link Distribution.assumption}; null where it is left out. */
  readonly assumption?: string | null | undefined;
  /** Builds the exact law on first use. */
  readonly exactLaw?: (() => ExactLaw) | undefined;
  /** The law of scale·V + shift, in its own family: no digit is lost on the way. */
  readonly image?: ((scale: Rational, shift: Rational) => Distribution) | undefined;
  /** Builds what is proved of the law on first use. */
  readonly enclosure?: (() => LawEnclosure) | undefined;
};

const images = new WeakMap<Distribution, (scale: Rational, shift: Rational) => Distribution>();

/** Builds the law of scale·V + shift within the family of V; undefined for a law that came from outside. */
export function imageBuilder(law: Distribution): ((scale: Rational, shift: Rational) => Distribution) | undefined {
  return images.get(law);
}

/** Adds conditional means, the quantiles of 0, of 1 and of what is no probability, and the lazy exact law. */
export function completeLaw(parts: LawParts): Distribution {
  const { exactLaw, image, enclosure, assumption = null, quantile, upperQuantile, ...members } = parts;
  const { min, max } = parts.support;
  const law: Distribution = {
    ...members,
    assumption,
    quantile: (p) => (p > 0 && p < 1 ? quantile(p) : p === 0 ? min : p === 1 ? max : Number.NaN),
    upperQuantile: (q) => (q > 0 && q < 1 ? upperQuantile(q) : q === 0 ? max : q === 1 ? min : Number.NaN),
    meanBetween(a, b) {
      const low = Math.min(Math.max(a, min), max);
      const high = Math.max(Math.min(b, max), low);
      const mass = parts.massBetween(a, b);
      if (mass > 0) {
        const mean = parts.partialMean(a, b) / mass;
        return mean < low ? low : mean > high ? high : mean;
      }
      if (low === Number.NEGATIVE_INFINITY) return high;
      if (high === Number.POSITIVE_INFINITY) return low;
      return low + (high - low) / 2;
    },
  };
  if (exactLaw) defineLazily(law, "exact", exactLaw);
  if (image) images.set(law, image);
  if (enclosure) encloseBy(law, enclosure);
  return law;
}

/** What a law without atoms computes on its support (min, max); {@link continuousLaw} adds what holds beyond. */
export type ContinuousParts = Omit<LawParts, "atoms" | "densityBounds" | "massBetween" | "partialMean"> & {
  /** P(low < V ≤ high) and E[V · 1{low < V ≤ high}] for min ≤ low < high ≤ max. */
  mass(low: number, high: number): number;
  moment(low: number, high: number): number;
  /** The points between which the density is monotone, or bounds on it. */
  readonly density: readonly number[] | Distribution["densityBounds"];
};

/** A law without atoms. */
export function continuousLaw({ mass, moment, density, ...parts }: ContinuousParts): Distribution {
  const { cdf, survival, pdf: inner, support } = parts;
  const { min, max } = support;
  const onSupport = (of: (low: number, high: number) => number) => (a: number, b: number) => {
    const low = Math.max(a, min);
    const high = Math.min(b, max);
    return low < high ? of(low, high) : 0;
  };
  const pdf = (x: number) => (x < min || x > max ? 0 : inner(x));
  return completeLaw({
    ...parts,
    atoms: [],
    cdf: (x) => (x <= min ? 0 : x >= max ? 1 : cdf(x)),
    survival: (x) => (x <= min ? 1 : x >= max ? 0 : survival(x)),
    pdf,
    densityBounds: typeof density === "function" ? density : boundsByTurns(pdf, min, max, density),
    massBetween: onSupport(mass),
    partialMean: onSupport(moment),
  });
}

/** Both quantiles, each half from its own tail: the points with P(V ≤ x) = p and P(V > x) = q, for p, q ≤ ½. */
export function quantilesFromTails(
  below: (p: number) => number,
  above: (q: number) => number,
): Pick<LawParts, "quantile" | "upperQuantile"> {
  return {
    quantile: (p) => (p <= 0.5 ? below(p) : above(1 - p)),
    upperQuantile: (q) => (q <= 0.5 ? above(q) : below(1 - q)),
  };
}

/** The ends of scale·[min, max] + shift, and whether they changed places. */
export function imageEnds(
  min: Rational,
  max: Rational,
  scale: Rational,
  shift: Rational,
): { min: Rational; max: Rational; mirrored: boolean } {
  const [first, second] = [min.mul(scale).add(shift), max.mul(scale).add(shift)];
  return scale.s > 0n ? { min: first, max: second, mirrored: false } : { min: second, max: first, mirrored: true };
}

/** A property computed when first read. */
function defineLazily<T extends object, K extends keyof T>(target: T, key: K, compute: () => NonNullable<T[K]>): void {
  let value: NonNullable<T[K]> | undefined;
  Object.defineProperty(target, key, {
    enumerable: true,
    configurable: true,
    get: () => {
      value ??= compute();
      return value;
    },
  });
}

/** Bounds of a density that is monotone between consecutive `turns` (and the ends of [min, max]) and 0 outside. */
export function boundsByTurns(
  density: (x: number) => number,
  min: number,
  max: number,
  turns: readonly number[],
): Distribution["densityBounds"] {
  return (a, b) => {
    const low = Math.max(a, min);
    const high = Math.min(b, max);
    if (!(low < high)) return { min: 0, max: 0 };
    const first = density(low);
    const last = density(high);
    let least = a < min || b > max ? 0 : Math.min(first, last);
    let most = Math.max(first, last);
    for (const turn of turns) {
      if (!(turn > low && turn < high)) continue;
      const value = density(turn);
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    return { min: least, max: most };
  };
}
