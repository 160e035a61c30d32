import { above, below } from "../../../arithmetic/interval.ts";
import { leastRadius, u } from "../../../distributions/enclosure.ts";
import { ExpectedTrades } from "../expected-trades.ts";
import type { ProvedGroup, Ranks } from "./group.ts";

export interface Shares {
  readonly centre: Float64Array;
  readonly radius: Float64Array;
}

/** Interim probabilities of trade per group and cell. */
export function tradeShares(groups: readonly ProvedGroup[], ranks: Ranks): Shares[] {
  const [first, second] = groups;
  if (groups.length === 2 && first?.buyer && second && !second.buyer && first.count === 1 && second.count === 1)
    return pairShares(groups, ranks);
  return marketShares(groups, ranks);
}

/** One buyer and one seller: a cell trades with the best cells of the other, whose quantile says how likely that is. */
function pairShares(groups: readonly ProvedGroup[], ranks: Ranks): Shares[] {
  const [buyer, seller] = groups as readonly [ProvedGroup, ProvedGroup];
  const [b, s] = ranks as readonly [Float64Array, Float64Array];
  const share = (own: ProvedGroup, other: ProvedGroup, served: (k: number, count: number) => boolean): Shares => {
    const n = own.cells.count;
    const out = { centre: new Float64Array(n), radius: new Float64Array(n) };
    let count = other.cells.count;
    for (let k = 0; k < n; k++) {
      while (count > 0 && !served(k, count - 1)) count--;
      if (count === 0) continue;
      out.centre[k] = other.cells.ends.quantile.centre[count - 1] as number;
      out.radius[k] = other.cells.ends.quantile.radius[count - 1] as number;
    }
    return out;
  };
  return [
    share(buyer, seller, (k, j) => (b[k] as number) > (s[j] as number)),
    share(seller, buyer, (j, k) => (b[k] as number) > (s[j] as number)),
  ];
}

/**
 * Markets: the level falls from the best buyers to the sellers who gain most by keeping their goods. A buyer of the block that it passes trades when more sellers are
 * below the level than buyers above it; a seller of the block when more buyers are above it than sellers below. See {@link ExpectedTrades.ofBlock}.
 *
 * Probabilities of the other side that are off by a share of themselves move that of trade by at most that share for each trader, or by the absolute error; what those
 * of the own side are off by matters only when somebody on the other side wants to trade.
 */
function marketShares(groups: readonly ProvedGroup[], ranks: Ranks): Shares[] {
  const trades = new ExpectedTrades(groups);
  const out = groups.map(({ cells }) => ({ centre: new Float64Array(cells.count), radius: new Float64Array(cells.count) }));
  // Cells on the trading side of the level: buyers above it, sellers below.
  const active = Int32Array.from(groups, ({ buyer, cells }) => (buyer ? 0 : cells.count));
  const centre = new Float64Array(groups.length);
  const radius = new Float64Array(groups.length);
  const renew = (g: number) => {
    const k = active[g] as number;
    const { quantile } = (groups[g] as ProvedGroup).cells.ends;
    const q = k === 0 ? 0 : (quantile.centre[k - 1] as number);
    centre[g] = Math.min(q, 1);
    radius[g] = k === 0 ? 0 : (quantile.radius[k - 1] as number) + Math.max(0, q - 1);
  };
  groups.forEach((_, g) => {
    renew(g);
  });
  for (;;) {
    let best = -1;
    let rank = Number.NEGATIVE_INFINITY;
    for (let g = 0; g < groups.length; g++) {
      const own = nextRank(groups[g] as ProvedGroup, ranks[g] as Float64Array, active[g] as number);
      if (own === undefined) continue;
      const ahead = best < 0 || own > rank || (own === rank && !(groups[g] as ProvedGroup).buyer && (groups[best] as ProvedGroup).buyer);
      if (ahead) {
        best = g;
        rank = own;
      }
    }
    if (best < 0) {
      out.forEach(tighten);
      return out;
    }
    const { buyer, count, cells } = groups[best] as ProvedGroup;
    const own = ranks[best] as Float64Array;
    let from = active[best] as number;
    let to = from;
    if (buyer) while (to < cells.count && own[to] === rank) to++;
    else while (from > 0 && own[from - 1] === rank) from--;
    const before = radius[best] as number;
    const outer = centre[best] as number;
    active[best] = buyer ? to : from;
    renew(best);
    const [near, far] = buyer ? [outer, centre[best] as number] : [centre[best] as number, outer];
    const { trade, somebody, remainder } = trades.ofBlock(best, near, far, centre);
    let relative = 2 * trades.error;
    let absolute = 0;
    let fellows = (count - 1) * (Math.max(before, radius[best] as number) + 8 * u * far) + remainder;
    for (let g = 0; g < groups.length; g++) {
      if (g === best) continue;
      const other = groups[g] as ProvedGroup;
      const off = other.count * (radius[g] as number);
      if (other.buyer === buyer) fellows += off;
      else if (off < 1e-3 * (centre[g] as number)) relative += (1.02 * off) / (centre[g] as number);
      else absolute += off;
    }
    let x = trade;
    let spread = (trade * relative + (somebody + absolute) * fellows * 1.05 + absolute) * (1 + 64 * u) + leastRadius;
    if (!(spread < 0.5)) {
      x = 0.5;
      spread = 0.5;
    }
    (out[best] as Shares).centre.fill(x, from, to);
    (out[best] as Shares).radius.fill(spread, from, to);
  }
}

/** Better types trade more often: each probability lies between its neighbours' bounds. */
function tighten({ centre, radius }: Shares): void {
  const n = centre.length;
  const low = new Float64Array(n);
  const high = new Float64Array(n);
  for (let k = 0, most = 1; k < n; k++) {
    most = Math.min(most, above((centre[k] as number) + (radius[k] as number)));
    high[k] = most;
  }
  for (let k = n - 1, least = 0; k >= 0; k--) {
    least = Math.max(least, below((centre[k] as number) - (radius[k] as number)));
    low[k] = least;
  }
  for (let k = 0; k < n; k++) {
    const middle = ((low[k] as number) + (high[k] as number)) / 2;
    centre[k] = middle;
    radius[k] = high[k] === 0 ? 0 : Math.max(above((high[k] as number) - middle), above(middle - (low[k] as number)));
  }
}

/** The rank of a group's next cell from above; undefined when all have been passed. */
function nextRank({ buyer, cells }: ProvedGroup, ranks: Float64Array, active: number): number | undefined {
  if (buyer) return active < cells.count ? (ranks[active] as number) : undefined;
  return active > 0 ? (ranks[active - 1] as number) : undefined;
}
