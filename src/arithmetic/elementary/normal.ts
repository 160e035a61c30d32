import { type Enclosure, minus, over, plus, rounded, times } from "./enclosure.ts";
import { exponential } from "./exponential.ts";
import { pi } from "./pi.ts";
import { squareRoot } from "./square-root.ts";

const guard = 48;

/** φ(z) = e^(−z²/2)/√(2π). */
export function normalDensity(z: Enclosure, bits: number): Enclosure {
  const least = z.low > 0n ? z.low : z.high < 0n ? -z.high : 0n;
  const most = z.high > -z.low ? z.high : -z.low;
  const shift = BigInt(bits) + 1n;
  // −z²/2, rounded down at the larger |z| and up at the smaller one.
  const half = { low: -(most * most) >> shift, high: -((least * least) >> shift) };
  return over(exponential(half, bits), rootOfTwoPi(bits), bits);
}

/** Φ(z) = P(Z ≤ z), Z standard normal; absolutely within a few units of 2^−bits. */
export function normalDistribution(z: Enclosure, bits: number): Enclosure {
  const one = 1n << BigInt(bits);
  const half = { low: one / 2n, high: one / 2n };
  const from = halfIntegral(z.low < 0n ? -z.low : z.low, bits);
  const at = z.low < 0n ? minus(half, from) : plus(half, from);
  // Φ rises by less than 1 per unit of z.
  const high = at.high + (z.high - z.low);
  return { low: at.low < 0n ? 0n : at.low, high: high > one ? one : high };
}

const roots = new Map<number, Enclosure>();

/** √(2π) */
export function rootOfTwoPi(bits: number): Enclosure {
  const found = roots.get(bits);
  if (found) return found;
  const { low, high } = pi(bits);
  const root = squareRoot({ low: 2n * low, high: 2n * high }, bits);
  roots.set(bits, root);
  return root;
}

/**
 * ∫₀^u φ = φ(u)·Σ_n t_n, t_n = u^(2n+1)/(1·3·5···(2n + 1)), for u = z/2^bits ≥ 0. Once a term is less than half of the one before it, what is left out
 * is at most that term. Beyond u² = 3/2·bits + 8 the rest of the tail, below φ(u), is less than one unit.
 *
 * Each step, t·u²/(2n + 3), rounds down: u² by less than a unit of 2^−work, which makes less than t/3 units, the product and the quotient by less than
 * one each. From there on an error grows by the factors u²/(2n + 3), together at most e^(u²/2) ≤ 2^growth (and t/3 to at most 0.42·e^(u²/2), as t
 * itself does). N terms with up to N such errors each are together off by less than 3·N²·2^growth.
 *
 * @see G. Marsaglia (2004), Evaluating the Normal Distribution, J. Stat. Software 11.
 */
function halfIntegral(z: bigint, bits: number): Enclosure {
  const square = z * z;
  const unit = BigInt(bits);
  const half = 1n << (unit - 1n);
  if (2n * square > (3n * unit + 16n) << (2n * unit)) return { low: half - 1n, high: half };
  const growth = Number((3n * ((square >> (2n * unit)) + 1n)) / 4n) + 1;
  const work = bits + guard + growth;
  const shift = BigInt(work);
  const u = z << BigInt(work - bits);
  const ratio = (u * u) >> shift;
  let term = u;
  let sum = u;
  let terms = 1n;
  for (let odd = 3n; ; odd += 2n) {
    term = ((term * ratio) >> shift) / odd;
    sum += term;
    terms++;
    if (term <= 16n && 2n * (ratio + 1n) < (odd + 2n) << shift) break;
  }
  const error = (3n * terms * terms) << BigInt(growth);
  // The last term is at most 16 and its own error, which `error` holds as well.
  const total = { low: sum, high: sum + 2n * error + 16n };
  return rounded(times(normalDensity({ low: u, high: u }, work), total, work), work, bits);
}
