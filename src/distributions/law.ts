import type { Rational } from "../arithmetic/rational.ts";
import type { Distribution, ExactLaw } from "./distribution.ts";
import { encloseBy, type LawEnclosure } from "./enclosure.ts";

/** What a law computes itself; {@link completeLaw} adds what follows from it. */
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

/** Adds conditional means and the lazy exact law. */
export function completeLaw(parts: LawParts): Distribution {
  const { exactLaw, image, enclosure, assumption = null, ...members } = parts;
  const { min, max } = parts.support;
  const law: Distribution = {
    ...members,
    assumption,
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
