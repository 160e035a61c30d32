import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import type { Distribution, DistributionSpec, Piece } from "../distribution.ts";
import { boundsByTurns, completeLaw, type LawParts, quantilesFromTails } from "../law.ts";
import { gaussMoment } from "../numerics/gauss-legendre.ts";
import { imagePieces } from "../proofs.ts";

/**
 * A positive random variable T ≥ least with a continuous law, given by the distance t = T − least so that no digit is lost near its lower end.
 * Beyond `cap` (a distance, perhaps infinite) the mass is an atom at it.
 */
export interface HalfLineLaw {
  readonly least: number;
  readonly cap: number;
  /** P(T > least + t) for t < cap; the atom's mass at t = cap. */
  survival(t: number): number;
  /** P(T ≤ least + t) for t < cap. */
  cdf(t: number): number;
  /** Density at distance t times a width, within the range of doubles where the product is, whatever the unit of account. */
  chance(t: number, width: number): number;
  /** P(t1 < T − least ≤ t2), t1 < t2 ≤ cap, d = t2 − t1, without the atom; t2 may be infinite. */
  mass(t1: number, t2: number, d: number): number;
  /** E[T · 1{…}] over the same set. */
  moment(t1: number, t2: number, d: number): number;
  /** t with P(T − least ≤ t) = p; and with P(T − least > t) = q; both for the law without cap. */
  lowerQuantile(p: number): number;
  upperQuantile(q: number): number;
  narrow(t1: number, t2: number): boolean;
  /** Points t between which the density is monotone. */
  readonly turns: readonly number[];
  /** Pieces in values of T, the last one up to Infinity, cap or not. */
  readonly pieces: readonly Piece[];
  readonly mean: number;
}

/** The law of origin + T, or of origin − T (`down`). */
export function halfLineLaw(
  law: HalfLineLaw,
  options: {
    readonly kind: string;
    readonly spec: DistributionSpec | undefined;
    readonly origin: Rational;
    /** Exact `least`. */
    readonly least: Rational;
    /** Exact cap, as a value of T. */
    readonly cap?: Rational | undefined;
    readonly down: boolean;
    readonly relativeError: number;
    readonly image: LawParts["image"];
    readonly enclosure: LawParts["enclosure"];
  },
): Distribution {
  const { down } = options;
  const direction = down ? -1 : 1;
  const origin = toNumber(options.origin);
  const end = toNumber(down ? options.origin.sub(options.least) : options.origin.add(options.least));
  const capped = law.cap < Number.POSITIVE_INFINITY;
  const capAt =
    options.cap === undefined
      ? direction * Number.POSITIVE_INFINITY
      : toNumber(down ? options.origin.sub(options.cap) : options.origin.add(options.cap));
  const capMass = capped ? law.survival(law.cap) : 0;
  const min = down ? capAt : end;
  const max = down ? end : capAt;
  const distance = (x: number) => (down ? end - x : x - end);
  const value = (t: number) => (t >= law.cap ? capAt : end + direction * t);
  const near = (x: number) => law.cdf(distance(x));
  const away = (x: number) => law.survival(distance(x));
  // The atom sits at max (up) or at min (down).
  const cdf = (x: number) => (x >= max ? 1 : down ? (x < min ? 0 : x === min ? capMass : away(x)) : x <= min ? 0 : near(x));
  const survival = (x: number) => (x < min ? 1 : down ? (x >= max ? 0 : x === min && !capped ? 1 : near(x)) : x >= max ? 0 : away(x));
  const pdf = (x: number) => (x < min || x > max ? 0 : law.chance(distance(x), 1));
  const hasAtom = (a: number, b: number) => capped && a < capAt && capAt <= b;
  const continuousMass = (low: number, high: number) => law.mass(distance(down ? high : low), distance(down ? low : high), high - low);
  const continuousMean = (low: number, high: number, depth: number): number => {
    const t1 = down ? distance(high) : distance(low);
    const t2 = down ? distance(low) : distance(high);
    const d = high - low;
    if (law.narrow(t1, t2)) {
      const weight = (t: number) => law.chance(t1 + t * d, d);
      return down ? gaussMoment(high, low, weight) : gaussMoment(low, high, weight);
    }
    const centre = origin === 0 ? 0 : origin * law.mass(t1, t2, d);
    const rest = direction * law.moment(t1, t2, d);
    const sum = centre + rest;
    // Where the two terms cancel, halve until the parts do not, or are narrow.
    if (depth === 0 || Math.abs(sum) >= 0.05 * (Math.abs(centre) + Math.abs(rest))) return sum;
    const t = t2 === Number.POSITIVE_INFINITY ? 2 * t1 + Math.max(law.least, Math.abs(origin)) : t1 + (t2 - t1) / 2;
    const middle = value(t);
    return continuousMean(low, middle, depth - 1) + continuousMean(middle, high, depth - 1);
  };
  const fromNear = (p: number) => value(law.lowerQuantile(p));
  const fromAway = (q: number) => value(law.upperQuantile(q));
  return completeLaw({
    kind: options.kind,
    spec: options.spec,
    support: { min, max },
    atoms: capped ? [{ at: capAt, mass: capMass }] : [],
    pieces: imagePieces(law.pieces, (t) => (t === law.least ? end : t === Number.POSITIVE_INFINITY ? capAt : origin + direction * t), down),
    mean: origin + direction * law.mean,
    relativeError: options.relativeError,
    image: options.image,
    enclosure: options.enclosure,
    cdf,
    survival,
    pdf,
    densityBounds: boundsByTurns(
      pdf,
      min,
      max,
      law.turns.map((t) => end + direction * t),
    ),
    ...(down ? quantilesFromTails(fromAway, fromNear) : quantilesFromTails(fromNear, fromAway)),
    massBetween: (a, b) => {
      const low = Math.max(a, min);
      const high = Math.min(b, max);
      return (low < high ? continuousMass(low, high) : 0) + (hasAtom(a, b) ? capMass : 0);
    },
    partialMean: (a, b) => {
      const low = Math.max(a, min);
      const high = Math.min(b, max);
      return (low < high ? continuousMean(low, high, 80) : 0) + (hasAtom(a, b) ? capAt * capMass : 0);
    },
  });
}
