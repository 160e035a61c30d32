import { above, add, below, type DoubleInterval, enclosing, exactly, multiply, negate } from "../../arithmetic/interval.ts";
import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import { leastRadius, u } from "../../distributions/enclosure.ts";
import type { EnclosedCells } from "../../type-space/enclosed-cells.ts";
import { ExpectedTrades } from "./expected-trades.ts";

/** A group of identical traders whose law is enclosed cell by cell, with the exact weight of its rents. */
export interface ProvedGroup {
  readonly buyer: boolean;
  readonly count: number;
  readonly weight: Rational;
  readonly cells: EnclosedCells;
}

/**
 * Who trades: per group and cell (best types first) what holding a good ranks. A buyer's cell trades with the sellers' cells of strictly lower rank; in a market goods
 * go to the highest ranks, cells of a group with equal rank share by lottery, ties between groups go to sellers first, then to the earlier group.
 * Ranks of buyers never rise, those of sellers never fall along the cells.
 */
export type Ranks = readonly Float64Array[];

/** What an allocation achieves in the continuous problem, with tight payments: every type of a cell pays what its worst type would. */
export interface ProvedValue {
  /** The objective if the broker keeps its profit. */
  readonly objective: DoubleInterval;
  readonly profit: DoubleInterval;
}

/** The two numbers, or null when they cannot be known: a cell without a lower end trades. */
export function provedValue(groups: readonly ProvedGroup[], ranks: Ranks, broker: Rational): ProvedValue | null {
  const shares = tradeShares(groups, ranks);
  const reference = referenceOf(groups);
  const w0 = enclosing(broker);
  let objective = exactly(0);
  let profit = exactly(0);
  for (let g = 0; g < groups.length; g++) {
    const { buyer, count, weight, cells } = groups[g] as ProvedGroup;
    const share = shares[g] as Shares;
    const { ends } = cells;
    const n = servedCells(cells);
    for (let k = n; k < cells.count; k++) if ((share.centre[k] as number) + (share.radius[k] as number) > leastRadius * 1e10) return null;
    const worth = along(share, ends.value.centre, ends.value.radius, n);
    const volume = along(share, ends.quantile.centre, ends.quantile.radius, n);
    const paid = new Float64Array(n);
    const paidRadius = new Float64Array(n);
    for (let k = 0; k < n; k++) {
      const q = ends.quantile.centre[k] as number;
      const v = ends.worth.centre[k] as number;
      const vr = ends.worth.radius[k] as number;
      paid[k] = q * v;
      paidRadius[k] = (ends.quantile.radius[k] as number) * (Math.abs(v) + vr) * 1.01 + q * vr + 2 * u * Math.abs(q * v) + leastRadius;
    }
    const pays = along(share, paid, paidRadius, n);
    // Costs are worths with a minus sign: a shift of the types moves them the other way.
    const difference = enclosing(cells.exactShift.sub(reference));
    const shift = multiply(buyer ? difference : negate(difference), volume);
    const many = exactly(count);
    const w = enclosing(weight);
    const own = add(multiply(w, worth), multiply(enclosing(broker.sub(weight)), pays));
    objective = add(objective, multiply(many, add(own, multiply(w0, shift))));
    profit = add(profit, multiply(many, add(pays, shift)));
  }
  return { objective, profit };
}

/** The shift of the first seller, from which all are measured: as many goods are sold as bought, so a common shift changes nothing. */
function referenceOf(groups: readonly ProvedGroup[]): Rational {
  const seller = groups.find(({ buyer }) => !buyer) as ProvedGroup;
  return seller.cells.exactShift;
}

/** All cells but one without a lower end, whose types can never be priced. */
function servedCells({ count, ends }: EnclosedCells): number {
  return Number.isFinite(ends.worth.centre[count - 1] as number) ? count : count - 1;
}

interface Shares {
  readonly centre: Float64Array;
  readonly radius: Float64Array;
}

/**
 * Σ_k X_k·(H_k − H_{k−1}), H_{−1} = 0, for trade probabilities X that never rise, and heights H, all within their radii.
 *
 * With x, h the centres, X = x + ξ, H = h + η the sum is Σ x·Δh + Σ ξ·Δh + Σ_k η_k(X_k − X_{k+1}), each term at most its radius; six roundings of the
 * terms and a compensated sum, exact up to u of itself and of all terms (n² u ≤ 1), are added.
 */
