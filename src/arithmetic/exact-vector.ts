import { bitLength, type Rational, ratio } from "./rational.ts";

/** A list of rationals over one positive denominator: entry k is `numerators[k] / denominator`. Sums and comparisons then need integers only. */
export interface ExactVector {
  readonly numerators: readonly bigint[];
  readonly denominator: bigint;
}

export function magnitude(n: bigint): bigint {
  return n < 0n ? -n : n;
}

/** Greatest common divisor of the magnitudes; gcd(0, 0) = 0. */
export function gcd(a: bigint, b: bigint): bigint {
  let x = magnitude(a);
  let y = magnitude(b);
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** Least common multiple of two positive integers. */
export function lcm(a: bigint, b: bigint): bigint {
  if (a % b === 0n) return a;
  return (a / gcd(a, b)) * b;
}

/**
 * The same numbers over their least common denominator. Throws RangeError when that takes more than `bits` in all, before it is done; no limit
 * unless given.
 */
export function exactVector(entries: readonly Rational[], bits = Number.POSITIVE_INFINITY): ExactVector {
  const denominator = leastCommonDenominator(
    entries.map((entry) => entry.d),
    bits,
  );
  return { numerators: entries.map((entry) => entry.s * entry.n * (denominator / entry.d)), denominator };
}

function leastCommonDenominator(denominators: readonly bigint[], bits: number): bigint {
  let common = 1n;
  for (const own of denominators) {
    const next = lcm(common, own);
    if (next === common) continue;
    common = next;
    if (bits < Number.POSITIVE_INFINITY && bitLength(common) * denominators.length > bits) {
      throw new RangeError("the numbers have too many digits over a common denominator");
    }
  }
  return common;
}

/** Entry k as a rational. */
export function entryOf(vector: ExactVector, k: number): Rational {
  return ratio(vector.numerators[k] as bigint, vector.denominator);
}

const fraction = /^(-?(?:0|[1-9]\d*))(?:\/([1-9]\d*))?$/;

/** True for `"3"`, `"-9/64"`: an integer, or an integer over a positive one; leading zeros and `"-0/3"` aside, any spelling of the number. */
export function isFractionText(text: unknown): text is string {
  return typeof text === "string" && fraction.test(text);
}

/** Reads fractions such as `"-9/64"` over one denominator, without reducing each. Throws RangeError for any other text, and as {@link exactVector}. */
export function readExactVector(texts: readonly string[], bits = Number.POSITIVE_INFINITY): ExactVector {
  const parts = texts.map((text) => {
    const match = fraction.exec(text);
    if (!match) throw new RangeError(`not a fraction: ${JSON.stringify(text)}`);
    return [BigInt(match[1] as string), match[2] === undefined ? 1n : BigInt(match[2])] as const;
  });
  const denominator = leastCommonDenominator(
    parts.map(([, bottom]) => bottom),
    bits,
  );
  return { numerators: parts.map(([top, bottom]) => top * (denominator / bottom)), denominator };
}
