import { zero } from "../../src/arithmetic/rational.ts";
import { needsSecondBest } from "../../src/theorems/kos-manea/support/needs-second-best.ts";
import {
  discriminant,
  mechanismOf,
  optimalAllocation,
  problem,
  theorem4 as statement,
  value,
} from "../../src/theorems/kos-manea/theorem-4.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compareExact, noViolation } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { optimumCheck, ownCheck } from "./support/checks.ts";
import { violations } from "./support/direct-mechanism.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { largestProfit } from "./support/least-rents.ts";
import { twoByTwo } from "./support/two-types.ts";

/** The statement with what it is held against. */
export const theorem4: CheckedTheorem<FiniteTrade> = {
  ...statement,
  samples(seed) {
    const source = randomSource(seed);
    const draw = () => drawTrade(source, 2, 2);
    return [
      twoByTwo([2, 8], [1, 6]),
      twoByTwo([11, 24], [9, 17], "1/2", "4/5"),
      // M = 0.
      twoByTwo([2, 8], [1, 7]),
      ...draws(4, draw, (trade) => needsSecondBest(trade) && discriminant(trade).gt(zero)),
      ...draws(4, draw, (trade) => needsSecondBest(trade) && discriminant(trade).lt(zero)),
    ];
  },
  checks: [
    optimumCheck(problem, value),
    ownCheck("the optimal allocation leaves the broker nothing: gains less the least rents over all pairs of types", (trade) => {
      const largest = largestProfit(trade, optimalAllocation(trade));
      if (largest === null) throw new RangeError("the optimal allocation must be implementable");
      return [compareExact("Π(x)", largest, zero)];
    }),
    ownCheck("the balanced mechanism, all deviations", (trade) => [
      noViolation(
        "bayesian incentives, interim participation, balanced budget",
        violations(trade, mechanismOf(trade), { incentives: "bayesian", participation: "interim", budget: "balanced" }),
      ),
    ]),
  ],
};
