import { below } from "../../../arithmetic/interval.ts";
import { leastRadius, u } from "../../../distributions/enclosure.ts";
import type { Balls } from "../../../type-space/enclosed-cells.ts";
import type { Shares } from "../../bracket/proved/trade-shares.ts";

/** E x and E x² per cell of one side, over the types of the other. */
export interface InterimQuantities {
  readonly quantity: Shares;
  readonly square: Shares;
}

/**
 * What the cells of one side trade under x = clip((own worth + other worth)/band, 0, 1), given the quantiles at which the cells of the other end; all best first.
 *
 * With Q the quantiles, E x = Σ Q_j·(x_j − x_{j+1}) and E x² likewise: errors of the quantiles move them by no more than the largest of those in play times what is traded with the best cell. As
 * the own worth t rises E x rises by (Q of those that trade − Q of those that trade a whole unit)/band, and E x² by 2/band times what E x exceeds the latter by. Where a cell of the
 * other side begins to trade a whole unit is rounded downwards: its x ends short of 1 by that share of the band. O(m + n).
 */
export function interimQuantities(own: Float64Array, other: Float64Array, quantile: Balls, band: number): InterimQuantities {
  const n = own.length;
  const m = other.length;
  const reached = new Float64Array(m);
  const doubt = new Float64Array(m);
  for (let j = 0; j < m; j++) {
    reached[j] = Math.min(1, Math.max(j === 0 ? 0 : (reached[j - 1] as number), quantile.centre[j] as number));
    doubt[j] = Math.max(j === 0 ? 0 : (doubt[j - 1] as number), quantile.radius[j] as number);
  }
  const upTo = (of: Float64Array, count: number) => (count === 0 ? 0 : (of[count - 1] as number));
  const balls = (): Shares => ({ centre: new Float64Array(n), radius: new Float64Array(n) });
  const [quantity, square] = [balls(), balls()];
  const begins = (j: number) => (j < m ? -(other[j] as number) : Number.POSITIVE_INFINITY);
  const whole = (j: number) => (j < m ? below(band - (other[j] as number)) : Number.POSITIVE_INFINITY);
  let [some, all] = [0, 0];
  let t = begins(0);
  // Sums with their compensations, and what they are off by beyond their own rounding.
  let [x, xLow, xDoubt, y, yLow, yDoubt] = [0, 0, 0, 0, 0, 0];
  for (let k = n - 1; k >= 0; k--) {
    const worth = own[k] as number;
    while (t < worth) {
      while (begins(some) <= t) some++;
      for (; all < some && whole(all) <= t; all++) {
        const short = (upTo(reached, all + 1) - upTo(reached, all)) * ((4 * u * (Math.abs(other[all] as number) + band)) / band);
        xDoubt += short;
        yDoubt += 3 * short;
      }
      const next = Math.min(worth, begins(some), all < some ? whole(all) : Number.POSITIVE_INFINITY);
      const full = upTo(reached, all);
      const part = upTo(reached, some) - full;
      if (part === 0) {
        [x, xLow, y, yLow] = [full, 0, full, 0];
        if (next - t > 8 * u * (Math.abs(t) + 2 * band)) [xDoubt, yDoubt] = [0, 0];
      } else {
        const step = (next - t) / band;
        const dx = part * step;
        const dy = (2 * Math.min(part, Math.max(0, x - full + xLow)) + dx) * step;
        yDoubt += (24 * u * (x + dx) + 2 * xDoubt) * step;
        let sum = x + dx;
        xLow += x >= dx ? x - sum + dx : dx - sum + x;
        x = sum;
        sum = y + dy;
        yLow += y >= dy ? y - sum + dy : dy - sum + y;
        y = sum;
      }
      t = next;
    }
    // Nothing is exact.
    if (!(worth > begins(0))) continue;
    const most = Math.min(1, (worth + (other[0] as number)) / band) * (1 + 4 * u);
    const off = upTo(doubt, some) * most;
    set(quantity, k, x + xLow, off + xDoubt);
    set(square, k, y + yLow, off * most + yDoubt);
  }
  return { quantity, square };
}

function set({ centre, radius }: Shares, k: number, value: number, off: number): void {
  centre[k] = value;
  radius[k] = (off + 16 * u * value) * (1 + 64 * u) + leastRadius;
}
