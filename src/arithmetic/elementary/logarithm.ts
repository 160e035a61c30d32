import { bitLength, type Rational } from "../rational.ts";
import { type Enclosure, rounded } from "./enclosure.ts";

/** Bits beyond those asked for, which the rounding of the series uses up. */
const guard = 32;

/**
 * log x for rational x > 0: x = m·2^e with 5/7 ≤ m ≤ 7/5, log x = 2 artanh((m − 1)/(m + 1)) + e·log 2. Throws RangeError unless x is positive.
 */
export function logarithm(x: Rational, bits: number): Enclosure {
  if (x.s <= 0n || x.n === 0n) throw new RangeError("the logarithm of a number that is not positive");
  let e = bitLength(x.n) - bitLength(x.d);
  let [n, d] = e >= 0 ? [x.n, x.d << BigInt(e)] : [x.n << BigInt(-e), x.d];
  // Now 1/2 < n/d < 2.
  if (5n * n > 7n * d) [d, e] = [2n * d, e + 1];
  else if (7n * n < 5n * d) [n, e] = [2n * n, e - 1];
  const work = bits + guard + bitLength(BigInt(Math.abs(e)));
  const part = twiceArtanh(n - d, n + d, work);
  const two = logarithmOfTwo(work);
  const whole = BigInt(e);
  const [low, high] = whole < 0n ? [two.high, two.low] : [two.low, two.high];
  return rounded({ low: part.low + whole * low, high: part.high + whole * high }, work, bits);
}

const known = new Map<number, Enclosure>();

export function logarithmOfTwo(bits: number): Enclosure {
  const found = known.get(bits);
  if (found) return found;
  const value = rounded(twiceArtanh(1n, 3n, bits + guard), bits + guard, bits);
  known.set(bits, value);
  return value;
}

/**
 * 2 artanh z = 2 Σ z^(2k+1)/(2k+1) for z = top/bottom, |z| ≤ 1/3, summed until a power is below one unit.
 *
 * In units of 2^−bits, z is off by at most 1 and z² by at most 2 (rounded down); each power z^(2k+1) is then off by at most
 * (error before)/9 + 2/3 + 1 ≤ 2, each term by at most 3; what is left out sums to at most (1 + 2)/9·(1 + 1/9 + …) < 1.
 */
function twiceArtanh(top: bigint, bottom: bigint, bits: number): Enclosure {
  const shift = BigInt(bits);
  const z = (top << shift) / bottom;
  const square = (z * z) >> shift;
  let power = z;
  let sum = z;
  let terms = 1n;
  for (let k = 3n; power > 1n || power < -1n; k += 2n) {
    power = (power * square) >> shift;
    sum += power / k;
    terms++;
  }
  const error = 2n * (3n * terms + 1n);
  return { low: 2n * sum - error, high: 2n * sum + error };
}