function along(share: Shares, height: Float64Array, radius: Float64Array, n: number): DoubleInterval {
  let sum = 0;
  let low = 0;
  let size = 0;
  let spread = 0;
  let before = 0;
  for (let k = 0; k < n; k++) {
    const x = share.centre[k] as number;
    const r = share.radius[k] as number;
    const h = height[k] as number;
    const step = h - before;
    before = h;
    const next = k + 1 < n ? (share.centre[k + 1] as number) : 0;
    const nextRadius = k + 1 < n ? (share.radius[k + 1] as number) : 0;
    spread += r * Math.abs(step) + (radius[k] as number) * (Math.abs(x - next) + r + nextRadius);
    const term = x * step;
    const total = sum + term;
    low += Math.abs(sum) >= Math.abs(term) ? sum - total + term : term - total + sum;
    sum = total;
    size += Math.abs(term);
  }
  if (size === 0 && spread === 0) return exactly(0);
  const value = sum + low;
  const error = (spread * (1 + 4 * u) + 8 * u * size) * 1.0001 + leastRadius;
  return { lo: below(value - error), hi: above(value + error) };
}

/** Interim probabilities of trade per group and cell. */
function tradeShares(groups: readonly ProvedGroup[], ranks: Ranks): Shares[] {
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

/** Which Lagrangian of the continuous problem is bounded; κ = w_0 + λ weighs payments. */
export type ProvedDual =
  | { readonly of: "second-best"; readonly kappa: Rational }
  | { readonly of: "profit" }
  | { readonly of: "first-best" };

/** An upper bound, and per group and cell the height of the majorant above the chord that it rests on: finer cells where it is large bring the bound down. */
export interface ProvedUpper {
  readonly value: number;
  readonly gaps: readonly Float64Array[];
}

/**
 * An upper bound on max over allocations of Σ ∫ X dH, H = w·W + (κ − w)·R, which bounds the Lagrangian before − λr.
 *
 * X falls in the quantile, so ∫ X dH ≤ ∫ X dG + J for any line of slopes G with J = sup (H − G)⁺. G is a concave piecewise linear majorant found in doubles; by what H
 * may exceed it is proved knot by knot, and G is lifted by that (see {@link lift}): only what unbounded best types need remains as J. The best X for G trade wherever the slopes of a pair add up to more than 0, so the bound is ∫ E[min(B(t), S(t))] dt,
 * B(t) the number of buyers whose slope exceeds t and S(t) of the sellers whose cost slope is below t: a sum of nonnegative terms. `negligible` is an amount that does
 * not matter.
 */
export function provedUpperBound(groups: readonly ProvedGroup[], dual: ProvedDual, negligible = 0): ProvedUpper {
  const reference = referenceOf(groups);
  let bound = 0;
  const sides = groups.map(({ buyer, weight, cells }) => {
    const value = dual.of === "second-best" ? toNumber(weight) : dual.of === "profit" ? 0 : 1;
    const revenue = dual.of === "second-best" ? toNumber(dual.kappa.sub(weight)) : dual.of === "profit" ? 1 : 0;
    if (revenue < 0) throw new Error("a multiplier below the weight of a side bounds nothing");
    const difference = cells.exactShift.sub(reference);
    const shift = enclosing(dual.of === "second-best" ? difference.mul(dual.kappa) : difference);
    // Buyers' slopes and sellers' negated ones, as money, rounded so that trade is worth more.
    const moved = shift.lo !== 0 || shift.hi !== 0;
    const levelOf = (s: number) => (buyer ? (moved ? above(s + shift.hi) : s) : moved ? below(shift.lo - s) : -s);
    return { value, revenue, best: levelOf(steepest(cells, value, revenue)), levelOf, shift };
  });
  // Nobody trades beyond the best of the other side: slopes need not follow a curve that falls more steeply than that.
  const dearest = Math.max(...sides.filter((_, g) => groups[g]?.buyer).map(({ best }) => best));
  const cheapest = Math.min(...sides.filter((_, g) => !groups[g]?.buyer).map(({ best }) => best));
  const floorOf = (g: number, dear: number, cheap: number) => {
    const { shift } = sides[g] as (typeof sides)[number];
    return groups[g]?.buyer ? below(below(cheap) - shift.hi) : below(shift.lo - above(dear));
  };
  const curve = (g: number, dear: number, cheap: number) => {
    const { value, revenue } = sides[g] as (typeof sides)[number];
    return majorised((groups[g] as ProvedGroup).cells, value, revenue, floorOf(g, dear, cheap));
  };
  const leveled = (g: number, majorant: Majorised): Levels => {
    const line = lineOf((groups[g] as ProvedGroup).cells, majorant);
    return { level: line.slope.map((sides[g] as (typeof sides)[number]).levelOf), reached: line.reached };
  };
  // Where nobody is worth a trade, floors stay on their own side.
  const [dearEnd, cheapEnd] = [Math.max(dearest, cheapest), Math.min(dearest, cheapest)];
  let majorants = groups.map((_, g) => curve(g, dearEnd, cheapEnd));
  if (groups.some(isEndless) || dearEnd - cheapEnd > steep * negligible) {
    // Nor, up to next to nothing, beyond levels where hardly anybody of the one side meets hardly anybody of the other.
    const found = majorants.map((majorant, g) => leveled(g, majorant));
    const dear = Math.min(dearEnd, levelInSight(groups, found, true, negligible));
    const cheap = Math.min(dear, Math.max(cheapEnd, levelInSight(groups, found, false, negligible)));
    majorants = groups.map((_, g) => curve(g, dear, cheap));
  }
  const lines = majorants.map((majorant, g) => {
    const { count, cells } = groups[g] as ProvedGroup;
    bound += count * lift(cells, majorant) * (1 + 8 * u);
    return leveled(g, majorant);
  });
  const gaps = majorants.map(({ gap }) => gap);
  const trades = new ExpectedTrades(groups);
  const active = Int32Array.from(groups, ({ buyer }, g) => (buyer ? 0 : (lines[g] as Levels).level.length));
  const probability = new Float64Array(groups.length);
  const renew = (g: number) => {
    const k = active[g] as number;
    probability[g] = k === 0 ? 0 : Math.min(1, (lines[g] as Levels).reached[k - 1] as number);
  };
  groups.forEach((_, g) => {
    renew(g);
  });
  let sum = 0;
  let low = 0;
  let level = Number.POSITIVE_INFINITY;
  for (;;) {
    let best = -1;
    let at = Number.NEGATIVE_INFINITY;
    for (let g = 0; g < groups.length; g++) {
      const k = active[g] as number;
      const own = (lines[g] as Levels).level;
      const buyer = (groups[g] as ProvedGroup).buyer;
      if (buyer ? k >= own.length : k === 0) continue;
      const next = own[buyer ? k : k - 1] as number;
      if (best < 0 || next > at) {
        best = g;
        at = next;
      }
    }
    if (best < 0) break;
    if (at < level) {
      if (level !== Number.POSITIVE_INFINITY) {
        const count = trades.at(probability);
        if (count > 0) {
          const term = above(count * above(level - at));
          const next = sum + term;
          low += sum >= term ? sum - next + term : term - next + sum;
          sum = next;
        }
      }
      level = at;
    }
    active[best] = (active[best] as number) + ((groups[best] as ProvedGroup).buyer ? 1 : -1);
    renew(best);
  }
  // Below the lowest level nobody sells or everybody has traded: the number of trades is 0 as soon as one side is out.
  const total = sum + low;
  // Terms are rounded upwards, so that a sum of 0 had none: it is exact.
  const none = total === 0 && bound === 0;
  return { value: none ? 0 : above(above(total * (1 + trades.error + 8 * u)) + bound * (1 + 8 * u)), gaps };
}

/** Levels so many times farther apart than what does not matter reach far beyond what there is to gain. */
const steep = 2 ** 70;

/** Worst types without a limit. */
function isEndless({ cells: { count, ends } }: ProvedGroup): boolean {
  return !Number.isFinite(ends.worth.centre[count - 1] as number);
}

/**
 * The level beyond which trade may be allowed to those of the other side whose own lies beyond it, at a cost of about `negligible`: how far the buyers' (sellers') levels
 * reach beyond, on average, times the expected number of those. Any level would do for a bound.
 */
function levelInSight(groups: readonly ProvedGroup[], lines: readonly Levels[], buyers: boolean, negligible: number): number {
  const sign = buyers ? 1 : -1;
  const next = new Int32Array(groups.length);
  const left = Int32Array.from(lines, ({ level }) => level.length);
  let at = Number.POSITIVE_INFINITY;
  let acting = 0;
  let reach = 0;
  for (;;) {
    let best = -1;
    let to = Number.NEGATIVE_INFINITY;
    for (let g = 0; g < groups.length; g++) {
      if (groups[g]?.buyer !== buyers || (next[g] as number) >= (lines[g] as Levels).level.length) continue;
      const own = sign * ((lines[g] as Levels).level[next[g] as number] as number);
      if (best < 0 || own > to) [best, to] = [g, own];
    }
    if (best < 0) return sign * at;
    if (acting > 0) reach += acting * (at - to);
    let beyond = 0;
    for (let g = 0; g < groups.length; g++) {
      if (groups[g]?.buyer === buyers) continue;
      const { level, reached } = lines[g] as Levels;
      while ((left[g] as number) > 0 && sign * (level[(left[g] as number) - 1] as number) > to) left[g] = (left[g] as number) - 1;
      const k = left[g] as number;
      beyond += (groups[g]?.count as number) * Math.max(0, 1 - (k === 0 ? 0 : (reached[k - 1] as number)));
    }
    if (reach * beyond > negligible) return sign * at;
    const { reached } = lines[best] as Levels;
    const k = next[best] as number;
    acting += (groups[best]?.count as number) * ((reached[k] as number) - (k === 0 ? 0 : (reached[k - 1] as number)));
    next[best] = k + 1;
    at = to;
  }
}

interface Levels {
  readonly level: Float64Array;
  readonly reached: Float64Array;
}

/** A curve H = value·W + revenue·R, what bounds its slopes, and a concave piecewise linear curve G near the least one above it. */
interface Majorised {
  readonly value: number;
  readonly revenue: number;
  /** The two parts of each cell as shares of its mass, the smaller one exact and the larger one what it leaves of 1; and the slopes of G on them. */
  readonly share: Float64Array;
  readonly rest: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Bounds on the slope of H inside each cell; infinite where there is none. */
  readonly top: Float64Array;
  readonly bottom: Float64Array;
  /** Height of G above the chord of H, per cell. */
  readonly gap: Float64Array;
  /** Cells without an upper end of which no slope is known: R ≤ W, and W lies under its tangent at the far end. */
  readonly tangent: Uint8Array;
}

/** No slope of {@link majorised} is larger. */
function steepest({ count, starts, ends, slopeHigh }: EnclosedCells, value: number, revenue: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < count; k++) {
    const t = weighted(value, starts.worth.centre[k] as number) + weighted(revenue, slopeHigh[k] as number);
    const least = weighted(value + revenue, ends.worth.centre[k] as number);
    most = Math.max(most, Number.isFinite(t) ? t : least);
  }
  return most + 2 ** -40 * Math.abs(most);
}

