import type { Estimate } from "../../price-distribution/extrapolation.ts";

/** How a sequence approaches its limit as cells become more: v ≈ limit + C·cells^(−order). Nothing of it is proved. */
export interface PowerLaw {
  readonly order: number;
  /** The limit, with how far it moved at the last number of cells. */
  readonly limit: Estimate;
}

/** Orders that are tried: beyond, a sequence has other reasons than the length of cells. */
const orders = { least: 0.25, most: 8, step: 0.01 };

/** Below this share of the values differences are rounding. */
const rounding = 1e-9;

/**
 * The power law nearest to a sequence by least squares; null for fewer than three values, where all of them are the same but for rounding,
 * or where the nearest order is none that is tried.
 *
 * @example
 * powerLaw([4, 8, 16], [1 + 1 / 16, 1 + 1 / 64, 1 + 1 / 256])?.limit.value; // 1, order 2
 */
export function powerLaw(cells: readonly number[], values: readonly number[]): PowerLaw | null {
  if (values.length < 3 || !values.every(Number.isFinite)) return null;
  const size = Math.max(...values.map(Math.abs));
  if (Math.max(...values) - Math.min(...values) <= rounding * size) return null;
  const fit = nearest(cells, values);
  if (!(fit.order > orders.least && fit.order < orders.most - orders.step)) return null;
  // Three values determine all three numbers; then the last value is all that the limit can be compared with.
  const before = values.length > 3 ? nearest(cells.slice(0, -1), values.slice(0, -1)).limit : (values.at(-1) as number);
  return { order: fit.order, limit: { value: fit.limit, uncertainty: Math.abs(fit.limit - before) } };
}

function nearest(cells: readonly number[], values: readonly number[]): { readonly order: number; readonly limit: number } {
  let best = { order: orders.least, limit: Number.NaN, rest: Number.POSITIVE_INFINITY };
  const mean = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
  const centre = mean(values);
  for (let k = 0; orders.least + k * orders.step <= orders.most; k++) {
    const order = orders.least + k * orders.step;
    const powers = cells.map((n) => n ** -order);
    const middle = mean(powers);
    const spread = powers.reduce((sum, x) => sum + (x - middle) ** 2, 0);
    const slope = powers.reduce((sum, x, i) => sum + (x - middle) * ((values[i] as number) - centre), 0) / spread;
    const limit = centre - slope * middle;
    const rest = values.reduce((sum, value, i) => sum + (value - limit - slope * (powers[i] as number)) ** 2, 0);
    if (rest < best.rest) best = { order, limit, rest };
  }
  return best;
}

/** The power of the number of cells with which positive numbers fall, by least squares of logarithms; null for fewer than two of them. */
export function fallingOrder(cells: readonly number[], widths: readonly number[]): number | null {
  const known = widths.flatMap((width, i) =>
    width > 0 && Number.isFinite(width) ? [[Math.log(cells[i] as number), Math.log(width)] as const] : [],
  );
  if (known.length < 2) return null;
  const [x, y] = [0, 1].map((k) => known.reduce((sum, pair) => sum + (pair[k] as number), 0) / known.length) as [number, number];
  const spread = known.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
  return spread === 0 ? null : 0 - known.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / spread;
}
