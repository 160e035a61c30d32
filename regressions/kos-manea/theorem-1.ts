import { finiteTrade } from "../../src/theorems/kos-manea/support/trade.ts";
import { hasSurplus } from "../../src/theorems/kos-manea/support/vcg-prime.ts";
import { mechanismOf, problem, theorem1 as statement, value } from "../../src/theorems/kos-manea/theorem-1.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { noViolation } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { optimumCheck, ownCheck } from "./support/checks.ts";
import { violations } from "./support/direct-mechanism.ts";
import { draws, drawTrade } from "./support/draws.ts";

/** The statement with what it is held against. */
export const theorem1: CheckedTheorem<FiniteTrade> = {
  ...statement,
  samples(seed) {
    const source = randomSource(seed);
    return [
      // Myerson and Satterthwaite's two points, where the price 2 is efficient.
      finiteTrade([0, 3], ["1/2", "1/2"], [1, 4], ["1/2", "1/2"]),
      finiteTrade([7, 17, 19], ["1/3", "1/3", "1/3"], [3, 8, 9], ["1/3", "1/3", "1/3"]),
      ...draws(5, () => drawTrade(source, source.integer(2, 4), source.integer(2, 4)), hasSurplus),
    ];
  },
  checks: [
    optimumCheck(problem, value),
    ownCheck("the balanced mechanism of the proof, all deviations", (trade) => [
      noViolation(
        "bayesian incentives, interim participation, balanced budget",
        violations(trade, mechanismOf(trade), { incentives: "bayesian", participation: "interim", budget: "balanced" }),
      ),
    ]),
  ],
};
