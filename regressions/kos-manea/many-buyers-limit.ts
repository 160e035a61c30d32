import { toNumber, zero } from "../../src/arithmetic/rational.ts";
import {
  buyersNeededForGood,
  distanceBound,
  limitSurplus,
  problem,
  manyBuyersLimit as statement,
  value,
} from "../../src/theorems/kos-manea/many-buyers-limit.ts";
import { efficientTrade } from "../../src/theorems/kos-manea/support/market.ts";
import { finiteTrade } from "../../src/theorems/kos-manea/support/trade.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare, compareExact } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { auctionRule } from "./multiple-buyers.ts";
import { optimumCheck, ownCheck } from "./support/checks.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { surplusOf } from "./support/profiles.ts";

/** The statement with what it is held against. */
export const manyBuyersLimit: CheckedTheorem<FiniteTrade> = {
  ...statement,
  samples(seed) {
    const source = randomSource(seed);
    return [
      finiteTrade([1, 3], ["1/2", "1/2"], [0, 2, 4], ["1/3", "1/3", "1/3"]),
      ...draws(
        4,
        () => drawTrade(source, source.integer(2, 3), source.integer(2, 3)),
        (trade) => limitSurplus(trade).gt(zero) && buyersNeededForGood(trade) <= 12,
      ),
    ];
  },
  checks: [
    optimumCheck(problem, value),
    ownCheck("Π_I from virtual values of the highest buyer against the transfers of VCG′ profile by profile", (trade) =>
      [2, 3].map((buyers) => {
        const market = { ...trade, buyers, sellers: 1 };
        return compareExact(
          `Π with ${buyers} buyers`,
          efficientTrade(market).surplus,
          surplusOf(market, auctionRule({ market, tie: "even" })),
        );
      }),
    ),
    ownCheck("distance of Π_I to the limit against its bound", (trade) =>
      [4, 16, 64, 128].map((buyers) => {
        const distance = efficientTrade({ ...trade, buyers, sellers: 1 })
          .surplus.sub(limitSurplus(trade))
          .abs();
        return compare(`with ${buyers} buyers`, toNumber(distance), "<=", toNumber(distanceBound(trade, buyers)), 0);
      }),
    ),
  ],
};
