import type { Participation } from "../../problem/design-problem.ts";
import { participationStage } from "../../problem/words.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { columnSums, rowSums } from "../allocation-rule.ts";
import { expectation } from "../expectation.ts";

/**
 * Removes interim decreases of the size of solver noise: where X^b falls by at most `tolerance` from a buyer type to the next, their rows are
 * averaged by mass (which leaves every X^s_j as it is), likewise the seller's columns. Changes `x` in place. Larger decreases stay.
 */
export function restoreMonotonicity(x: Float64Array, buyer: TypeSpace, seller: TypeSpace, tolerance: number): void {
  const m = buyer.values.length;
  const n = seller.values.length;
  const rule = { kind: "matrix", x } as const;
  pool(rowSums(rule, m, n, seller.masses), buyer.masses, tolerance, (from, to) => average(x, buyer.masses, from, to, n, n, 1));
  pool(columnSums(rule, m, n, buyer.masses).map(negate), seller.masses, tolerance, (from, to) =>
    average(x, seller.masses, from, to, m, 1, n),
  );
}

/**
 * Clips the rents that the interim transfers leave to what incentives (and, with `interim`, participation) allow, then cuts lump sums as far as
 * participation allows while the profit falls short of the required one. Changes the transfers in place.
 */
export function restoreMoney(
  buyer: TypeSpace,
  seller: TypeSpace,
  trade: { readonly buyer: Float64Array; readonly seller: Float64Array },
  buyerTransfer: Float64Array,
  sellerTransfer: Float64Array,
  asked: { readonly participation: Participation; readonly requiredProfit: number },
): void {
  const stage = participationStage[asked.participation];
  const floor = stage === "interim" || stage === "ex-post" ? 0 : null;
  const buyerRent = restoreRents(buyer.values, 1, trade.buyer, buyerTransfer, floor);
  const sellerRent = restoreRents(seller.values, -1, trade.seller, sellerTransfer, floor);
  const short = Math.max(0, asked.requiredProfit - (expectation(buyer.masses, buyerTransfer) - expectation(seller.masses, sellerTransfer)));
  const fromBuyer = floor === null ? short : Math.min(short, buyerRent);
  const fromSeller = floor === null ? 0 : Math.min(short - fromBuyer, sellerRent);
  buyerTransfer.forEach((t, i) => {
    buyerTransfer[i] = t + fromBuyer;
  });
  sellerTransfer.forEach((t, j) => {
    sellerTransfer[j] = t - fromSeller;
  });
}

/**
 * Makes every incentive constraint of a trader with interim-monotone allocation hold, with rents as close to those of the given transfers as going
 * up from the least eager type allows: the step U_{k+1} − U_k is clipped to [X_k·Δ, X_{k+1}·Δ]. `sign` is 1 for a buyer's values, −1 for a seller's
 * costs. With `floor`, the lowest rent is at least that. Changes the transfers in place and returns the lowest rent.
 */
function restoreRents(types: Float64Array, sign: 1 | -1, allocation: Float64Array, transfer: Float64Array, floor: number | null): number {
  let lowest = Number.NaN;
  let base = Number.NaN;
  for (let rank = 0; rank < types.length; rank++) {
    const k = sign === 1 ? rank : types.length - 1 - rank;
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

const negate = (x: number): number => -x;

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

/** Replaces lines from…to−1 of x by their mean with these masses; line k starts at k·lineStride, its entries are `step` apart. */
function average(x: Float64Array, masses: Float64Array, from: number, to: number, length: number, lineStride: number, step: number): void {
  let total = 0;
  for (let k = from; k < to; k++) total += masses[k] as number;
  for (let e = 0; e < length; e++) {
    let sum = 0;
    for (let k = from; k < to; k++) sum += (masses[k] as number) * (x[k * lineStride + e * step] as number);
    for (let k = from; k < to; k++) x[k * lineStride + e * step] = sum / total;
  }
}
