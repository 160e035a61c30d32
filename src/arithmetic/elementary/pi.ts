import { type Enclosure, rounded } from "./enclosure.ts";

const guard = 32;
const known = new Map<number, Enclosure>();

/** π = 16 arctan(1/5) − 4 arctan(1/239). @see J. Machin (1706). */
export function pi(bits: number): Enclosure {
  const found = known.get(bits);
  if (found) return found;
  const work = bits + guard;
  const [a, b] = [arctanOfInverse(5n, work), arctanOfInverse(239n, work)];
  const value = rounded({ low: 16n * a.low - 4n * b.high, high: 16n * a.high - 4n * b.low }, work, bits);
  known.set(bits, value);
  return value;
}

/**
 * arctan(1/n) = Σ (−1)^k/((2k + 1) n^(2k+1)): each power is off by at most 1 + 1/n² + … < 2 units, each term by less than 3; the series
 * alternates, so that what is left out is at most the first such term, below 3.
 */
function arctanOfInverse(n: bigint, bits: number): Enclosure {
  let power = (1n << BigInt(bits)) / n;
  let sum = power;
  let terms = 1n;
  for (let k = 1n; power > 0n; k++) {
    power /= n * n;
    sum += k % 2n === 0n ? power / (2n * k + 1n) : -(power / (2n * k + 1n));
    terms++;
  }
  const error = 3n * terms + 3n;
  return { low: sum - error, high: sum + error };
}
