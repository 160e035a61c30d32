import { isRational, type NumberInput, one, type Rational, rational, zero } from "../arithmetic/rational.ts";
import { bilateralTrade } from "../environments/bilateral-trade.ts";
import type { Law } from "../environments/law.ts";
import type { AgentGroup } from "../environments/linear.ts";
import { multilateralTrade, type TraderGroupInput } from "../environments/multilateral-trade.ts";
import { refuse, UnsupportedProblemError } from "../errors.ts";
import { type BestPostedPrice, bestPrice } from "../price-distribution/posted/best-price.ts";
import { widthLimits } from "../problem/design-problem.ts";

/** What may be asked of {@link bestPostedPrice}. */
export interface PostedPriceOptions {
  /** Weights ≥ 0 on the rents of either side; default 1 and 1, the gains from trade. */
  readonly weights?: { readonly buyers?: NumberInput | undefined; readonly sellers?: NumberInput | undefined } | undefined;
  /** Relative width of the bracket; default 1e-10. */
  readonly width?: number | undefined;
  /** Wall-clock limit in seconds; default: none. */
  readonly timeLimitSeconds?: number | undefined;
}

/** Largest market: how many of its traders are willing is counted one by one. */
const largestMarket = 500;

/**
 * The best posted price of a market, with a bracket of what it attains: the benchmark of many papers, for any laws, atoms and gaps included.
 *
 * One law on each side: a buyer and a seller. Lists of `{ count, distribution }`: a market in which everybody who gains at the price wants to trade, as many pairs
 * trade as can, and a lottery chooses among the longer side. Every bound is an enclosure for the laws as they are written (`proved`), unless one is made of functions.
 *
 * Throws InvalidInputError at a wrong law, count or option, UnsupportedProblemError for more than 500 traders.
 *
 * @example
 * const unit = { distribution: "uniform", min: 0, max: 1 } as const;
 * bestPostedPrice(unit, unit).price; // 0.5, which attains 1/8
 * bestPostedPrice([{ count: 2, distribution: unit }], [{ count: 1, distribution: unit }]).price; // 1/√3
 *
 * @see K. Hagerty, W. Rogerson (1987), Robust Trading Mechanisms, J. Econ. Theory 42.
 */
export function bestPostedPrice(
  buyer: Law | readonly TraderGroupInput[],
  seller: Law | readonly TraderGroupInput[],
  options: PostedPriceOptions = {},
): BestPostedPrice {
  const { weights = {}, width = 1e-10, timeLimitSeconds = Number.POSITIVE_INFINITY } = options;
  if (!(width >= widthLimits.min && width <= widthLimits.max))
    refuse("width", `a relative width from ${widthLimits.min} to ${widthLimits.max}`, width, "Leave it out for 1e-10.");
  if (!(timeLimitSeconds > 0)) refuse("timeLimitSeconds", "a number > 0", timeLimitSeconds, "Leave it out for no limit.");
  const read = (side: "buyers" | "sellers"): Rational => {
    const weight = weights[side] ?? one;
    if (isRational(weight) && rational(weight).gte(zero)) return rational(weight);
    return refuse(`weights.${side}`, "a weight ≥ 0", weight, "Give a number or a fraction.");
  };
  const groups = groupsOf(buyer, seller);
  const traders = groups.reduce((sum, { count }) => sum + count, 0);
  if (traders > largestMarket)
    throw new UnsupportedProblemError({
      assumption: `The best posted price is found among at most ${largestMarket} traders, and there are ${traders}.`,
      alternative: "Use fewer traders: with many, the best price is next to the one at which as many want to buy as to sell.",
    });
  return bestPrice(groups, { buyers: read("buyers"), sellers: read("sellers") }, { width, timeLimitSeconds, maxCells: 300_000 });
}

function groupsOf(buyer: Law | readonly TraderGroupInput[], seller: Law | readonly TraderGroupInput[]): readonly AgentGroup[] {
  const many = (side: Law | readonly TraderGroupInput[]): side is readonly TraderGroupInput[] => Array.isArray(side);
  if (!many(buyer) && !many(seller)) return bilateralTrade({ buyer, seller }).groups;
  const listed = (side: Law | readonly TraderGroupInput[]) => (many(side) ? side : [{ count: 1, distribution: side }]);
  return multilateralTrade({ buyers: listed(buyer), sellers: listed(seller) }).groups;
}
