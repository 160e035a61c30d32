import { priceOf, problem, fixedPrice as statement, value } from "../../src/theorems/kos-manea/fixed-price.ts";
import { efficient, isInterleaved, problemOf } from "../../src/theorems/kos-manea/support/trade.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { noViolation } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { optimumCheck, ownCheck } from "./support/checks.ts";
import { violations } from "./support/direct-mechanism.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { twoByTwo } from "./support/two-types.ts";

/** The statement with what it is held against. */
export const fixedPrice: CheckedTheorem<FiniteTrade> = {
  ...statement,
  samples(seed) {
    const source = randomSource(seed);
    const other = (trade: FiniteTrade) => !isInterleaved(trade);
    return [
      twoByTwo([5, 8], [1, 3]),
      twoByTwo([1, 3], [5, 8]),
      twoByTwo([2, 5], [1, 7], "1/3", "2/3"),
      twoByTwo([1, 9], [3, 5], "1/3", "2/3"),
      twoByTwo([1, 6], [3, 8], "1/3", "2/3"),
      ...draws(4, () => drawTrade(source, 2, 2), other),
    ];
  },
  checks: [
    optimumCheck(problem, value),
    {
      name: "the same under dominant incentives, ex-post participation and a balanced budget (engine)",
      usesEngine: true,
      async run(trade, engine) {
        const demanding = (candidate: FiniteTrade) => problemOf(candidate, { incentives: "dominant", participation: "ex-post" });
        return optimumCheck(demanding, value).run(trade, engine);
      },
    },
    ownCheck("the posted price, all deviations in all states", (trade) => {
      const x = efficient(trade);
      const price = priceOf(trade);
      const t = x.map((row) => row.map((traded) => traded.mul(price)));
      const mechanism = { x, buyerPays: t, sellerReceives: t };
      return [
        noViolation(
          "dominant incentives, ex-post participation, balanced budget",
          violations(trade, mechanism, { incentives: "dominant", participation: "ex-post", budget: "balanced" }),
        ),
      ];
    }),
  ],
};
