import { doubleDouble, type TwoDoubles } from "../../arithmetic/interval/double-double.ts";
import { add, type DoubleInterval, enclosing, exactly, multiply } from "../../arithmetic/interval.ts";
import { exactDouble, one, type Rational, zero } from "../../arithmetic/rational.ts";
import type { Distribution } from "../../distributions/distribution.ts";
import type { LawEnclosure } from "../../distributions/enclosure.ts";
import { imageBuilder } from "../../distributions/law.ts";
import { type AgentGroup, signOf } from "../../environments/linear.ts";
import { UnsupportedProblemError } from "../../errors.ts";
import { compare, mergedBreaks } from "./points.ts";
import { type Service, serviceOf } from "./service.ts";
import { tailsOf } from "./willing.ts";

/** Weights on the rents of either side; what a broker keeps is nothing at one price. */
export interface SideWeights {
  readonly buyers: Rational;
  readonly sellers: Rational;
}

/** Traders of one law on one side, moved towards 0. */
export interface PricedGroup {
  readonly count: number;
  readonly side: 1 | -1;
  readonly weight: DoubleInterval;
  readonly law: LawEnclosure;
  readonly moved: Distribution;
}

/** Who trades, and where their laws have ends or atoms. */
export interface PricedMarket {
  readonly traders: readonly PricedGroup[];
  readonly buyers: readonly PricedGroup[];
  readonly sellers: readonly PricedGroup[];
  readonly breaks: readonly TwoDoubles[];
  /** What was taken off all types. */
  readonly shift: Rational;
}

/** Types far from 0 compared with their spread are moved there, all alike, so that differences keep their digits. */
export function marketOf(groups: readonly AgentGroup[], weights: SideWeights): PricedMarket {
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
export function between({ from, to }: { readonly from: TwoDoubles; readonly to: TwoDoubles }): TwoDoubles {
  if (Number.isFinite(from.hi) && Number.isFinite(to.hi)) return { hi: from.hi / 2 + to.hi / 2, lo: 0 };
  return Number.isFinite(from.hi) ? from : Number.isFinite(to.hi) ? to : { hi: 0, lo: 0 };
}

/** A price as it is posted, where types are. */
export function priced({ shift }: PricedMarket, { hi, lo }: TwoDoubles): number {
  return exactDouble(hi).add(exactDouble(lo)).add(shift).valueOf();
}

/** No price below the least cost or above the highest value is accepted by both sides. */
export function endsOf({ buyers, sellers }: PricedMarket): { readonly from: TwoDoubles; readonly to: TwoDoubles } {
  const lowest = sellers.map(({ moved, law }) => endOf(moved.support.min, law.breaks[0]));
  const highest = buyers.map(({ moved, law }) => endOf(moved.support.max, law.breaks.at(-1)));
  return { from: lowest.reduce((a, b) => (compare(a, b) < 0 ? a : b)), to: highest.reduce((a, b) => (compare(a, b) > 0 ? a : b)) };
}

function endOf(end: number, at: Rational | undefined): TwoDoubles {
  return Number.isFinite(end) && at ? doubleDouble(at) : { hi: end, lo: 0 };
}

/** What one group is like at a price, or between two prices. */
export interface GroupAtPrice {
  readonly wants: DoubleInterval;
  readonly surplus: DoubleInterval;
}

/** Σ count·weight·surplus·chance to trade. */
export function total(market: PricedMarket, stateOf: (group: PricedGroup) => GroupAtPrice): DoubleInterval {
  let sum = exactly(0);
  forEachService(market, stateOf, (group, { odds }) => {
    const all = multiply(exactly(group.count), multiply(group.weight, stateOf(group).surplus));
    sum = add(sum, multiply(all, odds));
  });
  return sum;
}

/** Visits every group with its members' chance to trade when others are as stated, who competes with it and who trades with it. */
export function forEachService(
  { buyers, sellers }: PricedMarket,
  stateOf: (group: PricedGroup) => GroupAtPrice,
  visit: (group: PricedGroup, service: Service, rivals: readonly PricedGroup[], partners: readonly PricedGroup[]) => void,
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
