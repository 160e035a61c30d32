import type { TwoDoubles } from "../../arithmetic/interval/double-double.ts";
import type { PricedMarket } from "./market.ts";
import { compare } from "./points.ts";

/** Prices between two ends, one of which may be infinite, and the most that any of them may attain. */
export interface PriceCell {
  readonly from: TwoDoubles;
  readonly to: TwoDoubles;
  readonly upper: number;
}

/** Into how many parts a cell is cut. */
const parts = 8;

/** Cells between the breaks and quantiles of all laws; beyond a probability of 10^−60 nothing can matter that the bound on tails does not see. */
export function firstCells(
  { traders, breaks }: PricedMarket,
  { from, to }: { readonly from: TwoDoubles; readonly to: TwoDoubles },
): PriceCell[] {
  const even = Array.from({ length: 31 }, (_, k) => (k + 1) / 32);
  const far = Array.from({ length: 15 }, (_, k) => 10 ** -(2 + 0.3 * k * k));
  const quantiles = traders.flatMap(({ moved }) => {
    const { min, max } = moved.support;
    const low = [...even, ...(Number.isFinite(min) ? [] : far)].map((share) => moved.quantile(share));
    return [...low, ...(Number.isFinite(max) ? [] : far).map((share) => moved.upperQuantile(share))];
  });
  const points = [...breaks, ...quantiles.filter(Number.isFinite).map((hi) => ({ hi: 0 + hi, lo: 0 })), from, to]
    .filter((at) => compare(from, at) <= 0 && compare(at, to) <= 0)
    .sort(compare);
  const cells: PriceCell[] = [];
  let before: TwoDoubles = from;
  for (const at of points) {
    if (compare(before, at) < 0) cells.push({ from: before, to: at, upper: Number.POSITIVE_INFINITY });
    before = at;
  }
  return cells;
}

/** Equal parts, geometric ones where the cell spans orders of magnitude, none when no double lies between the ends or one of them is infinite. */
export function split({ from, to, upper }: PriceCell): PriceCell[] {
  const length = to.hi - from.hi;
  if (!Number.isFinite(length)) return [];
  const cells: PriceCell[] = [];
  let before = from;
  for (let part = 1; part <= parts; part++) {
    const at = part === parts ? to : { hi: interior(from.hi, to.hi, part / parts), lo: 0 };
    if (compare(before, at) >= 0 || compare(at, to) > 0) continue;
    cells.push({ from: before, to: at, upper });
    before = at;
  }
  return cells.length > 1 ? cells : [];
}

function interior(from: number, to: number, fraction: number): number {
  if (from > 0 && to > 8 * from) return from * (to / from) ** fraction;
  if (to < 0 && from < 8 * to) return to * (from / to) ** (1 - fraction);
  return from + (to - from) * fraction;
}
