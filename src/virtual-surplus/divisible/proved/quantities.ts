import { leastRadius, u } from "../../../distributions/enclosure.ts";
import type { Balls } from "../../../type-space/enclosed-cells.ts";
import type { Shares } from "../../bracket/proved/trade-shares.ts";
import type { QuantityRule } from "../lagrangian.ts";

/**
 * A rule x = clip((buyer + seller)/band, 0, 1) whose worths, best cells first, and band, if any two reach it, are multiples of one power of two and small enough for sums of two to be
 * doubles.
 */
export interface RoundedRule {
  readonly buyer: Float64Array;
  readonly seller: Float64Array;
  readonly band: number;
}

/** Rounds a rule: monotone in every cell as it was, within 2^−50 of the largest worth. `cells` says how many there are with those of lowest worth that the rule leaves out. */
export function rounded({ slope, band }: QuantityRule, [buyers, sellers]: readonly [buyer: number, seller: number]): RoundedRule {
  const [dearest, cheapest] = slope.map((own) => own.reduce((most, one) => Math.max(most, one), Number.NEGATIVE_INFINITY)) as [
    number,
    number,
  ];
  // Not even the best two trade.
  if (!(dearest + cheapest > 0)) return { buyer: new Float64Array(buyers), seller: new Float64Array(sellers), band: 1 };
  const scale = Math.max(Math.abs(dearest), Math.abs(cheapest));
  const unit = Math.max(Number.MIN_VALUE, 2 ** (Math.ceil(Math.log2(scale)) - 50));
  const onGrid = (x: number) => Math.round(x / unit) * unit;
  const side = (own: Float64Array, cells: number, idle: number) =>
    new Float64Array(cells).map((_, k) => Math.max(idle, onGrid(own[own.length - 1 - k] ?? idle)));
  return {
    buyer: side(slope[0], buyers, -onGrid(cheapest)),
    seller: side(slope[1], sellers, -onGrid(dearest)),
    // A band that no two worths reach is a divisor only.
    band: band < dearest + cheapest ? Math.max(unit, onGrid(band)) : band,
  };
}

/** E x and E x² per cell of one side, over the types of the other. */
export interface InterimQuantities {
  readonly quantity: Shares;
  readonly square: Shares;
}

/**
 * What the cells of one side trade, given the quantiles at which the cells of the other end, best first.
 *
 * With Q the quantiles, E x = Σ Q_j·(x_j − x_{j+1}) and E x² likewise: errors of the quantiles move them by no more than the largest of those in play times what is traded with the best cell. As the own worth t rises E x rises by
 * (Q of those that trade − Q of those that trade a whole unit)/band, and E x² by 2/band times what E x exceeds the latter by. Ends of pieces are exact; O(m + n).
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
  let [some, all] = [0, 0];
  let t = -(other[0] ?? Number.POSITIVE_INFINITY);
  // Sums with their compensations, and what E x² is off by for E x being rounded.
  let [x, xLow, y, yLow, yDoubt] = [0, 0, 0, 0, 0];
  for (let k = n - 1; k >= 0; k--) {
    const worth = own[k] as number;
    while (t < worth) {
      while (some < m && -(other[some] as number) <= t) some++;
      while (all < some && band - (other[all] as number) <= t) all++;
      const next = Math.min(
        worth,
        some < m ? -(other[some] as number) : Number.POSITIVE_INFINITY,
        all < m ? band - (other[all] as number) : Number.POSITIVE_INFINITY,
      );
      const whole = upTo(reached, all);
      const part = upTo(reached, some) - whole;
      if (part === 0) [x, xLow, y, yLow, yDoubt] = [whole, 0, whole, 0, 0];
      else {
        const step = (next - t) / band;
        const beyond = Math.min(part, Math.max(0, x - whole + xLow));
        const dx = part * step;
        const dy = (2 * beyond + dx) * step;
        yDoubt += 24 * u * (x + dx) * step;
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
    if (!(worth > -(other[0] as number))) continue;
    const most = Math.min(1, (worth + (other[0] as number)) / band) * (1 + 4 * u);
    const off = upTo(doubt, some) * most;
    set(quantity, k, x + xLow, off);
    set(square, k, y + yLow, off * most + yDoubt);
  }
  return { quantity, square };
}

function set({ centre, radius }: Shares, k: number, value: number, off: number): void {
  centre[k] = value;
  radius[k] = (off + 16 * u * value) * (1 + 8 * u) + leastRadius;
}
