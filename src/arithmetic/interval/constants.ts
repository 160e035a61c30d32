import { ratio, toNumber } from "../rational.ts";
import { wholeRoot } from "../whole-root.ts";
import { doubleDouble, type TwoDoubles } from "./double-double.ts";

/** Fraction bits of the fixed-point integers from which tables are made. */
export const tableBits = 320n;
const unit = 1n << tableBits;

/** A fixed-point integer (see {@link tableBits}) as two doubles. */
export function fixedToDoubles(x: bigint): TwoDoubles {
  return doubleDouble(ratio(x, unit));
}

export function fixedToDouble(x: bigint): number {
  return toNumber(ratio(x, unit));
}

/** ln((1 + t)/(1 − t)) = 2(t + t³/3 + t⁵/5 + …), t = p/q with |t| ≤ 1/3, in fixed point; each of fewer than 200 terms is cut by less than one unit. */
export function fixedLogRatio(p: bigint, q: bigint): bigint {
  let power = (unit * p) / q;
  let sum = 0n;
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += power / k;
    power = (power * p * p) / (q * q);
  }
  return 2n * sum;
}

/** ln 2 = ln((1 + 1/3)/(1 − 1/3)). */
export const fixedLogTwo = fixedLogRatio(1n, 3n);

/** arctan(1/q) by its alternating series. */
function fixedArctan(q: bigint): bigint {
  let power = unit / q;
  let sum = 0n;
  for (let k = 1n, sign = 1n; power !== 0n; k += 2n, sign = -sign) {
    sum += (sign * power) / k;
    power /= q * q;
  }
  return sum;
}

/** π = 16·arctan(1/5) − 4·arctan(1/239) (Machin). */
export const fixedPi = 16n * fixedArctan(5n) - 4n * fixedArctan(239n);

/** √x in fixed point. */
export function fixedRoot(x: bigint): bigint {
  return wholeRoot(x * unit);
}
