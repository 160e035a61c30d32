import { doubleDouble, type TwoDoubles } from "../../arithmetic/interval/double-double.ts";
import { above, add, type DoubleInterval, enclosing, exactly, multiply, negate } from "../../arithmetic/interval.ts";
import { exactDouble, one, type Rational, zero } from "../../arithmetic/rational.ts";
import type { Distribution } from "../../distributions/distribution.ts";
import { enclosureBuilder, type LawEnclosure } from "../../distributions/enclosure.ts";
import { imageBuilder } from "../../distributions/law.ts";
import { type AgentGroup, signOf } from "../../environments/linear.ts";
import { UnsupportedProblemError } from "../../errors.ts";
import { compare, enclosed, mergedBreaks, type Points } from "./points.ts";
import { type Service, serviceOf } from "./service.ts";
import { tailsOf, type Willing, willing } from "./willing.ts";

/** The best posted price of a market, and what is known of what it attains. */
export interface BestPostedPrice {
  /** To nearest; where no trade at any price gains, one at which nobody trades. */
  readonly price: number;
  /**
   * Where the laws have atoms there may be nothing better than to come ever closer to the price from one side, so that those to whom it makes no difference do not
   * crowd others out; `at` wherever the price itself is best.
   */
  readonly reached: "at" | "from above" | "from below";
  /** Bounds on the largest expected objective over all posted prices. */
  readonly lower: number;
  readonly upper: number;
  /** Both bounds rest on enclosures; else on what the functions of a law say. */
  readonly proved: boolean;
}

export interface PriceSearch {
  /** Requested width of the bracket, relative to its upper end. */
  readonly width: number;
  readonly timeLimitSeconds: number;
  /** Most cells of prices kept at once. */
  readonly maxCells: number;
}

/** Weights on the rents of either side; what a broker keeps is nothing at one price. */
export interface SideWeights {
  readonly buyers: Rational;
  readonly sellers: Rational;
}

/** Bounds are second order, so that this costs hardly more than a wider bracket. */
const usualWidth = 1e-10;

/**
 * The posted price that maximises w_b·(rents of buyers) + w_s·(rents of sellers), by branch and bound over cells of prices.
 *
 * At a price p those with V ≥ p and C ≤ p are willing, as many pairs trade as can, and a lottery chooses among the longer side. With G(p) = E(V − p)⁺, which falls,
 * H(p) = E(p − C)⁺, which rises, and the chances ρ, σ of a willing buyer and seller to trade (between two traders P(C ≤ p) and P(V ≥ p)), of which the first rises and the
 * second falls with p, the objective is Σ w_b·G·ρ + Σ w_s·H·σ. On a cell it is at most what the factors are at their better ends, and at most what its value at the
 * ends and bounds on its slope allow, which is O(h²) above the truth; prices beyond all cells gain no more than all trades of the types beyond. Every number is an
 * enclosure, of the laws as written.
 *
 * @see K. Hagerty, W. Rogerson (1987), Robust Trading Mechanisms, J. Econ. Theory 42.
 */
