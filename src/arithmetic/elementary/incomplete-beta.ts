import { bitLength, one, type Rational, ratio } from "../rational.ts";
import { ceilingOf, type Enclosure, floorOf, minus, nought, over, plus, rounded, scaled, times } from "./enclosure.ts";
import { exponential } from "./exponential.ts";
import { logarithm } from "./logarithm.ts";

const guard = 32;
const half = ratio(1n, 2n);

/** Largest sum of the two parameters. */
const betaShapeLimit = 4096n;

/**
 * The beta law's distribution I_t(a, b) and its relatives, for fixed rational a, b > 0. Throws RangeError when a + b exceeds
 * {@link betaShapeLimit}, or a parameter is below 2^−20.
 */
export interface BetaFunctions {
  /** I_t(a, b) = B_t(a, b)/B(a, b), 0 ≤ t ≤ 1. */
  distribution(t: Rational): Enclosure;
  /** t^p·(1 − t)^q/B(a, b) for 0 < t < 1. */
  kernel(t: Rational, p: Rational, q: Rational): Enclosure;
}

export function betaFunctions(a: Rational, b: Rational, bits: number): BetaFunctions {
  const size = a.add(b);
  if (size.gt(ratio(betaShapeLimit, 1n))) throw new RangeError(`beta parameters with a sum above ${betaShapeLimit}`);
  if ([a, b].some((shape) => shape.lt(ratio(1n, 1n << 20n)))) throw new RangeError("a beta parameter below 2^-20");
  // B(a, b) may be as small as about 2^−(a + b)/(a + b): so many bits go before its first.
  const work = bits + guard + Number(size.n / size.d) + 2 * bitLength(size.n / size.d);
  const lower = (t: Rational, p: Rational, q: Rational) => lowerPart(t, p, q, work);
  const whole = plus(lower(half, a, b), lower(half, b, a));
  const unit = 1n << BigInt(work);
  return {
    distribution: (t) => {
      if (t.n === 0n) return nought;
      const inner = t.lte(half)
        ? over(lower(t, a, b), whole, work)
        : minus({ low: unit, high: unit }, over(lower(one.sub(t), b, a), whole, work));
      return rounded(inner, work, bits);
    },
    kernel: (t, p, q) => rounded(over(powers(t, p, q, work), whole, work), work, bits),
  };
}

/** t^p·(1 − t)^q */
function powers(t: Rational, p: Rational, q: Rational, bits: number): Enclosure {
  const exponent = plus(scaled(logarithm(t, bits), p), scaled(logarithm(one.sub(t), bits), q));
  return exponential(exponent, bits);
}

/**
 * B_t(a, b) = ∫₀^t s^(a−1)(1 − s)^(b−1) ds = t^a(1 − t)^b/a·Σ_k t^k·(a+b)_k/(a+1)_k for 0 ≤ t ≤ 1/2: all terms positive, summed from below and from
 * above. Their ratios t·(a+b+k)/(a+1+k) fall in k where b ≥ 1 and are below t where b < 1, so that, once one is at most 3/4, what is left out is at most
 * three times the last term.
 *
 * @see NIST Digital Library of Mathematical Functions, 8.17.7–8.17.8 (with Euler's transformation 15.8.1).
 */
function lowerPart(t: Rational, a: Rational, b: Rational, bits: number): Enclosure {
  if (t.n === 0n) return nought;
  const [sum, first] = [a.add(b), a.add(one)];
  let [low, high] = [1n << BigInt(bits), 1n << BigInt(bits)];
  let [below, above] = [low, high];
  for (let k = 0n; ; k++) {
    const top = t.n * (sum.n + k * sum.d) * first.d;
    const bottom = t.d * (first.n + k * first.d) * sum.d;
    low = floorOf(low * top, bottom);
    high = ceilingOf(high * top, bottom);
    below += low;
    above += high;
    if (high <= 16n && 4n * top <= 3n * bottom) break;
  }
  const series = { low: below, high: above + 3n * high };
  return scaled(times(powers(t, a, b, bits), series, bits), ratio(a.d, a.n));
}
