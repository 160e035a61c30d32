import { doubleDouble } from "../../arithmetic/interval/double-double.ts";
import { add, type DoubleInterval, exactly, multiply } from "../../arithmetic/interval.ts";
import { exactDouble, one } from "../../arithmetic/rational.ts";
import { enclosureBuilder } from "../../distributions/enclosure.ts";
import type { AgentGroup } from "../../environments/linear.ts";
import { forEachService, marketOf, type PricedGroup } from "./market.ts";
import { compare, distinct, type Points } from "./points.ts";
import { type Willing, willing } from "./willing.ts";

/** What a posted price attains: rents of either side in all, and the expected number of trades; enclosures. */
export interface PostedPriceValue {
  readonly buyers: DoubleInterval;
  readonly sellers: DoubleInterval;
  readonly trades: DoubleInterval;
  readonly proved: boolean;
}

/** The value of one price, at which those to whom it makes no difference trade; see `bestPrice`. */
export function postedPriceValue(groups: readonly AgentGroup[], price: number): PostedPriceValue {
  const market = marketOf(groups, { buyers: one, sellers: one });
  const here = doubleDouble(exactDouble(price).sub(market.shift));
  const at = distinct([...market.breaks, here]);
  const k = at.findIndex((point) => compare(point, here) === 0);
  const points: Points = { hi: Float64Array.from(at, ({ hi }) => hi), lo: Float64Array.from(at, ({ lo }) => lo) };
  const laws = new Map(market.traders.map((group) => [group, willing(group.law, points, group.side)]));
  const stateOf = (group: PricedGroup) => {
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
