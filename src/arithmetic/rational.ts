import Fraction from "fraction.js";

/**
 * An exact rational number, always in lowest terms with a positive denominator (`n`, `d` are BigInt; `s` is the sign).
 *
 * fraction.js is used at the surface; it must never be handed a JavaScript number
 * (it would read 0.14285714285714285 as 1/7 and 1e-9 as 0), hence {@link rational}.
 */
export type Rational = Fraction;

/** What a user may write for a number: a decimal, or an exact string such as `"1/3"`. */
export type NumberInput = number | string | bigint | Rational;

const written = /^\s*([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,4}))?\s*(?:\/\s*(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,4}))?\s*)?$/;

/** Signed numerator over positive denominator, reduced. */
export function ratio(numerator: bigint, denominator: bigint): Rational {
  if (denominator === 0n) throw new RangeError("a rational number cannot have denominator 0");
  return new Fraction(numerator, denominator);
}

/** The exact value of what was written: the decimal of a number's shortest round-trip string, or an exact string. Throws RangeError when it is not a finite number. */
export function rational(input: NumberInput): Rational {
  if (input instanceof Fraction) return input;
  if (typeof input === "bigint") return new Fraction(input, 1n);
  const text = typeof input === "number" ? String(input) : input;
  const match = written.exec(text);
  if (!match) throw new RangeError(`not a finite decimal or fraction: ${JSON.stringify(text)}`);
  const [, sign, top, topExponent, bottom, bottomExponent] = match;
  const short = bottom === undefined ? shortDecimal(sign === "-", top as string, topExponent) : undefined;
  if (short) return short;
  const [n1, d1] = decimal(top as string, topExponent);
  const [n2, d2] = bottom === undefined ? [1n, 1n] : decimal(bottom, bottomExponent);
  if (n2 === 0n) throw new RangeError(`division by zero: ${JSON.stringify(text)}`);
  return new Fraction((sign === "-" ? -n1 : n1) * d2, d1 * n2);
}

/** Whether a rational is the decimal of a finite double's shortest round-trip string: `rational(x).equals(r)` without reducing a fraction. */
export function isWritten(r: Rational, x: number): boolean {
  const [, sign, digits, exponent] = written.exec(String(x)) as RegExpExecArray;
  const [n, d] = decimal(digits as string, exponent);
  return n * r.d === r.n * d && (n === 0n || (sign === "-") === r.s < 0n);
}

/** True when {@link rational} accepts the input. */
export function isRational(input: unknown): input is NumberInput {
  if (input instanceof Fraction || typeof input === "bigint") return true;
  if (typeof input !== "number" && typeof input !== "string") return false;
  try {
    rational(input);
    return true;
  } catch {
    return false;
  }
}

/** A decimal without exponent, reduced by the only primes that its denominator has; undefined for another text. Samples come by the thousand, and a general reduction costs most of reading them. */
function shortDecimal(negative: boolean, digits: string, exponent: string | undefined): Rational | undefined {
  if (exponent !== undefined || digits.length > 40) return undefined;
  const point = digits.indexOf(".");
  const places = point < 0 ? 0 : digits.length - point - 1;
  let n = BigInt(digits.replace(".", ""));
  if (n === 0n) return zero;
  let [twos, fives] = [places, places];
  for (; twos > 0 && (n & 1n) === 0n; twos--) n >>= 1n;
  for (; fives > 0 && n % 5n === 0n; fives--) n /= 5n;
  const lowest = Object.create(Fraction.prototype) as { s: bigint; n: bigint; d: bigint };
  lowest.s = negative ? -1n : 1n;
  lowest.n = n;
  lowest.d = (5n ** BigInt(fives)) << BigInt(twos);
  return lowest as Rational;
}

function decimal(digits: string, exponent: string | undefined): [bigint, bigint] {
  const point = digits.indexOf(".");
  const places = point < 0 ? 0 : digits.length - point - 1;
  const whole = BigInt(digits.replace(".", "") || "0");
  const shift = Number(exponent ?? 0) - places;
  return shift >= 0 ? [whole * 10n ** BigInt(shift), 1n] : [whole, 10n ** BigInt(-shift)];
}

/** The exact binary value of a finite double (not its shortest decimal). */
export function exactDouble(x: number): Rational {
  if (!Number.isFinite(x)) throw new RangeError(`not finite: ${x}`);
  if (x === 0) return zero;
  let exponent = 0;
  let mantissa = x;
  while (!Number.isInteger(mantissa)) {
    // Doubling is exact; a subnormal reaches an integer after at most 1074 steps.
    mantissa *= 2;
    exponent++;
  }
  return new Fraction(BigInt(mantissa), 1n << BigInt(exponent));
}

/** The nearest double (ties to even), correct for numerators and denominators of any length. */
export function toNumber(r: Rational): number {
  return Number(r.s) * magnitude(r.n < 0n ? -r.n : r.n, r.d, 0);
}

/** The largest double not above `r`. */
export function toNumberBelow(r: Rational): number {
  return r.s < 0n ? -magnitude(r.n, r.d, 1) : magnitude(r.n, r.d, -1);
}

/** The smallest double not below `r`. */
export function toNumberAbove(r: Rational): number {
  return r.s < 0n ? -magnitude(r.n, r.d, -1) : magnitude(r.n, r.d, 1);
}

/** n/d rounded to nearest (mode 0), towards zero (−1) or away from zero (+1). */
function magnitude(n: bigint, d: bigint, mode: -1 | 0 | 1): number {
  if (n === 0n) return 0;
  // Scale so that the integer quotient has 53 bits, or fewer where the result is subnormal.
  let exponent = bitLength(n) - bitLength(d) - 53;
  if (exponent < -1074) exponent = -1074;
  let q = exponent >= 0 ? n / (d << BigInt(exponent)) : (n << BigInt(-exponent)) / d;
  if (bitLength(q) > 53) {
    exponent++;
    q = exponent >= 0 ? n / (d << BigInt(exponent)) : (n << BigInt(-exponent)) / d;
  }
  const scaled = exponent >= 0 ? d << BigInt(exponent) : d;
  const remainder = (exponent >= 0 ? n : n << BigInt(-exponent)) - q * scaled;
  if (remainder !== 0n) {
    const half = 2n * remainder;
    if (mode === 1 || (mode === 0 && (half > scaled || (half === scaled && (q & 1n) === 1n)))) q += 1n;
  }
  return scale(Number(q), exponent);
}

/** Number of binary digits of n ≥ 0. */
export function bitLength(n: bigint): number {
  if (n === 0n) return 0;
  const digits = n.toString(16);
  return digits.length * 4 - (Math.clz32(Number.parseInt(digits[0] as string, 16)) - 28);
}

function scale(x: number, exponent: number): number {
  let result = x;
  let left = exponent;
  while (left > 1000) {
    result *= 2 ** 1000;
    left -= 1000;
  }
  while (left < -1000) {
    result *= 2 ** -1000;
    left += 1000;
  }
  return result * 2 ** left;
}

/** `"9/64"`, `"-3"`: the form used in every file. */
export function formatRational(r: Rational): string {
  const sign = r.s < 0n ? "-" : "";
  return r.d === 1n ? `${sign}${r.n}` : `${sign}${r.n}/${r.d}`;
}

/** Exact sum; the empty sum is 0. */
export function sumRationals(terms: Iterable<Rational>): Rational {
  let total = zero;
  for (const term of terms) total = total.add(term);
  return total;
}

export const zero: Rational = new Fraction(0n, 1n);
export const one: Rational = new Fraction(1n, 1n);
