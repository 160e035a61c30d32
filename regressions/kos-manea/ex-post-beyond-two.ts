import { rational, toNumber } from "../../src/arithmetic/rational.ts";
import {
  problem,
  exPostBeyondTwo as statement,
  type ThreeTypes,
  threeTypes,
  value,
} from "../../src/theorems/kos-manea/ex-post-beyond-two.ts";
import { firstBestOf } from "../../src/theorems/kos-manea/support/cumulative.ts";
import { efficient } from "../../src/theorems/kos-manea/support/trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare, compareExact } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { optimumCheck, ownCheck } from "./support/checks.ts";
import { largestProfit } from "./support/least-rents.ts";

/** The statement with what it is held against. */
export const exPostBeyondTwo: CheckedTheorem<ThreeTypes> = {
  ...statement,
  samples(seed) {
    const source = randomSource(seed);
    const units = [
      { scale: rational(1), origin: rational(0) },
      { scale: source.rational(1, 3, 7), origin: source.rational(-5, 5, 3) },
    ];
    return units.flatMap((unit) => (["interim", "ex-post"] as const).map((participation) => ({ ...unit, participation })));
  },
  checks: [
    optimumCheck(problem, value),
    ownCheck("first best, and that it needs no subsidy under interim participation", (parameters) => {
      const trade = threeTypes(parameters);
      const largest = largestProfit(trade, efficient(trade));
      if (largest === null) throw new RangeError("the efficient allocation must be implementable");
      return [
        compareExact("first best", firstBestOf(trade), rational("21/34").mul(parameters.scale)),
        compare("largest profit of the efficient allocation", toNumber(largest), ">=", 0, 0),
      ];
    }),
  ],
};
