import { toNumber } from "../../src/arithmetic/rational.ts";
import { problem, corollary1 as statement, value } from "../../src/theorems/kos-manea/corollary-1.ts";
import { efficient, finiteTrade } from "../../src/theorems/kos-manea/support/trade.ts";
import { hasSurplus } from "../../src/theorems/kos-manea/support/vcg-prime.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { optimumCheck, ownCheck } from "./support/checks.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { largestProfit } from "./support/least-rents.ts";

/** The statement with what it is held against. */
export const corollary1: CheckedTheorem<FiniteTrade> = {
  ...statement,
  samples(seed) {
    const source = randomSource(seed);
    return [
      finiteTrade([2, 8], ["1/2", "1/2"], [1, 6], ["1/2", "1/2"]),
      finiteTrade([11, 24], ["1/2", "1/2"], [9, 17], ["4/5", "1/5"]),
      ...draws(
        5,
        () => drawTrade(source, source.integer(2, 4), source.integer(2, 4)),
        (trade) => !hasSurplus(trade),
      ),
    ];
  },
  checks: [
    optimumCheck(problem, value),
    ownCheck("the deficit against gains less the least rents (longest paths over all pairs of types)", (trade) => {
      const largest = largestProfit(trade, efficient(trade));
      if (largest === null) throw new RangeError("the efficient allocation must be implementable");
      return [compare("largest profit of the efficient allocation", toNumber(largest), "<", 0, 0)];
    }),
  ],
};