function majorised(cells: EnclosedCells, value: number, revenue: number, floor: number): Majorised {
  const { count: n, starts, ends, slopeLow, slopeHigh, atom } = cells;
  const q = ends.quantile.centre;
  const share = new Float64Array(n);
  const rest = new Float64Array(n);
  const first = new Float64Array(n);
  const second = new Float64Array(n);
  const top = new Float64Array(n);
  const bottom = new Float64Array(n);
  const tangent = new Uint8Array(n);
  const gap = new Float64Array(n);
  // Height of G above H where the cell begins, which the next slopes take back.
  let excess = 0;
  for (let k = 0; k < n; k++) {
    const before = k === 0 ? 0 : (q[k - 1] as number);
    const mass = Math.max((q[k] as number) - before, 0);
    const lowWorth = ends.worth.centre[k] as number;
    const highWorth = starts.worth.centre[k] as number;
    if (k > 0) excess += revenue * before * Math.max(0, (ends.worth.centre[k - 1] as number) - highWorth);
    const t = outwards(1, weighted(value, highWorth + (starts.worth.radius[k] as number)), weighted(revenue, slopeHigh[k] as number));
    const b = outwards(-1, weighted(value, lowWorth - (ends.worth.radius[k] as number)), weighted(revenue, slopeLow[k] as number));
    top[k] = t;
    bottom[k] = b;
    const entry = before === 0 ? 0 : weighted(value, starts.value.centre[k] as number) + revenue * before * highWorth;
    const exit = weighted(value, ends.value.centre[k] as number) + weighted(revenue, (q[k] as number) * lowWorth);
    const chord = mass > 0 ? (exit - entry) / mass : Number.NaN;
    const drop = mass > 0 ? excess / mass : 0;
    let [part, left, a, c] = [1, 0, t, t];
    if (!Number.isFinite(t) && !Number.isFinite(b)) {
      tangent[k] = 1;
      [part, left, a, c] = [0, 1, (value + revenue) * lowWorth, (value + revenue) * lowWorth];
    } else if (!Number.isFinite(t)) [part, left, a, c] = [0, 1, b - drop, b - drop];
    else if (!(mass > 0)) [part, left, a, c] = [1, 0, t, t];
    else if (atom[k] === 1 && excess === 0) [part, left, a, c] = [1, 0, t, t];
    // A mass that is next to nothing is a difference of rounding errors: G ends where H does, however steep that seems.
    else if (atom[k] === 1 || t <= b || chord >= t) [part, left, a, c] = [1, 0, chord - drop, chord - drop];
    else if (!Number.isFinite(b) || !Number.isFinite(chord)) [part, left, a, c] = [1, 0, t - drop, t - drop];
    else [part, left, a, c] = [...sharesOf(chord - b, t - chord), t - drop, b - drop];
    share[k] = part;
    rest[k] = left;
    const rise = left > 0 && part > 0 ? part * (t - chord) * mass : excess;
    gap[k] = Number.isFinite(rise) ? Math.max(0, rise) : 0;
    first[k] = a;
    second[k] = c;
    if (tangent[k] === 1) excess = Math.max(0, (value + revenue) * (ends.value.centre[k] as number) - exit);
    else if (atom[k] === 1 && drop === 0) excess = 0;
    else if (Number.isFinite(exit)) excess = Math.max(0, excess + (part * a + left * c) * mass - (exit - entry));
  }
  concave(q, share, rest, first, second);
  for (let k = n - 1; k >= 0 && (second[k] as number) < floor; k--) {
    second[k] = floor;
    first[k] = Math.max(first[k] as number, floor);
  }
  return { value, revenue, share, rest, first, second, top, bottom, gap, tangent };
}

