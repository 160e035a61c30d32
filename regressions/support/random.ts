import { type Rational, ratio } from "../../src/arithmetic/rational.ts";

/** A small deterministic source of randomness for parameter sets: the same seed gives the same draws everywhere. */
export interface RandomSource {
  /** In [0, 1), a multiple of 2^−32. */
  unit(): number;
  /** An integer in [low, high], both included. */
  integer(low: number, high: number): number;
  /** `numerator/denominator` with the numerator an integer between low·denominator and high·denominator. */
  rational(low: number, high: number, denominator: number): Rational;
  /** `count` distinct integers in [low, high], increasing. Throws RangeError when there are not so many. */
  increasing(count: number, low: number, high: number): number[];
  /** `count` positive rationals with sum 1, each a multiple of 1/(sum of integers in [1, most]). */
  masses(count: number, most: number): Rational[];
  pick<T>(choices: readonly T[]): T;
}

/**
 * A {@link RandomSource} started from an integer seed.
 *
 * @example
 * randomSource(7).integer(1, 6);
 * @see The mixing function is that of "splitmix32" (G. Steele, D. Lea, C. Flood 2014, Fast Splittable Pseudorandom Number Generators).
 */
export function randomSource(seed: number): RandomSource {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  const integer = (low: number, high: number): number => low + Math.floor((next() / 2 ** 32) * (high - low + 1));
  return {
    unit: () => next() / 2 ** 32,
    integer,
    rational: (low, high, denominator) => ratio(BigInt(integer(low * denominator, high * denominator)), BigInt(denominator)),
    increasing(count, low, high) {
      if (count > high - low + 1) throw new RangeError(`no ${count} distinct integers in [${low}, ${high}]`);
      const chosen = new Set<number>();
      while (chosen.size < count) chosen.add(integer(low, high));
      return [...chosen].sort((a, b) => a - b);
    },
    masses(count, most) {
      const parts = Array.from({ length: count }, () => integer(1, most));
      const total = parts.reduce((a, b) => a + b, 0);
      return parts.map((part) => ratio(BigInt(part), BigInt(total)));
    },
    pick<T>(choices: readonly T[]): T {
      if (choices.length === 0) throw new RangeError("nothing to pick from");
      return choices[integer(0, choices.length - 1)] as T;
    },
  };
}