export function bestPrice(groups: readonly AgentGroup[], weights: SideWeights, search: PriceSearch): BestPostedPrice {
  const market = marketOf(groups, weights);
  const proved = groups.every(({ law }) => enclosureBuilder(law) !== undefined);
  const ends = endsOf(market);
  const idle = priced(market, between(ends));
  if (compare(ends.from, ends.to) >= 0) return { price: idle, reached: "at", lower: 0, upper: 0, proved };
  const began = performance.now();
  const target = Math.min(search.width, usualWidth);
  let cells = firstCells(market, ends);
  let best: Found = { value: exactly(0), at: { hi: Number.NaN, lo: 0 }, reached: "at" };
  /** The most that anything put aside may attain. */
  let aside = 0;
  for (let round = 0; cells.length > 0; round++) {
    const judged = judge(market, cells);
    for (const found of judged.found) {
      aside = Math.max(aside, found.value.hi);
      if (found.value.lo > best.value.lo) best = found;
    }
    const floor = best.value.lo;
    const open: Cell[] = [];
    for (let k = 0; k < cells.length; k++) {
      const upper = judged.upper[k] as number;
      // What its ends may be already, parts of a cell may be as well.
      const known = Math.max(floor, judged.atEnds[k] as number);
      if (upper <= known * (1 + target / 4)) aside = Math.max(aside, upper);
      else open.push({ ...(cells[k] as Cell), upper });
    }
    const late = (performance.now() - began) / 1000 > search.timeLimitSeconds || open.length > search.maxCells || round > 200;
    cells = [];
    for (const cell of open) {
      const parts = late ? [] : split(cell);
      if (parts.length === 0) aside = Math.max(aside, cell.upper);
      for (const part of parts) cells.push(part);
    }
  }
  const { value, at, reached } = best;
  const upper = Math.max(aside, value.hi);
  if (!(value.lo <= upper)) throw new Error(`internal error: a posted price attains ${value.lo}, more than any may, ${upper}`);
  return { price: value.lo > 0 ? priced(market, at) : idle, reached, lower: value.lo, upper, proved };
}

/** What a posted price attains: rents of either side in all, and the expected number of trades; enclosures. */
export interface PostedPriceValue {
  readonly buyers: DoubleInterval;
  readonly sellers: DoubleInterval;
  readonly trades: DoubleInterval;
  readonly proved: boolean;
}

/** The value of one price, at which those to whom it makes no difference trade; see {@link bestPrice}. */
export function postedPriceValue(groups: readonly AgentGroup[], price: number): PostedPriceValue {
  const market = marketOf(groups, { buyers: one, sellers: one });
  const here = doubleDouble(exactDouble(price).sub(market.shift));
  const at = distinct([...market.breaks, here]);
  const k = at.findIndex((point) => compare(point, here) === 0);
  const points: Points = { hi: Float64Array.from(at, ({ hi }) => hi), lo: Float64Array.from(at, ({ lo }) => lo) };
  const laws = new Map(market.traders.map((group) => [group, willing(group.law, points, group.side)]));
  const stateOf = (group: Traders) => {
    const { at: wants, surplus } = laws.get(group) as Willing;
    return { wants: wants[k] as DoubleInterval, surplus: surplus[k] as DoubleInterval };
  };
  const sums = { buyers: exactly(0), sellers: exactly(0), trades: exactly(0) };
  forEachService(market, stateOf, (group, { odds }) => {
    const { wants, surplus } = stateOf(group);
    const many = multiply(exactly(group.count), odds);
    const side = group.side > 0 ? "buyers" : "sellers";
    sums[side] = add(sums[side], multiply(many, surplus));
    if (group.side > 0) sums.trades = add(sums.trades, multiply(many, wants));
  });
  return { ...sums, proved: groups.every(({ law }) => enclosureBuilder(law) !== undefined) };
}

/** Traders of one law on one side, moved towards 0. */
interface Traders {
  readonly count: number;
  readonly side: 1 | -1;
  readonly weight: DoubleInterval;
  readonly law: LawEnclosure;
  readonly moved: Distribution;
}

interface Market {
  readonly traders: readonly Traders[];
  readonly buyers: readonly Traders[];
  readonly sellers: readonly Traders[];
  readonly breaks: readonly TwoDoubles[];
  /** What was taken off all types. */
  readonly shift: Rational;
}

interface Cell {
  readonly from: TwoDoubles;
  readonly to: TwoDoubles;
  readonly upper: number;
}

interface Found {
  readonly value: DoubleInterval;
  readonly at: TwoDoubles;
  readonly reached: BestPostedPrice["reached"];
}