/** Two parts of 1 in the relation of a to b: the smaller one keeps its digits, however small. */
function sharesOf(a: number, b: number): readonly [number, number] {
  const [x, y] = [Math.max(0, a), Math.max(0, b)];
  if (!(x + y > 0)) return [1, 0];
  const small = Math.min(x, y) / (x + y);
  return x < y ? [small, 1 - small] : [1 - small, small];
}

/**
 * Raises the slopes of G so that it lies above H, up to a constant J that is returned.
 *
 * Quantiles are divided into blocks, each a quarter longer than all before it and a quarter of what is left at most. What H exceeds G by in a block is added to G along the block before it, so that errors
 * proportional to the quantile, as rounding is, cost slopes next to nothing; what it exceeds G by in the first cell is a share of the quantile too, or J.
 */
function lift(cells: EnclosedCells, majorant: Majorised): number {
  const { first, second } = majorant;
  const { above: excess, slope: firstSlope, own, jump } = heightAbove(cells, majorant);
  const q = cells.ends.quantile.centre;
  const radius = cells.ends.quantile.radius;
  const n = cells.count;
  if (firstSlope > 0) {
    first[0] = (first[0] as number) + firstSlope * (1 + 4 * u);
    second[0] = (second[0] as number) + firstSlope * (1 + 4 * u);
  }
  for (let k = 1; k < n; k++) {
    if (own[k] === 0) continue;
    first[k] = (first[k] as number) + (own[k] as number) + 4 * u * Math.abs(first[k] as number);
    second[k] = (second[k] as number) + (own[k] as number) + 4 * u * Math.abs(second[k] as number);
  }
  let lifted = jump;
  // Cells [from, to) are a block of at least `mass`; the next one needs what it needs at its start.
  for (let from = 0, to = 1; to < n; ) {
    let end = to;
    let most = 0;
    const reached = (q[to - 1] as number) + (radius[to - 1] as number);
    const reach = Math.min(1.25 * reached, Math.max(1 - 0.8 * (1 - reached), reached + 2 ** -40));
    while (end < n && (end === to || (q[end] as number) <= reach)) most = Math.max(most, excess[end++] as number);
    if (most > lifted) {
      const start = from === 0 ? 0 : (q[from - 1] as number) + (radius[from - 1] as number);
      const mass = (q[to - 1] as number) - (radius[to - 1] as number) - start;
      if (!(mass > 0)) return excess.reduce((all, one) => Math.max(all, one), jump);
      const slope = ((most - lifted) / mass) * (1 + 8 * u);
      for (let k = from; k < to; k++) {
        first[k] = (first[k] as number) + slope + 4 * u * Math.abs(first[k] as number);
        second[k] = (second[k] as number) + slope + 4 * u * Math.abs(second[k] as number);
      }
      lifted = most;
    }
    from = to;
    to = end;
  }
  for (let k = n - 1, least = Number.NEGATIVE_INFINITY; k >= 0; k--) {
    least = Math.max(least, second[k] as number);
    second[k] = least;
    least = Math.max(least, first[k] as number);
    first[k] = least;
  }
  return jump;
}

