import { above, below } from "../../../arithmetic/interval.ts";
import { leastRadius, u } from "../../../distributions/enclosure.ts";
import { TradingOdds } from "../../kernel/trading-odds.ts";
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
 * below the level than buyers above it; a seller of the block when more buyers are above it than sellers below. See {@link TradingOdds.pass}.
 */
function marketShares(groups: readonly ProvedGroup[], ranks: Ranks): Shares[] {
  const odds = new TradingOdds(groups);
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
    odds.set(g, centre[g] as number, 1 - (centre[g] as number));
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
    const { buyer, cells } = groups[best] as ProvedGroup;
    const own = ranks[best] as Float64Array;
    let from = active[best] as number;
    let to = from;
    if (buyer) while (to < cells.count && own[to] === rank) to++;
    else while (from > 0 && own[from - 1] === rank) from--;
    const before = { centre: centre[best] as number, radius: radius[best] as number };
    active[best] = buyer ? to : from;
    renew(best);
    const after = { centre: centre[best] as number, radius: radius[best] as number };
    const mass = Math.max(0, buyer ? after.centre - before.centre : before.centre - after.centre);
    const somebody = odds.somebody(best);
    const { trade, error } = odds.pass(best, after.centre, 1 - after.centre, mass);
    const moved = quantilesMoved(groups, best, { centre, radius }, [before, after], {
      trade: trade + error,
      none: 1 - trade + error,
      somebody,
    });
    let x = trade;
    let spread = (error + moved) * (1 + 64 * u) + leastRadius;
    if (!(spread < 0.5)) {
      x = 0.5;
      spread = 0.5;
    }
    (out[best] as Shares).centre.fill(x, from, to);
    (out[best] as Shares).radius.fill(spread, from, to);
  }
}

/**
 * What errors in the quantiles may change the probability of trade of a block by. Two bounds, of which the smaller one counts:
 *
 * - Each trader whose wish changes, changes at most one trade. On the other side, a share of the probability changes at most that share for each trader of the group, or by
 *   the absolute error; what those of the own side are off by matters only when somebody on the other side wants to trade.
 * - No event's probability changes by a larger factor than the likeliest change of an outcome, Π (q′/q)^c·((1 − q′)/(1 − q))^(n − c): in a large market nearly all blocks
 *   are sure to trade or sure not to.
 */
function quantilesMoved(
  groups: readonly ProvedGroup[],
  block: number,
  { centre, radius }: Shares,
  ends: readonly { readonly centre: number; readonly radius: number }[],
  odds: { readonly trade: number; readonly none: number; readonly somebody: number },
): number {
  const { buyer, count } = groups[block] as ProvedGroup;
  let relative = 0;
  let absolute = 0;
  let moved = 0;
  let share = 0;
  let restShare = 0;
  for (const end of ends) {
    moved = Math.max(moved, end.radius);
    share = Math.max(share, quotient(end.radius, end.centre));
    restShare = Math.max(restShare, quotient(end.radius, 1 - end.centre));
  }
  let fellows = (count - 1) * moved;
  let factor = count === 1 ? 0 : (count - 1) * (share + restShare);
  for (let g = 0; g < groups.length; g++) {
    if (g === block) continue;
    const other = groups[g] as ProvedGroup;
    const q = centre[g] as number;
    const each = radius[g] as number;
    factor += other.count * (quotient(each, q) + quotient(each, 1 - q));
    if (other.buyer === buyer) fellows += other.count * each;
    else if (other.count * each < 1e-3 * q) relative += (1.02 * other.count * each) / q;
    else absolute += other.count * each;
  }
  const direct = odds.trade * relative + (odds.somebody + absolute) * fellows * 1.05 + absolute;
  return factor < 0.01 ? Math.min(direct, 1.02 * factor * Math.min(odds.trade, odds.none)) : direct;
}

/** 0 is no part of anything. */
function quotient(part: number, whole: number): number {
  return part === 0 ? 0 : part / whole;
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
