import { bitLength, type Rational } from "../rational.ts";
import { type Enclosure, nought, rounded, scaled } from "./enclosure.ts";
import { exponential } from "./exponential.ts";
import { logarithm } from "./logarithm.ts";

const guard = 16;

/** x^a = e^(a·log x) for rational x ≥ 0 and a; 0^0 = 1. Throws RangeError for 0 to a negative power, for exponents from 2^64, and beyond e^16384. */
export function power(x: Rational, a: Rational, bits: number): Enclosure {
  const unit = 1n << BigInt(bits);
  if (a.n === 0n || (x.n === x.d && x.s > 0n)) return { low: unit, high: unit };
  if (x.n === 0n) {
    if (a.s < 0n) throw new RangeError("a negative power of 0");
    return nought;
  }
  if (a.n >> 64n >= a.d) throw new RangeError("an exponent of 2^64 or more");
  const work = bits + guard + bitLength(a.n / a.d);
  return rounded(exponential(scaled(logarithm(x, work), a), work), work, bits);
}
