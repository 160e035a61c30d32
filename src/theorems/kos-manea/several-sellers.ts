import { zero } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { StatedValue, Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import { efficientTrade, type Market, marketProblem, secondBestMarket } from "./support/market.ts";
import { exactly } from "./support/trade.ts";

export const problem = (market: Market): DesignProblem => marketProblem(market);

export function value(market: Market): StatedValue {
  const { gains, surplus } = efficientTrade(market);
  return surplus.gte(zero) ? exactly(gains) : { ...exactly(gains), relation: "<" };
}

export const severalSellers: Theorem<Market> = {
  id: "kos-manea/several-sellers",
  citation: citation("section 7.2"),
  statement:
    "With several buyers and several sellers VCG′ has dominant incentives and the largest surplus of all efficient mechanisms, the expected virtual values of those who buy less the virtual costs of those who sell; first best is attained with a balanced budget if and only if it is not negative.",
  domain:
    "several buyers with one finite law and at least two sellers with one finite law, no value equal to a cost; bayesian incentives, interim participation, budget ex-ante, no-deficit or balanced without required profit; gains from trade",
  errata: [],
  parametersOf(candidate) {
    const market = secondBestMarket(candidate);
    return market && market.sellers > 1 ? market : null;
  },
  problem,
  value,
};
