import { ceilingOf, type Enclosure } from "./enclosure.ts";
import { logarithmOfTwo } from "./logarithm.ts";

/** Largest argument: e^x then has 24,000 binary digits. */
const largest = 16_384n;
/** The argument is halved so often before the series. */
const halvings = 8n;
const guard = 48;

/** e^x for every x in an enclosure. Throws RangeError for arguments above 16,384. */
export function exponential(x: Enclosure, bits: number): Enclosure {
  const below = at(x.low, bits);
  if (x.high === x.low) return below;
  const unit = 1n << BigInt(bits);
  const width = x.high - x.low;
  // e^(x + w) ≤ e^x·(1 + 2w) for 0 ≤ w ≤ 1.
  if (width <= unit) return { low: below.low, high: below.high + ceilingOf(below.high * 2n * width, unit) };
  return { low: below.low, high: at(x.high, bits).high };
}

/**
 * e^(x/2^bits) = 2^k·(e^(r/256))^256 with r = x − k·log 2, for any whole k (near x/log 2, so that |r| < 0.36): the Taylor series of e^(r/256),
 * |r/256| < 2^−9, squared eight times.
 *
 * In units of 2^−work: r/256 is off by at most |k| + 1; each term of the series by at most (error before)/512 + 2 ≤ 3; what is left out, once a term
 * is at most one unit, by less than 1. Squaring a number below 3/2 that is off by E gives one that is off by at most 3E + 2.
 */
function at(x: bigint, bits: number): Enclosure {
  const unit = BigInt(bits);
  if (x > largest << unit) throw new RangeError("the exponential of a number above 16384");
  // e^(−bits) < 2^−bits
  if (x < -(unit << unit)) return { low: 0n, high: 1n };
  const k = Math.round(Number(x >> (unit - 20n)) / 2 ** 20 / Math.LN2);
  const work = BigInt(bits + guard + Math.max(0, k));
  const two = logarithmOfTwo(Number(work));
  const r = (x << (work - unit)) - BigInt(k) * two.low;
  const s = r >> halvings;
  let term = 1n << work;
  let sum = term;
  let terms = 0n;
  for (let n = 1n; term > 1n || term < -1n; n++) {
    term = ((term * s) >> work) / n;
    sum += term;
    terms++;
  }
  let error = BigInt(Math.abs(k)) * (two.high - two.low) + 1n + 3n * terms + 1n;
  for (let h = 0n; h < halvings; h++) {
    sum = (sum * sum) >> work;
    error = 3n * error + 2n;
  }
  const shift = work - unit - BigInt(k);
  const low = (sum - error) >> shift;
  return { low: low < 0n ? 0n : low, high: -(-(sum + error) >> shift) };
}
