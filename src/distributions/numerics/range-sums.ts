import { firstWhere } from "../../arithmetic/first-where.ts";
import { prefixSums } from "../../arithmetic/sum.ts";
/**
 * Sums over ranges of a fixed list in O(log n) additions, each of terms of the list: a sum of non-negative terms is relatively accurate,
 * which the difference of two running totals is not.
 */
export class RangeSums {
  readonly #tree: Float64Array;
  readonly #length: number;

  constructor(terms: ArrayLike<number>) {
    const n = terms.length;
    this.#length = n;
    this.#tree = new Float64Array(2 * n);
    for (let k = 0; k < n; k++) this.#tree[n + k] = terms[k] as number;
    for (let k = n - 1; k > 0; k--) this.#tree[k] = (this.#tree[2 * k] as number) + (this.#tree[2 * k + 1] as number);
  }

  /** Σ terms[k] over from ≤ k < to. */
  sum(from: number, to: number): number {
    let low = from + this.#length;
    let high = to + this.#length;
    let left = 0;
    let right = 0;
    while (low < high) {
      if (low & 1) left += this.#tree[low++] as number;
      if (high & 1) right += this.#tree[--high] as number;
      low >>>= 1;
      high >>>= 1;
    }
    return left + right;
  }
}

/** Running totals from the first entry: entry k is the sum of the k first terms; never decreasing. The terms are probabilities: the last entry is 1. */
export function runningTotals(terms: ArrayLike<number>, reversed: boolean): Float64Array {
  const totals = prefixSums(reversed ? Array.from(terms).reverse() : terms);
  for (let k = 1; k < totals.length; k++) totals[k] = Math.min(1, Math.max(totals[k - 1] as number, totals[k] as number));
  totals[terms.length] = 1;
  return totals;
}

/** Number of entries ≤ x of an increasing list. */
export function countUpTo(values: Float64Array, x: number): number {
  return firstWhere(values.length, (k) => !((values[k] as number) <= x));
}

/** Number of entries < x of a never decreasing list. */
export function countBelow(values: Float64Array, x: number): number {
  return firstWhere(values.length, (k) => !((values[k] as number) < x));
}
