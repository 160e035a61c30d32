import { one, toNumber, zero } from "../../src/arithmetic/rational.ts";
import { problem, matsuo as statement, value } from "../../src/theorems/kos-manea/matsuo.ts";
import { isInterleaved } from "../../src/theorems/kos-manea/support/trade.ts";
import { twoTypeEfficientSurplus } from "../../src/theorems/kos-manea/support/two-type-surplus.ts";
import { allocation2, twoTypes } from "../../src/theorems/kos-manea/support/two-types.ts";
import { twoTypeGains } from "../../src/theorems/kos-manea/theorem-4.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare, compareExact } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { optimumCheck, ownCheck } from "./support/checks.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { largestProfit } from "./support/least-rents.ts";
import { twoByTwo } from "./support/two-types.ts";

/** The statement with what it is held against. */
export const matsuo: CheckedTheorem<FiniteTrade> = {
  ...statement,
  samples(seed) {
    const source = randomSource(seed);
    const attainable = (trade: FiniteTrade) => isInterleaved(trade) && twoTypeEfficientSurplus(trade).gte(zero);
    // The condition with equality, with room to spare, and at random.
    return [twoByTwo([4, 7], [3, 6]), twoByTwo([3, 7], [2, 5]), ...draws(5, () => drawTrade(source, 2, 2), attainable)];
  },
  checks: [
    optimumCheck(problem, value),
    ownCheck("the condition against gains less the least rents (longest paths over all pairs of types)", (trade) => {
      const largest = largestProfit(trade, allocation2(one, zero, one, one));
      if (largest === null) throw new RangeError("the efficient allocation must be implementable");
      return [compareExact("Π(x*)", twoTypeEfficientSurplus(trade), largest)];
    }),
    {
      name: "raising S₂ until the condition fails loses first best, or it cannot fail below B₂ (engine)",
      usesEngine: true,
      async run(trade, engine) {
        const { raised, fails } = withRaisedCost(trade);
        const firstBest = toNumber(twoTypeGains(raised, allocation2(one, zero, one, one)));
        const optimum = await engine.optimum(problem(raised));
        return [
          compare("optimal value", optimum.upper, fails ? "<" : ">=", firstBest, 0),
          compare("Π(x*)", toNumber(twoTypeEfficientSurplus(raised)), fails ? "<" : ">=", 0, 0),
        ];
      },
    },
  ],
};

/** The trade with S₂ half way up to B₂, counted from where the condition is an equality, or from S₂ when that is not below B₂. */
function withRaisedCost(trade: FiniteTrade): { raised: FiniteTrade; fails: boolean } {
  const { B2, p2, S1, S2 } = twoTypes(trade);
  const limit = S2.add(twoTypeEfficientSurplus(trade).div(p2));
  const fails = limit.lt(B2);
  return {
    raised: {
      ...trade,
      S: [S1, (fails ? limit : S2).add(B2).div(one.add(one))],
    },
    fails,
  };
}
