import { one, type Rational, zero } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import type { StatedValue, Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import { type Market, marketProblem, power, secondBestMarket } from "./support/market.ts";
import { exactly, isInterleaved } from "./support/trade.ts";
import { twoTypeEfficientSurplus } from "./support/two-type-surplus.ts";
import { sumOfProducts, twoTypes } from "./support/two-types.ts";

/** Π_I = (B_H − S_H) − p_L^{I−1}(B_H − S_H − Π_1), solved. */
export function twoTypeAuctionSurplus(trade: FiniteTrade, buyers: number): Rational {
  const { B2, p1, S2 } = twoTypes(trade);
  const limit = B2.sub(S2);
  return limit.sub(power(p1, buyers - 1).mul(limit.sub(twoTypeEfficientSurplus(trade))));
}

/** E[(max B − S)⁺] of two interleaved types a side. */
function firstBest(trade: FiniteTrade, buyers: number): Rational {
  const { B1, B2, p1, S1, S2, q1, q2 } = twoTypes(trade);
  const allLow = power(p1, buyers);
  return sumOfProducts([one.sub(allLow), B2.sub(q1.mul(S1)).sub(q2.mul(S2))], [allLow, q1, B1.sub(S1)]);
}

export const problem = (market: Market): DesignProblem => marketProblem(market);

export function value(market: Market): StatedValue {
  const stated = exactly(firstBest(market, market.buyers));
  return twoTypeAuctionSurplus(market, market.buyers).gte(zero) ? stated : { ...stated, relation: "<" };
}

export const example1: Theorem<Market> = {
  id: "kos-manea/example-1",
  citation: citation("Example 1"),
  statement:
    "With two interleaved types a side and I buyers, Π_I = p_L Π_{I−1} + p_H(B_H − S_H), which rises to B_H − S_H; so trade is efficient from some number of buyers on, and once efficient stays so.",
  domain:
    "one seller and I ≥ 2 buyers with two types a side, S_L < B_L < S_H < B_H; bayesian incentives, interim participation, budget ex-ante, no-deficit or balanced without required profit; gains from trade",
  errata: [],
  parametersOf(candidate) {
    const market = secondBestMarket(candidate);
    return market && market.sellers === 1 && market.buyers > 1 && isInterleaved(market) ? market : null;
  },
  problem,
  value,
};
