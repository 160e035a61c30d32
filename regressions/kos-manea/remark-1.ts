import { rational, toNumber } from "../../src/arithmetic/rational.ts";
import {
  efficientTop,
  problem,
  type RareBuyer,
  rareBuyerSurplus,
  remark1 as statement,
  value,
  withRareBuyer,
} from "../../src/theorems/kos-manea/remark-1.ts";
import { firstBestOf } from "../../src/theorems/kos-manea/support/cumulative.ts";
import { at, finiteTrade, problemOf } from "../../src/theorems/kos-manea/support/trade.ts";
import { vcgPrimeMechanism } from "../../src/theorems/kos-manea/support/vcg-prime.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare, compareExact } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { optimumCheck, ownCheck } from "./support/checks.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { expectedSurplus } from "./vcg.ts";

/** B_m < S_n, and a value just above S_n would not be enough. */
function isTelling(parameters: RareBuyer): boolean {
  const top = at(parameters.trade.S, parameters.trade.S.length - 1);
  return at(parameters.trade.B, parameters.trade.B.length - 1).lt(top) && efficientTop(parameters).gt(top);
}

/** The statement with what it is held against. */
export const remark1: CheckedTheorem<RareBuyer> = {
  ...statement,
  samples(seed) {
    const source = randomSource(seed);
    const draw = () => ({
      trade: drawTrade(source, source.integer(2, 3), source.integer(2, 3)),
      epsilon: source.pick([rational("1/10"), rational("1/50"), rational("1/2")]),
    });
    return [
      { trade: finiteTrade([2, 8], ["1/2", "1/2"], [1, 6, 9], ["2/5", "2/5", "1/5"]), epsilon: rational("1/100") },
      ...draws(4, draw, isTelling),
    ];
  },
  checks: [
    ownCheck("slope and κ against the transfers of VCG′ added up over all states", (parameters) => {
      const { slope, constant } = rareBuyerSurplus(parameters);
      const top = at(parameters.trade.S, parameters.trade.S.length - 1);
      return [1, 10, 1000].map((above) => {
        const added = top.add(rational(above));
        const extended = withRareBuyer(parameters, added);
        return compareExact(
          `Π′ with B_{m+1} = S_n + ${above}`,
          expectedSurplus(extended, vcgPrimeMechanism(extended)),
          slope.mul(added).add(constant),
        );
      });
    }),
    optimumCheck(problem, value),
    {
      name: "half way between S_n and the threshold trade is not efficient (engine)",
      usesEngine: true,
      async run(parameters, engine) {
        const top = at(parameters.trade.S, parameters.trade.S.length - 1);
        const smaller = withRareBuyer(parameters, efficientTop(parameters).add(top).div(rational(2)));
        const optimum = await engine.optimum(problemOf(smaller));
        return [compare("optimal value", optimum.upper, "<", toNumber(firstBestOf(smaller)), 0)];
      },
    },
  ],
};
