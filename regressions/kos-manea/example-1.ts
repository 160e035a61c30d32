import { type Rational, toNumber, zero } from "../../src/arithmetic/rational.ts";
import { problem, example1 as statement, twoTypeAuctionSurplus, value } from "../../src/theorems/kos-manea/example-1.ts";
import type { Market } from "../../src/theorems/kos-manea/support/market.ts";
import { isInterleaved } from "../../src/theorems/kos-manea/support/trade.ts";
import { twoTypeEfficientSurplus } from "../../src/theorems/kos-manea/support/two-type-surplus.ts";
import { twoTypes } from "../../src/theorems/kos-manea/support/two-types.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare, compareExact } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { auctionRule } from "./multiple-buyers.ts";
import { optimumCheck, ownCheck } from "./support/checks.ts";
import { drawTrade, drawUntil } from "./support/draws.ts";
import { surplusOf } from "./support/profiles.ts";
import { twoByTwo } from "./support/two-types.ts";

/** Π_I = p_L Π_{I−1} + p_H (B_H − S_H), from Π_1 = Π(x*) with one buyer. */
export function recursiveSurplus(trade: FiniteTrade, buyers: number): Rational {
  const { B2, p1, p2, S2 } = twoTypes(trade);
  let surplus = twoTypeEfficientSurplus(trade);
  for (let I = 2; I <= buyers; I++) surplus = p1.mul(surplus).add(p2.mul(B2.sub(S2)));
  return surplus;
}

/** The least number of buyers with which trade is efficient. */
export function buyersNeeded(trade: FiniteTrade): number {
  let buyers = 1;
  while (twoTypeAuctionSurplus(trade, buyers).lt(zero)) buyers++;
  return buyers;
}

/** The statement with what it is held against. */
export const example1: CheckedTheorem<Market> = {
  ...statement,
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
