import { above, below, type DoubleInterval } from "../../arithmetic/interval.ts";
import type { TraderCell } from "../../type-space/trader-cells.ts";
import type { PairQuestion } from "./question.ts";

/** How far the worth of what a trader of this cell gets can be from 0, at most, in either direction. */
export function worthBounds({ low, high, mean }: TraderCell): readonly [number, number] {
  const best = Number.isFinite(high.hi) ? high.hi : above(Math.max(0, low.hi) + above(mean.hi - Math.min(0, low.lo)));
  const worst = Number.isFinite(low.lo) ? low.lo : below(Math.min(0, high.lo) - above(Math.max(0, high.hi) - mean.lo));
  return [Math.min(0, worst), Math.max(0, best)];
}

/**
 * Rents in a solution that nobody would miss are within 16T, T the sum of all lengths (of tails: from the end to the mean), the largest worths and the required profit.
 *
 * With ex-post participation all rents are at least 0 and what is shared in a pair of cells is at most the worths. Otherwise the worst types' rents u_l and v_k (one for each cell of
 * the other) meet in u_l + v_k ≤ S_kl, |S| ≤ 2T, and have means of at least −T (a participation constraint) or a common constant may go from u to v (none). Both are then at most 4T
 * somewhere and everywhere u may be raised to min over k of S_kl − v_k, taking back a constant where its mean counts less than the broker's profit: |u| ≤ 12T, and U − u ≤ T.
 */
export function moneyBound({ groups, requiredProfit }: PairQuestion): number {
  return 16 * moneyScale(groups, requiredProfit);
}

/** The sum of all lengths (of tails: from the end to the mean), the largest worths and the required profit, rounded up. */
export function moneyScale(groups: readonly { readonly cells: readonly TraderCell[] }[], requiredProfit: DoubleInterval): number {
  let total = Math.max(Math.abs(requiredProfit.lo), Math.abs(requiredProfit.hi));
  for (const { cells } of groups) {
    let largest = 0;
    for (const cell of cells) {
      const [worst, best] = worthBounds(cell);
      largest = Math.max(largest, best, -worst);
    }
    const [first, last] = [cells[0] as TraderCell, cells.at(-1) as TraderCell];
    const bottom = Number.isFinite(first.low.lo) ? first.low.lo : first.mean.lo - 1;
    const top = Number.isFinite(last.high.hi) ? last.high.hi : last.mean.hi + 1;
    total += largest + (top - bottom);
  }
  return total * (1 + 2 ** -40) + 2 ** -40;
}