/** Types far from 0 compared with their spread are moved there, all alike, so that differences keep their digits. */
function marketOf(groups: readonly AgentGroup[], weights: SideWeights): Market {
  const middles = groups.map(({ law }) => law.quantile(0.5));
  const spread =
    Math.max(...middles) - Math.min(...middles) + Math.max(...groups.map(({ law }) => law.quantile(0.75) - law.quantile(0.25)));
  const far = groups.every(({ law }) => imageBuilder(law)) && Math.min(...middles.map(Math.abs)) > 64 * spread;
  const shift = far ? exactDouble(middles[0] as number) : zero;
  const traders = groups.map((group) => {
    const side = signOf(group);
    const moved = far ? (imageBuilder(group.law)?.(one, shift.neg()) ?? group.law) : group.law;
    return { count: group.count, side, weight: enclosing(side > 0 ? weights.buyers : weights.sellers), law: tailsOf(moved), moved };
  });
  const breaks = mergedBreaks(traders.map(({ law }) => law.breaks));
  if (!breaks)
    throw new UnsupportedProblemError({
      assumption: "Two ends or atoms of the laws are different numbers that agree in their first 31 digits.",
      alternative: "Make them equal, or move them apart.",
    });
  return { traders, buyers: traders.filter(({ side }) => side > 0), sellers: traders.filter(({ side }) => side < 0), breaks, shift };
}

/** A price between two ends of which one may be infinite. */
function between({ from, to }: { readonly from: TwoDoubles; readonly to: TwoDoubles }): TwoDoubles {
  if (Number.isFinite(from.hi) && Number.isFinite(to.hi)) return { hi: from.hi / 2 + to.hi / 2, lo: 0 };
  return Number.isFinite(from.hi) ? from : Number.isFinite(to.hi) ? to : { hi: 0, lo: 0 };
}

function priced({ shift }: Market, { hi, lo }: TwoDoubles): number {
  return exactDouble(hi).add(exactDouble(lo)).add(shift).valueOf();
}

/** No price below the least cost or above the highest value is accepted by both sides. */
function endsOf({ buyers, sellers }: Market): { readonly from: TwoDoubles; readonly to: TwoDoubles } {
  const lowest = sellers.map(({ moved, law }) => endOf(moved.support.min, law.breaks[0]));
  const highest = buyers.map(({ moved, law }) => endOf(moved.support.max, law.breaks.at(-1)));
  return { from: lowest.reduce((a, b) => (compare(a, b) < 0 ? a : b)), to: highest.reduce((a, b) => (compare(a, b) > 0 ? a : b)) };
}

function endOf(end: number, at: Rational | undefined): TwoDoubles {
  return Number.isFinite(end) && at ? doubleDouble(at) : { hi: end, lo: 0 };
}

/** Into how many parts a cell is cut. */
const parts = 8;

/** Cells between the breaks and quantiles of all laws; beyond a probability of 10^−60 nothing can matter that the bound on tails does not see. */
function firstCells({ traders, breaks }: Market, { from, to }: { readonly from: TwoDoubles; readonly to: TwoDoubles }): Cell[] {
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
  const cells: Cell[] = [];
  let before: TwoDoubles = from;
  for (const at of points) {
    if (compare(before, at) < 0) cells.push({ from: before, to: at, upper: Number.POSITIVE_INFINITY });
    before = at;
  }
  return cells;
}

