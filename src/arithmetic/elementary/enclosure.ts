import type { Rational } from "../rational.ts";

/**
 * What is proved of a real number x: low ≤ x·2^bits ≤ high, in whole numbers; `bits` is agreed on around it. Operations round outwards, so that the
 * result holds for every x in the operands.
 */
export interface Enclosure {
  readonly low: bigint;
  readonly high: bigint;
}

/** The quotient rounded down; the divisor is positive. */
export function floorOf(n: bigint, d: bigint): bigint {
  const quotient = n / d;
  return quotient * d > n ? quotient - 1n : quotient;
}

/** The quotient rounded up; the divisor is positive. */
export function ceilingOf(n: bigint, d: bigint): bigint {
  return -floorOf(-n, d);
}

/** A rational number. */
export function enclose({ s, n, d }: Rational, bits: number): Enclosure {
  const scaled = (s * n) << BigInt(bits);
  const low = floorOf(scaled, d);
  return { low, high: low * d === scaled ? low : low + 1n };
}

export function plus(a: Enclosure, b: Enclosure): Enclosure {
  return { low: a.low + b.low, high: a.high + b.high };
}

export function minus(a: Enclosure, b: Enclosure): Enclosure {
  return { low: a.low - b.high, high: a.high - b.low };
}

export function times(a: Enclosure, b: Enclosure, bits: number): Enclosure {
  const shift = BigInt(bits);
  const ends = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
  const low = ends.reduce((least, end) => (end < least ? end : least));
  const high = ends.reduce((most, end) => (end > most ? end : most));
  return { low: low >> shift, high: -(-high >> shift) };
}

/** More bits would tell what these do not. */
export class TooFewBits extends RangeError {}

/** a/b for positive b. Throws {@link TooFewBits} when b may be 0 or less. */
export function over(a: Enclosure, b: Enclosure, bits: number): Enclosure {
  if (b.low <= 0n) throw new TooFewBits("division by an enclosure that is not surely positive");
  const shift = BigInt(bits);
  return {
    low: floorOf(a.low << shift, a.low < 0n ? b.low : b.high),
    high: ceilingOf(a.high << shift, a.high < 0n ? b.high : b.low),
  };
}

/** A rational multiple. */
export function scaled(a: Enclosure, { s, n, d }: Rational): Enclosure {
  const factor = s * n;
  const [low, high] = factor < 0n ? [a.high, a.low] : [a.low, a.high];
  return { low: floorOf(low * factor, d), high: ceilingOf(high * factor, d) };
}

/** The same at fewer bits. */
export function rounded(a: Enclosure, from: number, to: number): Enclosure {
  const shift = BigInt(from - to);
  return { low: a.low >> shift, high: -(-a.high >> shift) };
}

export const nought: Enclosure = { low: 0n, high: 0n };
