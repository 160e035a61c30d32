import { firstWhere } from "../../arithmetic/first-where.ts";
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

/** One number per cell for a ranking by slope and then by tie-break: its place among all distinct pairs. Best types first; `cells` as many as there are. */
export function rankingRanks(
  groups: readonly { readonly buyer: boolean; readonly slope: Float64Array; readonly tieBreak: Float64Array; readonly cells: number }[],
): Ranks {
  const total = groups.reduce((sum, { slope }) => sum + slope.length, 0);
  const all = { slope: new Float64Array(total), tieBreak: new Float64Array(total) };
  let filled = 0;
  for (const { slope, tieBreak } of groups) {
    all.slope.set(slope, filled);
    all.tieBreak.set(tieBreak.subarray(0, slope.length), filled);
    filled += slope.length;
  }
  const order = Uint32Array.from({ length: total }, (_, k) => k).sort(
    (a, b) => compare(all.slope[a] as number, all.slope[b] as number) || compare(all.tieBreak[a] as number, all.tieBreak[b] as number),
  );
  const slopes = Float64Array.from(order, (k) => all.slope[k] as number);
  const ties = Float64Array.from(order, (k) => all.tieBreak[k] as number);
  const placeOf = (s: number, t: number) =>
    firstWhere(slopes.length, (k) => (compare(slopes[k] as number, s) || compare(ties[k] as number, t)) >= 0);
  return groups.map(({ buyer, slope, tieBreak, cells }) => {
    const ranks = new Float64Array(cells).fill(buyer ? -1 : total + 1);
    for (let k = 0; k < slope.length; k++) ranks[k] = placeOf(slope[k] as number, tieBreak[k] as number);
    // Rounding must not let a better type rank worse.
    for (let k = 1; k < cells; k++) {
      const before = ranks[k - 1] as number;
      ranks[k] = buyer ? Math.min(before, ranks[k] as number) : Math.max(before, ranks[k] as number);
    }
    return ranks;
  });
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
