import type { TypeSpace } from "../type-space/type-space.ts";
import { columnSums, rowSums } from "./allocation-rule.ts";
import { expectation } from "./expectation.ts";

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
 * Rents for which every incentive constraint of a buyer with interim-monotone allocation holds, as close to the given ones as going up from
 * the lowest type allows: the step U_{k+1} − U_k is clipped to [X_k·Δ, X_{k+1}·Δ]. With `floor`, the lowest rent is at least that.
 */
export function restoreBuyerRents(values: Float64Array, allocation: Float64Array, rents: Float64Array, floor: number | null): Float64Array {
  const restored = new Float64Array(rents.length);
  restored[0] = floor === null ? (rents[0] as number) : Math.max(floor, rents[0] as number);
  for (let k = 1; k < restored.length; k++) {
    const gap = (values[k] as number) - (values[k - 1] as number);
    const base = restored[k - 1] as number;
    const least = (allocation[k - 1] as number) * gap;
    const most = Math.max(least, (allocation[k] as number) * gap);
    restored[k] = base + Math.min(most, Math.max(least, (rents[k] as number) - base));
  }
  return restored;
}

/** Likewise for a seller, going down from the highest cost. */
export function restoreSellerRents(costs: Float64Array, allocation: Float64Array, rents: Float64Array, floor: number | null): Float64Array {
  const mirrored = restoreBuyerRents(costs.map(negate).reverse(), allocation.slice().reverse(), rents.slice().reverse(), floor);
  return mirrored.reverse();
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
  asked: { readonly participation: "interim" | "none"; readonly requiredProfit: number },
): void {
  const floor = asked.participation === "interim" ? 0 : null;
  const worth = buyer.values.map((v, i) => v * (trade.buyer[i] as number));
  const cost = seller.values.map((c, j) => c * (trade.seller[j] as number));
  const buyerRents = restoreBuyerRents(
    buyer.values,
    trade.buyer,
    worth.map((w, i) => w - (buyerTransfer[i] as number)),
    floor,
  );
  const sellerRents = restoreSellerRents(
    seller.values,
    trade.seller,
    cost.map((c, j) => (sellerTransfer[j] as number) - c),
    floor,
  );
  worth.forEach((w, i) => {
    buyerTransfer[i] = w - (buyerRents[i] as number);
  });
  cost.forEach((c, j) => {
    sellerTransfer[j] = c + (sellerRents[j] as number);
  });
  const short = Math.max(0, asked.requiredProfit - (expectation(buyer.masses, buyerTransfer) - expectation(seller.masses, sellerTransfer)));
  const fromBuyer = floor === null ? short : Math.min(short, buyerRents[0] as number);
  const fromSeller = floor === null ? 0 : Math.min(short - fromBuyer, sellerRents[sellerRents.length - 1] as number);
  buyerTransfer.forEach((t, i) => {
    buyerTransfer[i] = t + fromBuyer;
  });
  sellerTransfer.forEach((t, j) => {
    sellerTransfer[j] = t - fromSeller;
  });
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