interface Excess {
  /** sup (H − G)⁺ in each cell but the first, from enclosures. */
  readonly above: Float64Array;
  /** In the first one H − G is at most this slope times the quantile, or `jump`. */
  readonly slope: number;
  readonly jump: number;
  /** What the slope of G along an atom is short of the known one of H; with it `above` is what G is short of where the atom begins. */
  readonly own: Float64Array;
}

function heightAbove(cells: EnclosedCells, { value, revenue, share, rest, first, second, top, bottom, tangent }: Majorised): Excess {
  const { count: n, starts, ends, atom, hole } = cells;
  const q = ends.quantile.centre;
  const qr = ends.quantile.radius;
  const excess = new Float64Array(n);
  const own = new Float64Array(n);
  // What H exceeds G by at the end of the atoms so far.
  let carried = Number.POSITIVE_INFINITY;
  let firstSlope = 0;
  let jump = 0;
  let sum = 0;
  let sumLow = 0;
  let size = 0;
  let spread = 0;
  let slopeBefore = 0;
  let roundings = 0;
  const height = (at: EnclosedCells["ends"], k: number): number => {
    const quantile = at.quantile.centre[k] as number;
    const worth = at.worth.centre[k] as number;
    const values = weighted(value, at.value.centre[k] as number);
    const sales = weighted(revenue, quantile * worth);
    roundings =
      weighted(value, at.value.radius[k] as number) * (1 + 8 * u) +
      weighted(
        revenue,
        (at.quantile.radius[k] as number) * (Math.abs(worth) + (at.worth.radius[k] as number)) + quantile * (at.worth.radius[k] as number),
      ) *
        (1 + 16 * u) +
      5 * u * (Math.abs(values) + Math.abs(sales));
    return values + sales;
  };
  for (let k = 0; k < n; k++) {
    const before = k === 0 ? 0 : (q[k - 1] as number);
    const beforeRadius = k === 0 ? 0 : (qr[k - 1] as number);
    const mass = (q[k] as number) - before;
    const massMost = Math.max(0, mass) + beforeRadius + (qr[k] as number) + 4 * u * Math.max(0, mass);
    const lineBefore = sum + sumLow;
    const radiusBefore = spread + Math.abs(slopeBefore) * beforeRadius + 8 * u * size;
    // Averages of falling slopes fall: what quantiles are off by is weighted by differences of slopes.
    const part = share[k] as number;
    const left = rest[k] as number;
    const slope = part * (first[k] as number) + left * (second[k] as number);
    if (k > 0) spread += Math.abs(slopeBefore - slope) * beforeRadius;
    slopeBefore = slope;
    const term = slope * mass;
    const next = sum + term;
    sumLow += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
    // The slope is a sum of two terms that may cancel.
    size += (part * Math.abs(first[k] as number) + left * Math.abs(second[k] as number)) * Math.abs(mass);
    const line = sum + sumLow;
    const radius = spread + Math.abs(slope) * (qr[k] as number) + 8 * u * size;
    let start = k === 0 && (starts.quantile.centre[0] as number) === 0 ? 0 : Number.NaN;
    let startRadius = 0;
    if (Number.isNaN(start)) {
      start = height(starts, k) - lineBefore;
      startRadius = roundings + radiusBefore;
    }
    if (hole[k] === 1 && k > 0) {
      // Types between the cells, of next to no probability: their R is below q·v of the cell before.
      const lost = Math.max(0, (starts.quantile.centre[k] as number) - before) + (starts.quantile.radius[k] as number) + beforeRadius;
      const worth = Math.abs(ends.worth.centre[k - 1] as number) + Math.abs(starts.worth.centre[k] as number);
      const jump = lost * ((value + revenue) * worth + Math.abs(slope)) * 1.01;
      if (Number.isFinite(jump)) startRadius += jump;
    }
    if (tangent[k] === 1) {
      const tail = (value + revenue) * (ends.value.centre[k] as number);
      const tailRadius = (value + revenue) * (ends.value.radius[k] as number) * 1.01 + 8 * u * Math.abs(tail);
      const lowWorth = (value + revenue) * (ends.worth.centre[k] as number);
      const fall =
        Math.abs(lowWorth) * ((qr[k] as number) + 8 * u * (q[k] as number)) + (value + revenue) * (ends.worth.radius[k] as number);
      jump =
        Math.max(0, tail - line + tailRadius + radius, tail - lowWorth * mass - lineBefore + tailRadius + fall + radiusBefore) *
        (1 + 64 * u);
      continue;
    }
    const t = top[k] as number;
    const b = bottom[k] as number;
    let worst = Math.max(0, k === 0 && start === 0 ? 0 : start + startRadius);
    const lastWorth = ends.worth.centre[k] as number;
    const closed = Number.isFinite(lastWorth);
    let end = Number.NaN;
    let endRadius = 0;
    if (closed) {
      end = height(ends, k) - line;
      endRadius = roundings + radius;
      worst = Math.max(worst, end + endRadius);
    }
    if (atom[k] === 1) {
      const padded = worst === 0 ? 0 : worst * (1 + 64 * u) + leastRadius;
      const short = Math.max(0, t - (first[k] as number)) * (1 + 8 * u);
      if (k > 0 && short <= 64 * u * Math.abs(t)) {
        // R only drops between atoms.
        const near = Math.min(hole[k] === 1 ? Number.POSITIVE_INFINITY : carried, Math.max(0, start + startRadius));
        carried = near;
        excess[k] = near === 0 ? 0 : near * (1 + 64 * u) + leastRadius;
        own[k] = short;
      } else if (k > 0) {
        excess[k] = padded;
        carried = Number.POSITIVE_INFINITY;
      } else if (mass > 2 * (qr[0] as number)) {
        // The curve of an atom at the start is a line of a known slope.
        const steeper = start === 0 ? Math.max(0, t - (first[0] as number)) * (1 + 8 * u) : Number.POSITIVE_INFINITY;
        if (Number.isFinite(steeper)) carried = 0;
        firstSlope = Number.isFinite(steeper) ? steeper : (padded / (mass - (qr[0] as number))) * (1 + 8 * u);
      } else jump = padded;
      continue;
    }
    carried = Number.POSITIVE_INFINITY;
    // H is under the line from its start, and under the line to its end: each of them alone, or both, where the slopes of G change.
    const a = first[k] as number;
    const c = second[k] as number;
    const massLeast = Math.max(0, mass - beforeRadius - (qr[k] as number));
    const gained = (rise: number, sizes: number) => (rise > 0 ? (rise + 8 * u * sizes) * massMost : rise * massLeast);
    const fromStart = (slope: number, length: number) => gained((t - slope) * length, (Math.abs(t) + Math.abs(slope)) * length);
    const fromEnd = (slope: number, length: number) => gained((slope - b) * length, (Math.abs(b) + Math.abs(slope)) * length);
    const begins = start + startRadius;
    const stops = end + endRadius;
    const bent = Math.max(part > 0 ? begins + fromStart(a, part) : begins, left > 0 ? stops + fromEnd(c, left) : stops);
    let least = Number.isNaN(bent) ? Number.POSITIVE_INFINITY : bent;
    if (Number.isFinite(t)) {
      const bend = part > 0 ? fromStart(a, part) : 0;
      least = Math.min(least, begins + Math.max(bend, bend + (left > 0 ? Math.max(0, fromStart(c, left)) : 0)));
    }
    if (Number.isFinite(b) && closed) {
      const bend = left > 0 ? fromEnd(c, left) : 0;
      least = Math.min(least, stops + Math.max(bend, bend + (part > 0 ? Math.max(0, fromEnd(a, part)) : 0)));
    }
    worst = Math.max(worst, least);
    const padded = worst === 0 ? 0 : worst * (1 + 64 * u) + leastRadius;
    if (k > 0) excess[k] = padded;
    else if (start === 0 && Number.isFinite(t) && part > 0.01 && massLeast > 0) {
      // From 0 under the line of slope t; then under a line that ends at known heights.
      const rest = Math.max(0, stops, left > 0 ? stops + fromEnd(c, left) : 0) / (part * massLeast);
      firstSlope = (Math.max(0, t - a + 8 * u * (Math.abs(t) + Math.abs(a))) + (Number.isFinite(rest) ? rest : 0)) * (1 + 64 * u);
      if (!Number.isFinite(rest)) jump = padded;
    } else jump = padded;
  }
  return { above: excess, slope: firstSlope, jump, own };
}

