import type { Distribution } from "../distributions/distribution.ts";
import type { TypeSpace } from "./type-space.ts";

/** Types in intervals that a mechanism treats alike; `low` and `high` are their ends. */
export interface SplitTypes extends TypeSpace {
  readonly prices: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * A law in at most two intervals: those who are not, and those who are willing to trade at a price (values of at least, costs of at most that much), priced there; each
 * stands for its mean. A type of probability 0 does not appear.
 */
export function splitAt(law: Distribution, price: number, side: "buyer" | "seller"): SplitTypes {
  const { min, max } = law.support;
  const atom = law.atoms.find(({ at }) => at === price)?.mass ?? 0;
  const buys = side === "buyer";
  const below = buys ? Math.max(0, law.cdf(price) - atom) : law.cdf(price);
  const above = buys ? law.survival(price) + atom : law.survival(price);
  const parts = [
    {
      low: min,
      high: Math.min(max, price),
      mass: below,
      willing: !buys,
      moment: () => law.partialMean(Number.NEGATIVE_INFINITY, price) - (buys ? atom * price : 0),
    },
    {
      low: Math.max(min, price),
      high: max,
      mass: above,
      willing: buys,
      moment: () => law.partialMean(price, Number.POSITIVE_INFINITY) + (buys ? atom * price : 0),
    },
  ].filter(({ mass }) => mass > 0);
  const column = (of: (part: (typeof parts)[number]) => number) => Float64Array.from(parts, of);
  return {
    values: column(({ low, high, mass, moment }) => Math.min(high, Math.max(low, moment() / mass))),
    masses: column(({ mass }) => mass),
    prices: column(({ low, high, willing }) => (willing ? price : buys ? low : high)),
    low: column(({ low }) => low),
    high: column(({ high }) => high),
  };
}
