import { prefixSums, suffixSums } from "../../arithmetic/sum.ts";

/**
 * An allocation in which each buyer type trades with the cheapest seller types: `loose[i]` of them with probability `weight`, `tight[i]` ≤ `loose[i]` with 1 − `weight`.
 * Counts are nondecreasing in i, so the allocation is monotone; cost of everything below: O(m + n).
 */
export interface ThresholdAllocation {
  readonly weight: number;
  readonly loose: Int32Array;
  readonly tight: Int32Array;
}

/**
 * The same optimum as a mixture of two nested allocations. Along the path trade only ever falls: where a pair of ironed types ties, its profit ψ − φ is at most 0,
 * since (w_0 + λ)(ψ − φ) = −w_b·(B − ψ) − w_s·(φ − S). Rounding, though, may break a tie that lasts (ψ = φ and no rent that counts) one way at one multiplier
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

/** Interim probabilities of trade of both sides. */
export interface InterimProbabilities {
  /** Length m. */
  readonly buyer: Float64Array;
  /** Length n. */
  readonly seller: Float64Array;
}

export function interimProbabilities(
  allocation: ThresholdAllocation,
  buyer: ArrayLike<number>,
  seller: ArrayLike<number>,
): InterimProbabilities {
  const { weight, loose, tight } = allocation;
  const below = prefixSums(seller);
  const buyerProbability = new Float64Array(buyer.length);
  for (let i = 0; i < buyer.length; i++) {
    buyerProbability[i] = mix(weight, below[loose[i] as number] as number, below[tight[i] as number] as number);
  }
  const above = suffixSums(buyer);
  const sellerProbability = new Float64Array(seller.length);
  let firstLoose = 0;
  let firstTight = 0;
  for (let j = 0; j < seller.length; j++) {
    while (firstLoose < buyer.length && (loose[firstLoose] as number) <= j) firstLoose++;
    while (firstTight < buyer.length && (tight[firstTight] as number) <= j) firstTight++;
    sellerProbability[j] = mix(weight, above[firstLoose] as number, above[firstTight] as number);
  }
  return { buyer: buyerProbability, seller: sellerProbability };
}

function mix(weight: number, loose: number, tight: number): number {
  return tight + weight * (loose - tight);
}