/** x + y, or beyond it in the direction by more than all roundings of the two and of their weights. */
function outwards(direction: 1 | -1, x: number, y: number): number {
  const sum = x + y;
  return Number.isFinite(sum) ? sum + direction * 8 * u * (Math.abs(x) + Math.abs(y)) : sum;
}

/** A curve of weight 0 contributes nothing, however steep. */
function weighted(weight: number, x: number): number {
  return weight === 0 ? 0 : weight * x;
}

/** Pools the slopes of all parts until they fall. */
function concave(q: Float64Array, share: Float64Array, rest: Float64Array, first: Float64Array, second: Float64Array): void {
  const n = q.length;
  const mass = new Float64Array(2 * n);
  const rise = new Float64Array(2 * n);
  const slope = new Float64Array(2 * n);
  const end = new Int32Array(2 * n);
  let blocks = -1;
  for (let part = 0; part < 2 * n; part++) {
    const k = part >> 1;
    const whole = Math.max(0, (q[k] as number) - (k === 0 ? 0 : (q[k - 1] as number)));
    let m = whole * ((part & 1 ? rest : share)[k] as number);
    let s = (part & 1 ? second : first)[k] as number;
    let r = m * s;
    while (blocks >= 0 && ((slope[blocks] as number) < s || m === 0 || mass[blocks] === 0)) {
      // A part without mass takes the slope before it; before any mass the one after it.
      if (m === 0 && (mass[blocks] as number) > 0) {
        s = Math.min(s, slope[blocks] as number);
        break;
      }
      m += mass[blocks] as number;
      r += rise[blocks] as number;
      if (m > 0) s = r / m;
      blocks--;
    }
    blocks++;
    mass[blocks] = m;
    rise[blocks] = r;
    slope[blocks] = s;
    end[blocks] = part + 1;
  }
  for (let block = 0, part = 0; block <= blocks; block++) {
    for (; part < (end[block] as number); part++) (part & 1 ? second : first)[part >> 1] = slope[block] as number;
  }
}

