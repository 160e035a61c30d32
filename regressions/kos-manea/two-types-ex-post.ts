import { zero } from "../../src/arithmetic/rational.ts";
import { isInterleaved } from "../../src/theorems/kos-manea/support/trade.ts";
import { twoTypeEfficientSurplus } from "../../src/theorems/kos-manea/support/two-type-surplus.ts";
import { exPostMechanism, problem, twoTypesExPost as statement, value } from "../../src/theorems/kos-manea/two-types-ex-post.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { noViolation } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { optimumCheck, ownCheck } from "./support/checks.ts";
import { violations } from "./support/direct-mechanism.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { twoByTwo } from "./support/two-types.ts";

/** The statement with what it is held against. */
export const twoTypesExPost: CheckedTheorem<FiniteTrade> = {
  ...statement,
  samples(seed) {
    const source = randomSource(seed);
    const attainable = (trade: FiniteTrade) => twoTypeEfficientSurplus(trade).gte(zero);
    const draw = () => drawTrade(source, 2, 2);
    return [
      twoByTwo([3, 7], [2, 5]),
      twoByTwo([4, 7], [3, 6]),
      twoByTwo([2, 8], [1, 6]),
      twoByTwo([11, 24], [9, 17], "1/2", "4/5"),
      ...draws(3, draw, (trade) => isInterleaved(trade) && attainable(trade)),
      ...draws(3, draw, (trade) => isInterleaved(trade) && !attainable(trade)),
    ];
  },
  checks: [
    optimumCheck(problem, value),
    ownCheck("the mechanism, all deviations and all states", (trade) => [
      noViolation(
        "bayesian incentives, ex-post participation, balanced budget",
        violations(trade, exPostMechanism(trade), { incentives: "bayesian", participation: "ex-post", budget: "balanced" }),
      ),
    ]),
  ],
};
