import { placesOf, type Ranking } from "../kernel/ranking.ts";
import type { Ranks } from "./proved/group.ts";

/**
 * Ranks of a pair: the buyer's cell k, best first, trades with the `counts[k]` best cells of the seller. Cells that were left out of a search come last and
 * never trade.
 */
export function pairRanks(counts: ArrayLike<number>, buyerCells: number, sellerCells: number): Ranks {
  const buyer = new Float64Array(buyerCells);
  for (let k = 0; k < counts.length; k++) buyer[k] = counts[k] as number;
  return [buyer, Float64Array.from({ length: sellerCells }, (_, j) => j + 0.5)];
}

/** The places of a ranking of cells in increasing order of worth, best types first; `cells` of each group, as many as there are. */
export function rankingRanks(ranking: Ranking, groups: readonly { readonly buyer: boolean; readonly cells: number }[]): Ranks {
  const places = placesOf(ranking);
  return groups.map(({ buyer, cells }, g) => {
    const own = (places[g] as Float64Array).reverse();
    const ranks = new Float64Array(cells).fill(buyer ? -1 : Number.POSITIVE_INFINITY);
    ranks.set(own);
    // Rounding must not let a better type rank worse.
    for (let k = 1; k < own.length; k++) {
      const before = ranks[k - 1] as number;
      ranks[k] = buyer ? Math.min(before, ranks[k] as number) : Math.max(before, ranks[k] as number);
    }
    return ranks;
  });
}
