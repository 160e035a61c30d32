import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import type { Distribution, DistributionSpec, Piece } from "../distribution.ts";
import { exponentialEnclosure } from "../enclosures/exponential.ts";
import { continuousLaw, quantilesFromTails } from "../law.ts";
import { logConcave, logConcavePieces, pieceByDensity, proven } from "../proofs.ts";

/** Exponents beyond this are outside what `relativeError` promises (e^−668 ≈ 1e-290). */
const deepestExponent = 668;

/**
 * The law of origin + Y or origin − Y (`down`), Y exponential with the given rate, cut off at `length` (null: not cut).
 *
 * Distances are taken from the end where the density is highest, so every exponent is negative.
 */
export interface ExponentialShape {
  readonly kind: string;
  readonly spec: DistributionSpec | undefined;
  readonly origin: Rational;
  readonly rate: Rational;
  readonly down: boolean;
  readonly length: Rational | null;
}

export function exponentialFrom(shape: ExponentialShape): Distribution {
  const { kind, spec, down } = shape;
  const origin = toNumber(shape.origin);
  const rate = toNumber(shape.rate);
  const infinite = shape.length === null;
  const far =
    shape.length === null
      ? down
        ? Number.NEGATIVE_INFINITY
        : Number.POSITIVE_INFINITY
      : toNumber(down ? shape.origin.sub(shape.length) : shape.origin.add(shape.length));
  const length = Math.abs(far - origin);
  const min = down ? far : origin;
  const max = down ? origin : far;
  const total = -Math.expm1(-rate * length);
  const rest = Math.exp(-rate * length);
  /** P(y1 < Y ≤ y1 + d). */
  const mass = (y1: number, d: number) => (Math.exp(-rate * y1) * -Math.expm1(-rate * d)) / total;
  /** E[(Y − y1) · 1{y1 < Y ≤ y1 + d}]. */
  const excess = (y1: number, d: number) => (Math.exp(-rate * y1) * secondRemainder(rate * d)) / (rate * total);
  const near = (x: number) => mass(0, down ? origin - x : x - origin);
  const away = (x: number) => (down ? mass(origin - x, x - far) : mass(x - origin, far - x));
  /** The point with P(Y ≤ y) = p, p ≤ ½. */
  const nearPoint = (p: number) => {
    const y = -Math.log1p(-p * total) / rate;
    return down ? origin - y : origin + y;
  };
  /** The point with P(Y > y) = q, q ≤ ½; from the far end when that is nearer. */
  const awayPoint = (q: number) => {
    const gap = rest > 0 ? Math.log1p((q * total) / rest) / rate : length;
    if (gap <= length / 2 && !infinite) return down ? far + gap : far - gap;
    // q·total + rest = 1 − (1 − q)·total, whichever keeps more digits.
    const y = -(total < 0.5 ? Math.log1p(-(1 - q) * total) : Math.log(q * total + rest)) / rate;
    return down ? origin - y : origin + y;
  };
  const meanDistance = excess(0, length);
  return continuousLaw({
    kind,
    spec,
    support: { min, max },
    pieces: infinite ? [memoryless(min, max, down)] : logConcavePieces(min, max, origin),
    mean: down ? origin - meanDistance : origin + meanDistance,
    relativeError: (24 + 4 * Math.min(rate * length, deepestExponent)) * unitRoundoff,
    enclosure: () => exponentialEnclosure(shape.origin, shape.rate, down, shape.length),
    image: (scale, shift) => {
      const stretch = scale.abs();
      return exponentialFrom({
        kind,
        spec: undefined,
        origin: shape.origin.mul(scale).add(shift),
        rate: shape.rate.div(stretch),
        down: scale.s > 0n ? down : !down,
        length: shape.length === null ? null : shape.length.mul(stretch),
      });
    },
    cdf: down ? away : near,
    survival: down ? near : away,
    pdf: (x) => (rate * Math.exp(-rate * Math.abs(x - origin))) / total,
    density: [],
    ...(down ? quantilesFromTails(awayPoint, nearPoint) : quantilesFromTails(nearPoint, awayPoint)),
    mass: (low, high) => mass(down ? origin - high : low - origin, high - low),
    moment: (low, high) => {
      const d = high - low;
      if (down) return high * mass(origin - high, d) - excess(origin - high, d);
      return low * mass(low - origin, d) + excess(low - origin, d);
    },
  });
}

/** Without a cut P(V > v)/f(v) is 1/rate everywhere (mirrored: P(V < c)/f(c)). */
function memoryless(min: number, max: number, down: boolean): Piece {
  const straight = { ...proven("increasing", "without memory it is the type shifted by 1/rate"), affine: true };
  return down
    ? pieceByDensity(min, max, "increasing", { virtualValue: logConcave.virtualValue, virtualCost: straight })
    : pieceByDensity(min, max, "decreasing", { virtualValue: straight, virtualCost: logConcave.virtualCost });
}

/** 1 − e^(−t)(1 + t) = ∫₀ᵗ x e^(−x) dx, by its series where the two terms cancel. */
function secondRemainder(t: number): number {
  if (t === Number.POSITIVE_INFINITY) return 1;
  if (t > 1) return 1 - Math.exp(-t) * (1 + t);
  // e^(−t) Σ_{k ≥ 2} t^k/k!
  let term = (t * t) / 2;
  let sum = term;
  for (let k = 3; term > 1e-18 * sum; k++) {
    term *= t / k;
    sum += term;
  }
  return Math.exp(-t) * sum;
}
