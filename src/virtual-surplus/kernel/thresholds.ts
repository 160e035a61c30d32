import { suffixSums } from "../../arithmetic/sum.ts";

/**
 * An allocation between two agents in which each cell of the first trades with the best cells of the second: `loose[i]` of them with probability `weight`,
 * `tight[i]` ≤ `loose[i]` with 1 − `weight`. Counts are nondecreasing in i, so the allocation is monotone; cost of everything below: O(m + n).
 */
export interface Thresholds {
  readonly kind: "thresholds";
  readonly weight: number;
  readonly loose: Int32Array;
  readonly tight: Int32Array;
}

/**
 * The same optimum as a mixture of two nested allocations. Along the path trade only ever falls: where a pair of ironed types ties, the sum of its virtual worths ψ
 * is at most 0, since (w_0 + λ)·Σψ = −Σ w·(v − ψ). Rounding, though, may break a tie that lasts (Σψ = 0 and no rent that counts) one way at one multiplier
 * and the other way at the next; then the intersection of the two allocations is optimal too, and r lies between its profit and that of one of them.
 */
export function nestedMixture<V>(
  loose: { readonly counts: Int32Array; readonly profit: V },
  tight: { readonly counts: Int32Array; readonly profit: V },
  profitOf: (counts: Int32Array) => V,
  isEnough: (profit: V) => boolean,
): {
  readonly generous: { readonly counts: Int32Array; readonly profit: V };
  readonly strict: { readonly counts: Int32Array; readonly profit: V };
} {
  if (tight.counts.every((count, i) => count <= (loose.counts[i] as number))) return { generous: loose, strict: tight };
  if (loose.counts.every((count, i) => count <= (tight.counts[i] as number))) return { generous: tight, strict: loose };
  const counts = loose.counts.map((count, i) => Math.min(count, tight.counts[i] as number));
  const both = { counts, profit: profitOf(counts) };
  return { generous: isEnough(both.profit) ? loose : tight, strict: both };
}

/** Interim probabilities of trade of both agents, given the masses of their cells, in increasing order of worth. */
export function interimProbabilities(
  { weight, loose, tight }: Thresholds,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): readonly [Float64Array, Float64Array] {
  const n = second.length;
  const best = suffixSums(second);
  const own = new Float64Array(first.length);
  for (let i = 0; i < first.length; i++)
    own[i] = mix(weight, best[n - (loose[i] as number)] as number, best[n - (tight[i] as number)] as number);
  const above = suffixSums(first);
  const others = new Float64Array(n);
  let firstLoose = 0;
  let firstTight = 0;
  for (let j = n - 1; j >= 0; j--) {
    while (firstLoose < first.length && (loose[firstLoose] as number) <= n - 1 - j) firstLoose++;
    while (firstTight < first.length && (tight[firstTight] as number) <= n - 1 - j) firstTight++;
    others[j] = mix(weight, above[firstLoose] as number, above[firstTight] as number);
  }
  return [own, others];
}

function mix(weight: number, loose: number, tight: number): number {
  return tight + weight * (loose - tight);
}
