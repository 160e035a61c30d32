import type { Participation } from "../../problem/design-problem.ts";
import { participationStage } from "../../problem/words.ts";
import { type BySide, bySide, ranked, stateOf, type TradingSide, type TwoSides } from "../../type-space/sides.ts";
import { sumsOf } from "../allocation-rule.ts";
import { expectation } from "../expectation.ts";

/**
 * Removes interim decreases of the size of solver noise: where X^b falls by at most `tolerance` from a buyer type to the next, their rows are
 * averaged by mass (which leaves every X^s_j as it is), likewise the seller's columns. Changes `x` in place. Larger decreases stay.
 */
export function restoreMonotonicity(x: Float64Array, sides: TwoSides, tolerance: number): void {
  for (const side of sides) {
    const level = sumsOf({ kind: "matrix", x }, side).map((own) => side.sign * own);
    pool(level, side.masses, tolerance, (from, to) => average(x, side, from, to));
  }
}

/**
 * Clips the rents that the interim transfers leave to what incentives (and, with `interim`, participation) allow, then cuts lump sums as far as
 * participation allows while the profit falls short of the required one. Changes the transfers in place.
 */
export function restoreMoney(
  sides: TwoSides,
  trade: BySide<Float64Array>,
  transfer: BySide<Float64Array>,
  asked: { readonly participation: Participation; readonly requiredProfit: number },
): void {
  const [buyer, seller] = sides;
  const stage = participationStage[asked.participation];
  const floor = stage === "interim" || stage === "ex-post" ? 0 : null;
  const rent = bySide(sides, (side) => restoreRents(side, trade[side.name], transfer[side.name], floor));
  const profit = expectation(buyer.masses, transfer.buyer) - expectation(seller.masses, transfer.seller);
  const short = Math.max(0, asked.requiredProfit - profit);
  const fromBuyer = floor === null ? short : Math.min(short, rent.buyer);
  const fromSeller = floor === null ? 0 : Math.min(short - fromBuyer, rent.seller);
  transfer.buyer.forEach((t, i) => {
    transfer.buyer[i] = t + fromBuyer;
  });
  transfer.seller.forEach((t, j) => {
    transfer.seller[j] = t - fromSeller;
  });
}

/**
 * Makes every incentive constraint of a trader with interim-monotone allocation hold, with rents as close to those of the given transfers as going
 * up from the least eager type allows: the step U_{k+1} − U_k is clipped to [X_k·Δ, X_{k+1}·Δ]. With `floor`, the lowest rent is at least that.
 * Changes the transfers in place and returns the lowest rent.
 */
function restoreRents(side: TradingSide, allocation: Float64Array, transfer: Float64Array, floor: number | null): number {
  const { sign, values: types } = side;
  let lowest = Number.NaN;
  let base = Number.NaN;
  for (let rank = 0; rank < types.length; rank++) {
    const k = ranked(side, rank);
    const worth = (types[k] as number) * (allocation[k] as number);
    const given = sign * (worth - (transfer[k] as number));
    if (rank === 0) {
      base = floor === null ? given : Math.max(floor, given);
      lowest = base;
    } else {
      const gap = sign * ((types[k] as number) - (types[k - sign] as number));
      const least = (allocation[k - sign] as number) * gap;
      const most = Math.max(least, (allocation[k] as number) * gap);
      base += Math.min(most, Math.max(least, given - base));
    }
    transfer[k] = worth - sign * base;
  }
  return lowest;
}

/** Pool-adjacent-violators on interim probabilities: calls `merge(from, to)` on each block of types that must share their mean. */
function pool(level: Float64Array, masses: Float64Array, tolerance: number, merge: (from: number, to: number) => void): void {
  const starts: number[] = [];
  const means: number[] = [];
  const weights: number[] = [];
  let worst = 0;
  for (let k = 0; k < level.length; k++) {
    let start = k;
    let mean = level[k] as number;
    let weight = masses[k] as number;
    if (k > 0) worst = Math.max(worst, (level[k - 1] as number) - mean);
    while (means.length > 0 && (means[means.length - 1] as number) > mean) {
      const w = weights.pop() as number;
      mean = (mean * weight + (means.pop() as number) * w) / (weight + w);
      weight += w;
      start = starts.pop() as number;
    }
    starts.push(start);
    means.push(mean);
    weights.push(weight);
  }
  if (!(worst > 0) || worst > tolerance) return;
  starts.forEach((start, block) => {
    const end = starts[block + 1] ?? level.length;
    if (end - start > 1) merge(start, end);
  });
}

/** Replaces the entries of a side's types from…to−1, against each type of the other, by their mean. */
function average(x: Float64Array, side: TradingSide, from: number, to: number): void {
  const { masses, rival } = side;
  let total = 0;
  for (let k = from; k < to; k++) total += masses[k] as number;
  for (let l = 0; l < rival.values.length; l++) {
    let sum = 0;
    for (let k = from; k < to; k++) sum += (masses[k] as number) * (x[stateOf(side, k, l)] as number);
    for (let k = from; k < to; k++) x[stateOf(side, k, l)] = sum / total;
  }
}