/** Falling slopes and how far each reaches at most. */
function lineOf(
  { ends }: EnclosedCells,
  { share, rest, first, second }: Majorised,
): { readonly slope: Float64Array; readonly reached: Float64Array } {
  const { centre: q, radius } = ends.quantile;
  const n = q.length;
  const slope = new Float64Array(2 * n);
  const reached = new Float64Array(2 * n);
  let count = 0;
  const push = (s: number, to: number) => {
    const last = count > 0 ? (slope[count - 1] as number) : Number.NaN;
    if (s === last) reached[count - 1] = Math.max(reached[count - 1] as number, to);
    else {
      slope[count] = s;
      reached[count] = count > 0 ? Math.max(reached[count - 1] as number, to) : to;
      count++;
    }
  };
  for (let k = 0; k < n; k++) {
    const before = k === 0 ? 0 : (q[k - 1] as number);
    const beforeRadius = k === 0 ? 0 : (radius[k - 1] as number);
    const part = share[k] as number;
    const left = rest[k] as number;
    const end = ((q[k] as number) + (radius[k] as number)) * (1 + 4 * u);
    // A share of the cell lies between the same shares of its ends.
    const inside = (before + beforeRadius) * left + ((q[k] as number) + (radius[k] as number)) * part;
    if (part > 0) push(first[k] as number, left === 0 ? end : inside * (1 + 8 * u));
    if (left > 0) push(second[k] as number, end);
  }
  return { slope: slope.subarray(0, count), reached: reached.subarray(0, count) };
}
