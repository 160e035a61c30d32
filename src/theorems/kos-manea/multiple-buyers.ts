import { zero } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { StatedValue, Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import { efficientTrade, type Market, marketProblem, secondBestMarket } from "./support/market.ts";
import { exactly } from "./support/trade.ts";

/** Who wins among equal highest buyers: the first, the last, or each with equal probability. */
export type TieRule = "first" | "last" | "even";

/** One seller and several buyers with one law, and a rule for ties among buyers. */
export interface Auction {
  readonly market: Market;
  readonly tie: TieRule;
}

export const problem = ({ market }: Auction): DesignProblem => marketProblem(market);

/** First best when VCG′ makes a surplus, else less. */
export function value({ market }: Auction): StatedValue {
  const { gains, surplus } = efficientTrade(market);
  return surplus.gte(zero) ? exactly(gains) : { ...exactly(gains), relation: "<" };
}

export const multipleBuyers: Theorem<Auction> = {
  id: "kos-manea/multiple-buyers",
  citation: citation("section 5"),
  statement:
    "With several buyers of one law and a seller, VCG′ (with the stated payments at ties) has dominant incentives, a surplus that does not depend on how ties among buyers are broken and is the largest of all efficient mechanisms; first best is attained with a balanced budget if and only if it is not negative.",
  domain:
    "one seller and at least two buyers with one finite law, no value equal to a cost; bayesian incentives, interim participation, budget ex-ante, no-deficit or balanced without required profit; gains from trade",
  errata: [],
  parametersOf(candidate) {
    const market = secondBestMarket(candidate);
    return market && market.sellers === 1 && market.buyers > 1 ? { market, tie: "even" } : null;
  },
  problem,
  value,
};
