import type { TwoDoubles } from "../../arithmetic/interval/double-double.ts";
import { above, add, type DoubleInterval, exactly, multiply, negate } from "../../arithmetic/interval.ts";
import type { PriceCell } from "./cells.ts";
import { forEachService, type GroupAtPrice, type PricedGroup, type PricedMarket, total } from "./market.ts";
import { distinct, enclosed, type Points } from "./points.ts";
import { type Willing, willing } from "./willing.ts";

/** What a price attains, or what prices attain that come ever closer to it from one side. */
export interface AttainedPrice {
  readonly value: DoubleInterval;
  readonly at: TwoDoubles;
  readonly reached: "at" | "from above" | "from below";
}

/** Values at the ends of the cells, and an upper bound for the prices strictly between them, per cell. */
export function judge(
  market: PricedMarket,
  cells: readonly PriceCell[],
): { readonly found: readonly AttainedPrice[]; readonly upper: Float64Array; readonly atEnds: Float64Array } {
  const { traders, breaks } = market;
  const finite = cells.flatMap(({ from, to }) => [from, to]).filter(({ hi }) => Number.isFinite(hi));
  const at = distinct([...finite, ...breaks]);
  const points: Points = { hi: Float64Array.from(at, ({ hi }) => hi), lo: Float64Array.from(at, ({ lo }) => lo) };
  const laws = new Map(traders.map((group) => [group, willing(group.law, points, group.side)]));
  const lawOf = (group: PricedGroup) => laws.get(group) as Willing;
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
  const found: AttainedPrice[] = [];
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

/** No trade whose buyer's value (side 1), or whose seller's cost (side −1), lies beyond the price can be worth more. */
function tailBound(market: PricedMarket, side: 1 | -1, lawOf: (group: PricedGroup) => Willing, k: number): number {
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
  market: PricedMarket,
  lawOf: (group: PricedGroup) => Willing,
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
  const stateOf = (group: PricedGroup) => states.get(group) as GroupAtPrice;
  const density = (group: PricedGroup) => lawOf(group).density[first] as DoubleInterval;
  let byFactors = 0;
  let slope = exactly(0);
  forEachService(market, stateOf, (group, { odds, byRivals, byPartners }, rivals, partners) => {
    const { wants, surplus } = stateOf(group);
    const many = multiply(exactly(group.count), group.weight);
    byFactors = above(byFactors + multiply(many, multiply(surplus, odds)).hi);
    // A price that rises makes buyers unwilling and sellers willing at the rate of their densities.
    const moved = (other: PricedGroup, effect: DoubleInterval, count: number) => {
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
