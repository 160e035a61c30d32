import { fixedLogTwo, fixedRoot, fixedToDouble, fixedToDoubles, tableBits } from "./constants.ts";

/** Relative error of {@link exponential}. */
export const exponentialError = 2 ** -51;

const steps = 32;
/** ln 2/32 in two parts; the first has 32 bits, so that its multiples by |k| < 2^16 are exact. */
const first = Math.round(fixedToDouble(fixedLogTwo / 32n) * 2 ** 37) / 2 ** 37;
const second = fixedToDouble(fixedLogTwo / 32n - (BigInt(Math.round(first * 2 ** 37)) << (tableBits - 37n)));
const inverse = 1 / fixedToDouble(fixedLogTwo / 32n);

const powerHigh = new Float64Array(steps);
const powerLow = new Float64Array(steps);
{
  // 2^(1/32) is five square roots away from 2.
  let root = 2n << tableBits;
  for (let k = 0; k < 5; k++) root = fixedRoot(root);
  let power = 1n << tableBits;
  for (let j = 0; j < steps; j++) {
    const { hi, lo } = fixedToDoubles(power);
    powerHigh[j] = hi;
    powerLow[j] = lo;
    power = (power * root) >> tableBits;
  }
}

/**
 * e^(x + low) within a relative error of 2^−51 if the result is normal (|low| ≤ 2^−40; the library's exp promises nothing).
 *
 * x = k·ln 2/32 + r with |r| ≤ 0.0109. k·`first` is exact and so is x − k·`first` (Sterbenz); k·`second` is off by at most 2^−75, the difference by 2^−59.
 * e^r − 1 is its Taylor polynomial of degree 6 up to 0.0109⁷/5040 < 2^−57, in which rounding adds less than 2^−58; times 2^(j/32) = hi + lo and added to
 * it that is one rounding, 2^−53, beside errors below 2^−56.
 */
export function exponential(x: number, low = 0): number {
  if (!(x > -745.2)) return Number.isNaN(x) ? Number.NaN : 0;
  if (x > 709.7) return Number.POSITIVE_INFINITY;
  const k = Math.round(x * inverse);
  const r = x - k * first - k * second + low;
  const p = r + r * r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r / 720))));
  const j = k & (steps - 1);
  const hi = powerHigh[j] as number;
  const y = hi + (hi * p + (powerLow[j] as number));
  const exponent = (k - j) / steps;
  return exponent >= -1021 ? y * 2 ** exponent : y * 2 ** (exponent + 60) * 2 ** -60;
}

/**
 * e^(x + low) − 1 within a relative error of 2^−49 (|low| ≤ 2^−40·|x|).
 *
 * Beyond |x| = 0.35 the difference keeps all but two bits of e^x; within, it is its Taylor polynomial of degree 14 up to a relative 0.35^14/15! < 2^−60, whose
 * terms fall so fast that rounding stays below 4u.
 */
export function exponentialLessOne(x: number, low = 0): number {
  if (Math.abs(x) > 0.35) return exponential(x, low) - 1;
  const t = x;
  let sum = 1;
  for (let k = 14; k >= 2; k--) sum = 1 + (t / k) * sum;
  const value = t * sum;
  return value + low * (1 + value);
}

/** Relative error of {@link exponentialLessOne}. */
export const exponentialLessOneError = 2 ** -49;
