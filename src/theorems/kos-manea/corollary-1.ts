import { toNumber } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { compare } from "../support/compare.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import { randomSource } from "../support/random.ts";
import type { StatedValue, Theorem } from "../theorem.ts";
import { citation, optimumCheck, ownCheck } from "./support/checks.ts";
import { firstBestOf } from "./support/cumulative.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { largestProfit } from "./support/least-rents.ts";
import { efficient, exactly, finiteTrade, isDisjoint, problemOf, tradeOf } from "./support/trade.ts";
import { hasSurplus } from "./vcg-prime.ts";

const problem = (trade: FiniteTrade): DesignProblem => problemOf(trade);

const value = (trade: FiniteTrade): StatedValue => ({ ...exactly(firstBestOf(trade)), relation: "<" });

export const corollary1: Theorem<FiniteTrade> = {
  id: "kos-manea/corollary-1",
  citation: citation("Corollary 1"),
  statement:
    "When VCG′ runs an expected deficit, no mechanism with bayesian incentives, interim participation and a balanced budget is efficient.",
  domain:
    "bilateral trade with finite types, no value equal to a cost, Π < 0; bayesian incentives, interim participation, budget ex-ante, no-deficit or balanced (and the problems of equal value), no required profit; gains from trade",
  errata: [],
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
  parametersOf(candidate) {
    if (!isSecondBest(candidate)) return null;
    const trade = tradeOf(candidate);
    return trade && isDisjoint(trade) && !hasSurplus(trade) ? trade : null;
  },
  problem,
  value,
  checks: [
    optimumCheck(problem, value),
    ownCheck("the deficit against gains less the least rents (longest paths over all pairs of types)", (trade) => {
      const largest = largestProfit(trade, efficient(trade));
      if (largest === null) throw new RangeError("the efficient allocation must be implementable");
      return [compare("largest profit of the efficient allocation", toNumber(largest), "<", 0, 0)];
    }),
  ],
};
