import { rational, toNumber } from "../../src/arithmetic/rational.ts";
import { problem, proposition1 as statement, type TradeWithProfit, value } from "../../src/theorems/kos-manea/proposition-1.ts";
import { firstBestOf } from "../../src/theorems/kos-manea/support/cumulative.ts";
import { efficient, finiteTrade } from "../../src/theorems/kos-manea/support/trade.ts";
import { vcgPrimeSurplus } from "../../src/theorems/kos-manea/support/vcg-prime.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare, compareExact } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { optimumCheck, ownCheck } from "./support/checks.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { largestProfit } from "./support/least-rents.ts";

/** The statement with what it is held against. */
export const proposition1: CheckedTheorem<TradeWithProfit> = {
  ...statement,
  samples(seed) {
    const source = randomSource(seed);
    const trades = [
      finiteTrade([2, 8], ["1/2", "1/2"], [1, 6], ["1/2", "1/2"]),
      ...draws(5, () => drawTrade(source, source.integer(2, 4), source.integer(2, 4))),
    ];
    return trades.map((trade) => ({ trade, requiredProfit: vcgPrimeSurplus(trade) }));
  },
  checks: [
    ownCheck("Π against gains less the least rents (longest paths over all pairs of types)", ({ trade }) => {
      const largest = largestProfit(trade, efficient(trade));
      if (largest === null) throw new RangeError("the efficient allocation must be implementable");
      return [compareExact("largest profit of the efficient allocation", largest, vcgPrimeSurplus(trade))];
    }),
    optimumCheck(problem, value),
    {
      name: "asking for a quarter more than Π costs gains (engine)",
      usesEngine: true,
      async run({ trade, requiredProfit }, engine) {
        const optimum = await engine.optimum(problem({ trade, requiredProfit: requiredProfit.add(rational("1/4")) }));
        return [compare("optimal value", optimum.upper, "<", toNumber(firstBestOf(trade)), 0)];
      },
    },
  ],
};
