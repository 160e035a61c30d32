import { productError, sumError } from "../error-free.ts";
import { fixedLogRatio, fixedLogTwo, fixedToDouble, fixedToDoubles, tableBits } from "./constants.ts";
import type { TwoDoubles } from "./double-double.ts";

const cuts = 128;
const lowest = 88;
const highest = 186;
const tableHigh = new Float64Array(highest + 1);
const tableLow = new Float64Array(highest + 1);
for (let j = lowest; j <= highest; j++) {
  const { hi, lo } = fixedToDoubles(fixedLogRatio(BigInt(j - cuts), BigInt(j + cuts)));
  tableHigh[j] = hi;
  tableLow[j] = lo;
}
/** ln 2 in two parts, the first with 40 bits: its multiples by exponents are exact. */
const twoHigh = Math.round(fixedToDouble(fixedLogTwo) * 2 ** 40) / 2 ** 40;
const twoLow = fixedToDouble(fixedLogTwo - (BigInt(Math.round(twoHigh * 2 ** 40)) << (tableBits - 40n)));

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);
/** Index of the word with the exponent. */
const top = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** Largest error of {@link logarithm}, whose sum of two doubles is moreover within 2^−56 of it, relatively. */
export const logarithmError = 2 ** -64;

/**
 * ln(x + low), x > 0 finite, |low| ≤ 2^−50·x, as a sum of two doubles, within 2^−64 and within 2^−56 relatively.
 *
 * x = 2^e·m with m in [0.71, 1.43], F the nearest multiple of 1/128 and r = (m − F)/F, |r| < 2^−7.4: m − F is exact, r is had in two parts, ln F and e·ln 2
 * come from tables of 106 bits (e·`twoHigh` is exact). ln(1 + r) = r − r²/2 + … up to r⁹/9 < 2^−69; its terms from the second on are below 2^−15.7, so
 * their rounding is below 2^−67. Near 1 (F = 1, e = 0), where r = m − 1 is exact, each error has a factor r.
 */
export function logarithm(x: number, low = 0): TwoDoubles {
  let scaled = x;
  let exponent = 0;
  if (x < 2 ** -1000) {
    scaled = x * 2 ** 100;
    low *= 2 ** 100;
    exponent = -100;
  }
  bits[0] = scaled;
  const word = words[top] as number;
  let e = ((word >>> 20) & 2047) - 1023;
  words[top] = (word & 0xfffff) | (1023 << 20);
  let m = bits[0] as number;
  if (m >= 1.42) {
    m /= 2;
    e++;
  }
  exponent += e;
  const j = Math.round(m * cuts);
  const f = j / cuts;
  const d = m - f;
  const r = d / f;
  const product = r * f;
  let rest = (d - product - productError(r, f, product)) / f;
  if (low !== 0) rest += low / scaled;
  const r2 = r * r;
  const tail = r2 * (-1 / 2 + r * (1 / 3 + r * (-1 / 4 + r * (1 / 5 + r * (-1 / 6 + r * (1 / 7 - r / 8))))));
  const a = exponent * twoHigh;
  const b = a + (tableHigh[j] as number);
  const errorB = sumError(a, tableHigh[j] as number, b);
  const c = b + r;
  const small = sumError(b, r, c) + errorB + (exponent * twoLow + (tableLow[j] as number)) + rest + tail;
  const hi = c + small;
  return { hi, lo: small - (hi - c) };
}
