import { sumError } from "./error-free.ts";
import { type Rational, toNumberAbove, toNumberBelow } from "./rational.ts";

/**
 * A real number known to lie in [lo, hi]; ends may be infinite, never NaN.
 *
 * Every operation rounds outwards, so what holds of the numbers holds of their enclosures. Doubles are rounded to nearest, of which
 * {@link below} and {@link above} take the neighbours. The packages for interval arithmetic in JavaScript widen the library's exp, log
 * and pow, whose errors nobody bounds; hence these few lines.
 *
 * @see R. Moore, R. Kearfott, M. Cloud (2009), Introduction to Interval Analysis, SIAM.
 */
export interface DoubleInterval {
  readonly lo: number;
  readonly hi: number;
}

/** u(1 + 2u), u = 2^−53. */
const step = 2 ** -53 * (1 + 2 ** -52);

/**
 * A double below every real number that rounds to x: at most two doubles away; −∞ stays. A rounded result x + ∞ comes from beyond the largest double.
 *
 * With c = fl(fl(u(1 + 2u)|x|) + η), η the smallest subnormal, fl(x − c) ≤ pred(x).
 *
 * @see S. Rump, P. Zimmermann, S. Boldo, G. Melquiond (2009), Computing predecessor and successor in rounding to nearest, BIT 49, Theorem 2.2.
 */
export function below(x: number): number {
  return x === Number.POSITIVE_INFINITY ? Number.MAX_VALUE : x - (step * Math.abs(x) + Number.MIN_VALUE);
}

/** A double above every real number that rounds to x; see {@link below}. */
export function above(x: number): number {
  return x === Number.NEGATIVE_INFINITY ? -Number.MAX_VALUE : x + (step * Math.abs(x) + Number.MIN_VALUE);
}

/** A double taken as exact. */
export function exactly(x: number): DoubleInterval {
  return { lo: x, hi: x };
}

/** The narrowest enclosure of a rational number by doubles. */
export function enclosing(r: Rational): DoubleInterval {
  return { lo: toNumberBelow(r), hi: toNumberAbove(r) };
}

/** The numbers within `radius` ≥ 0 of x. */
export function around(x: number, radius: number): DoubleInterval {
  return { lo: below(x - radius), hi: above(x + radius) };
}

export function negate(a: DoubleInterval): DoubleInterval {
  return { lo: -a.hi, hi: -a.lo };
}

export function add(a: DoubleInterval, b: DoubleInterval): DoubleInterval {
  return { lo: exactSum(a.lo, b.lo) ? a.lo + b.lo : below(a.lo + b.lo), hi: exactSum(a.hi, b.hi) ? a.hi + b.hi : above(a.hi + b.hi) };
}

export function subtract(a: DoubleInterval, b: DoubleInterval): DoubleInterval {
  return add(a, negate(b));
}

/** 0·∞ is 0: a factor that is exactly 0 decides, however large the other one is. */
export function multiply(a: DoubleInterval, b: DoubleInterval): DoubleInterval {
  const p = times(a.lo, b.lo);
  const q = times(a.lo, b.hi);
  const r = times(a.hi, b.lo);
  const s = times(a.hi, b.hi);
  const lo = Math.min(p, q, r, s);
  const hi = Math.max(p, q, r, s);
  // A product with 0 is exact, one that underflows to 0 is not: then the ends keep their distance.
  return { lo: lo === 0 && isZeroProduct(a, b) ? 0 : below(lo), hi: hi === 0 && isZeroProduct(a, b) ? 0 : above(hi) };
}

/** The quotient; (−∞, ∞) where the divisor may be 0. */
export function divide(a: DoubleInterval, b: DoubleInterval): DoubleInterval {
  if (b.lo <= 0 && b.hi >= 0) return { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY };
  if (a.lo === 0 && a.hi === 0) return a;
  const p = over(a.lo, b.lo);
  const q = over(a.lo, b.hi);
  const r = over(a.hi, b.lo);
  const s = over(a.hi, b.hi);
  return { lo: below(Math.min(p, q, r, s)), hi: above(Math.max(p, q, r, s)) };
}

function times(x: number, y: number): number {
  return x === 0 || y === 0 ? 0 : x * y;
}

/** ∞/∞ says nothing; 0 and ∞ are both approached. */
function over(x: number, y: number): number {
  return Number.isFinite(y) ? x / y : Number.isFinite(x) ? 0 : x * Math.sign(y);
}

function isZeroProduct(a: DoubleInterval, b: DoubleInterval): boolean {
  return a.lo * a.hi === 0 ? a.lo === 0 || a.hi === 0 || b.lo === 0 || b.hi === 0 : b.lo === 0 || b.hi === 0;
}

/** True when x + y is a double: the error of the sum, which is one itself, vanishes (Knuth). */
function exactSum(x: number, y: number): boolean {
  const sum = x + y;
  return Number.isFinite(sum) ? sumError(x, y, sum) === 0 : sum === x || sum === y;
}
