import { productError } from "../error-free.ts";
import type { TwoDoubles } from "./double-double.ts";
import { exponential, exponentialError } from "./exponential.ts";

/** a·(log of something), as two doubles; `|a|·`{@link powerLogError} bounds its error beyond a relative 2^−100, which is below every use of it. */
export function multiple(log: TwoDoubles, a: TwoDoubles): TwoDoubles {
  const hi = log.hi * a.hi;
  const lo = productError(log.hi, a.hi, hi) + (log.hi * a.lo + log.lo * a.hi);
  const sum = hi + lo;
  return { hi: sum, lo: lo - (sum - hi) };
}

/** Error of a logarithm that enters a power (that of the logarithm of one double, or of the quotient of two). */
const powerLogError = 2 ** -63;

/** Relative error of e^(a·log) for exponents a: that of the exponential and what the logarithm's error becomes, multiplied by a. */
export function powerError(a: number): number {
  return exponentialError + 2 * Math.abs(a) * powerLogError + 2 ** -60;
}

/** e^(a·log x): x^a within the relative {@link powerError}. */
export function powerOf(log: TwoDoubles, a: TwoDoubles): number {
  const y = multiple(log, a);
  return exponential(y.hi, y.lo);
}
