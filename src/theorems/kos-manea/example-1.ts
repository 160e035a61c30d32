import { one, type Rational, toNumber, zero } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { compare, compareExact } from "../support/compare.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { randomSource } from "../support/random.ts";
import type { StatedValue, Theorem } from "../theorem.ts";
import { twoTypeEfficientSurplus } from "./example-3.ts";
import { auctionRule } from "./multiple-buyers.ts";
import { citation, optimumCheck, ownCheck } from "./support/checks.ts";
import { drawTrade, drawUntil } from "./support/draws.ts";
import { type Market, marketProblem, power, secondBestMarket } from "./support/market.ts";
import { surplusOf } from "./support/profiles.ts";
import { exactly, isInterleaved } from "./support/trade.ts";
import { sumOfProducts, twoByTwo, twoTypes } from "./support/two-types.ts";

/** Π_I = p_L Π_{I−1} + p_H (B_H − S_H), from Π_1 = Π(x*) with one buyer. */
export function recursiveSurplus(trade: FiniteTrade, buyers: number): Rational {
  const { B2, p1, p2, S2 } = twoTypes(trade);
  let surplus = twoTypeEfficientSurplus(trade);
  for (let I = 2; I <= buyers; I++) surplus = p1.mul(surplus).add(p2.mul(B2.sub(S2)));
  return surplus;
}

/** Π_I = (B_H − S_H) − p_L^{I−1}(B_H − S_H − Π_1), solved. */
export function twoTypeAuctionSurplus(trade: FiniteTrade, buyers: number): Rational {
  const { B2, p1, S2 } = twoTypes(trade);
  const limit = B2.sub(S2);
  return limit.sub(power(p1, buyers - 1).mul(limit.sub(twoTypeEfficientSurplus(trade))));
}

/** The least number of buyers with which trade is efficient. */
export function buyersNeeded(trade: FiniteTrade): number {
  let buyers = 1;
  while (twoTypeAuctionSurplus(trade, buyers).lt(zero)) buyers++;
  return buyers;
}

/** E[(max B − S)⁺] of two interleaved types a side. */
function firstBest(trade: FiniteTrade, buyers: number): Rational {
  const { B1, B2, p1, S1, S2, q1, q2 } = twoTypes(trade);
  const allLow = power(p1, buyers);
  return sumOfProducts([one.sub(allLow), B2.sub(q1.mul(S1)).sub(q2.mul(S2))], [allLow, q1, B1.sub(S1)]);
}

const problem = (market: Market): DesignProblem => marketProblem(market);

function value(market: Market): StatedValue {
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
  samples(seed) {
    const source = randomSource(seed);
    const trades = [twoByTwo([2, 8], [1, 6]), twoByTwo([2, 10], [1, 9])];
    for (let k = 0; k < 4; k++)
      trades.push(
        drawUntil(
          () => drawTrade(source, 2, 2),
          (trade) => isInterleaved(trade) && twoTypeEfficientSurplus(trade).lt(zero) && buyersNeeded(trade) <= 8,
        ),
      );
    // The number that is needed, and one fewer where that is still an auction.
    return trades.flatMap((trade) => {
      const needed = buyersNeeded(trade);
      return [needed, needed - 1].filter((buyers) => buyers > 1).map((buyers) => ({ ...trade, buyers, sellers: 1 }));
    });
  },
  parametersOf(candidate) {
    const market = secondBestMarket(candidate);
    return market && market.sellers === 1 && market.buyers > 1 && isInterleaved(market) ? market : null;
  },
  problem,
  value,
  checks: [
    optimumCheck(problem, value),
    ownCheck("Π_I by the recursion and solved, against the transfers of VCG′ profile by profile (up to 4 buyers)", (market) =>
      [1, 2, 3, 4].flatMap((buyers) => {
        const surplus = surplusOf({ ...market, buyers }, auctionRule({ market: { ...market, buyers }, tie: "last" }));
        return [
          compareExact(`recursion, ${buyers} buyers`, recursiveSurplus(market, buyers), surplus),
          compareExact(`solved, ${buyers} buyers`, twoTypeAuctionSurplus(market, buyers), surplus),
        ];
      }),
    ),
    ownCheck("limit and monotonicity", (market) => {
      const { B2, S2, p1 } = twoTypes(market);
      const limit = B2.sub(S2);
      const distance = limit.sub(recursiveSurplus(market, 60));
      const start = limit.sub(twoTypeEfficientSurplus(market));
      return [
        compare("distance to B_H − S_H with 60 buyers", toNumber(distance), ">", 0, 0),
        compare("the same relative to one buyer", toNumber(distance.div(start)), "=", toNumber(p1) ** 59, 1e-12),
      ];
    }),
  ],
};
