import { rational, zero } from "../../src/arithmetic/rational.ts";
import { exactValue, problem, ironingFinite as statement, value } from "../../src/theorems/myerson-satterthwaite/ironing-finite.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compareExact } from "../support/compare.ts";
import { randomFiniteTrade } from "../support/finite-trade.ts";
import { randomSource } from "../support/random.ts";
import { bestMixture } from "../support/staircases.ts";

/** The statement with what it is held against. */
export const ironingFinite: CheckedTheorem<FiniteTrade> = {
  ...statement,
  samples(seed) {
    const random = randomSource(seed);
    // Neither the virtual values nor the virtual costs are monotone.
    const irregular: FiniteTrade = {
      B: [1, 2, 5, 6].map(rational),
      p: ["1/10", "6/10", "1/10", "2/10"].map(rational),
      S: [0, 2, 3].map(rational),
      q: ["7/12", "1/12", "1/3"].map(rational),
    };
    const drawn = [3, 4, 4, 5, 5, 6].map((size) => randomFiniteTrade(random, size, size, 15));
    return [irregular, ...drawn];
  },
  checks: [
    {
      name: "ironed dual against enumeration of all monotone allocations and their mixtures",
      usesEngine: false,
      async run(trade) {
        return [compareExact("second best", bestMixture(trade, zero) ?? rational(-1), exactValue(trade))];
      },
    },
    {
      name: "value against the engine",
      usesEngine: true,
      run: async (trade, engine) => againstEngine("second best", await engine.optimum(problem(trade)), value(trade), 1e-9),
    },
  ],
};