/** Equal parts, geometric ones where the cell spans orders of magnitude, none when no double lies between the ends or one of them is infinite. */
function split({ from, to, upper }: Cell): Cell[] {
  const length = to.hi - from.hi;
  if (!Number.isFinite(length)) return [];
  const cells: Cell[] = [];
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

/** Values at the ends of the cells, and an upper bound for the prices strictly between them, per cell. */
function judge(
  market: Market,
  cells: readonly Cell[],
): { readonly found: readonly Found[]; readonly upper: Float64Array; readonly atEnds: Float64Array } {
  const { traders, breaks } = market;
  const finite = cells.flatMap(({ from, to }) => [from, to]).filter(({ hi }) => Number.isFinite(hi));
  const at = distinct([...finite, ...breaks]);
  const points: Points = { hi: Float64Array.from(at, ({ hi }) => hi), lo: Float64Array.from(at, ({ lo }) => lo) };
  const laws = new Map(traders.map((group) => [group, willing(group.law, points, group.side)]));
  const lawOf = (group: Traders) => laws.get(group) as Willing;
  const index = new Map(at.map((point, k) => [`${point.hi} ${point.lo}`, k]));
  const indexOf = ({ hi, lo }: TwoDoubles) => index.get(`${hi} ${lo}`) as number;
  const known = {
    at: new Map<number, DoubleInterval>(),
    after: new Map<number, DoubleInterval>(),
    before: new Map<number, DoubleInterval>(),
  };
  const valueAt = (k: number, variant: keyof typeof known): DoubleInterval => {
    const before = known[variant].get(k);
    if (before) return before;
    const value = total(market, (group) => ({
      wants: lawOf(group)[variant][k] as DoubleInterval,
      surplus: lawOf(group).surplus[k] as DoubleInterval,
    }));
    known[variant].set(k, value);
    return value;
  };
  const found: Found[] = [];
  for (const k of new Set(finite.map(indexOf))) {
    const here = at[k] as TwoDoubles;
    found.push({ value: valueAt(k, "at"), at: here, reached: "at" });
    if (traders.every((group) => lawOf(group).at[k] === lawOf(group).after[k] && lawOf(group).at[k] === lawOf(group).before[k])) continue;
    found.push(
      { value: valueAt(k, "after"), at: here, reached: "from above" },
      { value: valueAt(k, "before"), at: here, reached: "from below" },
    );
  }
  const upper = Float64Array.from(cells, ({ from, to }) => {
    if (!Number.isFinite(to.hi)) return tailBound(market, 1, lawOf, indexOf(from));
    if (!Number.isFinite(from.hi)) return tailBound(market, -1, lawOf, indexOf(to));
    return cellBound(market, lawOf, [indexOf(from), indexOf(to)], [from, to], valueAt);
  });
  const atEnds = Float64Array.from(cells, ({ from, to }) => {
    if (!Number.isFinite(from.hi) || !Number.isFinite(to.hi)) return 0;
    return Math.max(valueAt(indexOf(from), "after").hi, valueAt(indexOf(to), "before").hi);
  });
  return { found, upper, atEnds };
}

function distinct(points: readonly TwoDoubles[]): TwoDoubles[] {
  const sorted = [...points].sort(compare);
  return sorted.filter((at, k) => k === 0 || compare(sorted[k - 1] as TwoDoubles, at) !== 0);
}

/** What one group is like at a price, or between two prices. */
interface State {
  readonly wants: DoubleInterval;
  readonly surplus: DoubleInterval;
}

/** Σ count·weight·surplus·chance to trade. */
function total(market: Market, stateOf: (group: Traders) => State): DoubleInterval {
  let sum = exactly(0);
  forEachService(market, stateOf, (group, { odds }) => {
    const all = multiply(exactly(group.count), multiply(group.weight, stateOf(group).surplus));
    sum = add(sum, multiply(all, odds));
  });
  return sum;
}

function forEachService(
  { buyers, sellers }: Market,
  stateOf: (group: Traders) => State,
  visit: (group: Traders, service: Service, rivals: readonly Traders[], partners: readonly Traders[]) => void,
): void {
  for (const [rivals, partners] of [
    [buyers, sellers],
    [sellers, buyers],
  ] as const) {
    const own = rivals.map((group) => ({ count: group.count, wants: stateOf(group).wants }));
    const other = partners.map((group) => ({ count: group.count, wants: stateOf(group).wants }));
    rivals.forEach((group, g) => {
      visit(group, serviceOf(g, own, other), rivals, partners);
    });
  }
}

/** No trade whose buyer's value (side 1), or whose seller's cost (side −1), lies beyond the price can be worth more. */
function tailBound(market: Market, side: 1 | -1, lawOf: (group: Traders) => Willing, k: number): number {
  const sum = (of: 1 | -1, what: "at" | "surplus") =>
    market.traders
      .filter((group) => group.side === of)
      .reduce((all, group) => add(all, multiply(exactly(group.count), lawOf(group)[what][k] as DoubleInterval)), exactly(0));
  const other = side === 1 ? -1 : 1;
  const gains = add(sum(side, "surplus"), multiply(sum(side, "at"), sum(other, "surplus")));
  return Math.max(...market.traders.map(({ weight }) => multiply(weight, gains).hi));
}

/** The least of what monotone factors and what bounds on the slope say of the open cell. */
function cellBound(
  market: Market,
  lawOf: (group: Traders) => Willing,
  [first, last]: readonly [number, number],
  [from, to]: readonly [TwoDoubles, TwoDoubles],
  valueAt: (k: number, variant: "after" | "before") => DoubleInterval,
): number {
  const states = new Map(
    market.traders.map((group) => {
      const { after, before, surplus } = lawOf(group);
      const [better, worse] = group.side > 0 ? [first, last] : [last, first];
      const most = (group.side > 0 ? after[first] : before[last]) as DoubleInterval;
      const least = (group.side > 0 ? before[last] : after[first]) as DoubleInterval;
      const state = {
        wants: { lo: Math.min(least.lo, most.hi), hi: most.hi },
        surplus: { lo: (surplus[worse] as DoubleInterval).lo, hi: (surplus[better] as DoubleInterval).hi },
      };
      return [group, state] as const;
    }),
  );
  const stateOf = (group: Traders) => states.get(group) as State;
  const density = (group: Traders) => lawOf(group).density[first] as DoubleInterval;
  let byFactors = 0;
  let slope = exactly(0);
  forEachService(market, stateOf, (group, { odds, byRivals, byPartners }, rivals, partners) => {
    const { wants, surplus } = stateOf(group);
    const many = multiply(exactly(group.count), group.weight);
    byFactors = above(byFactors + multiply(many, multiply(surplus, odds)).hi);
    // A price that rises makes buyers unwilling and sellers willing at the rate of their densities.
    const moved = (other: Traders, effect: DoubleInterval, count: number) => {
      const rate = multiply(exactly(count), multiply(density(other), effect));
      return other.side > 0 ? negate(rate) : rate;
    };
    let change = exactly(0);
    rivals.forEach((other, g) => {
      change = add(change, moved(other, byRivals[g] as DoubleInterval, other === group ? other.count - 1 : other.count));
    });
    partners.forEach((other, g) => {
      change = add(change, moved(other, byPartners[g] as DoubleInterval, other.count));
    });
    const own = multiply(wants, odds);
    slope = add(slope, multiply(many, add(group.side > 0 ? negate(own) : own, multiply(surplus, change))));
  });
  const start = valueAt(first, "after").hi;
  const end = valueAt(last, "before").hi;
  const [rise, fall] = [Math.max(0, slope.hi), Math.max(0, -slope.lo)];
  const length = above(enclosed(to).hi - enclosed(from).lo);
  return Math.min(byFactors, peak(start, end, rise, fall, length));
}

/** The most that a function can be between two ends when it rises by at most `rise` and falls by at most `fall` per unit. */
function peak(start: number, end: number, rise: number, fall: number, length: number): number {
  if (rise === 0) return start;
  if (fall === 0) return end;
  if (!Number.isFinite(rise + fall)) return Number.POSITIVE_INFINITY;
  const where = Math.max(0, Math.min(length, (end - start + length * fall) / (rise + fall)));
  return above(above(start + rise * where) + 2 ** -48 * (Math.abs(start) + Math.abs(end) + (rise + fall) * length));
}
