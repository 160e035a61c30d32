import { type Rational, rational, toNumber } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { compare, compareExact } from "../support/compare.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { hasBudget, maximisesGains } from "../support/problem-cell.ts";
import { randomSource } from "../support/random.ts";
import type { Theorem } from "../theorem.ts";
import { citation, optimumCheck, ownCheck } from "./support/checks.ts";
import { firstBestOf } from "./support/cumulative.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { largestProfit } from "./support/least-rents.ts";
import { efficient, exactly, finiteTrade, isDisjoint, problemOf, tradeOf } from "./support/trade.ts";
import { vcgPrimeSurplus } from "./vcg-prime.ts";

/** Finite types, and a profit that the broker is to make. */
export interface TradeWithProfit {
  readonly trade: FiniteTrade;
  readonly requiredProfit: Rational;
}

const problem = ({ trade, requiredProfit }: TradeWithProfit): DesignProblem =>
  problemOf(trade, { budget: { rule: "no-deficit", requiredProfit } });

const value = ({ trade }: TradeWithProfit) => exactly(firstBestOf(trade));

export const proposition1: Theorem<TradeWithProfit> = {
  id: "kos-manea/proposition-1",
  citation: citation("Proposition 1"),
  statement:
    "VCG′ makes the largest expected surplus Π among efficient mechanisms with bayesian incentives and interim participation; so trade can be efficient while the broker makes r exactly when r ≤ Π.",
  domain:
    "bilateral trade with finite types, no value equal to a cost; bayesian incentives, interim participation, budget ex-ante, no-deficit or balanced with required profit r ≤ Π; gains from trade",
  errata: [],
  samples(seed) {
    const source = randomSource(seed);
    const trades = [
      finiteTrade([2, 8], ["1/2", "1/2"], [1, 6], ["1/2", "1/2"]),
      ...draws(5, () => drawTrade(source, source.integer(2, 4), source.integer(2, 4))),
    ];
    return trades.map((trade) => ({ trade, requiredProfit: vcgPrimeSurplus(trade) }));
  },
  parametersOf(candidate) {
    if (candidate.incentives !== "bayesian" || candidate.participation !== "interim" || !maximisesGains(candidate)) return null;
    const { requiredProfit } = candidate.budget;
    if (!hasBudget(candidate, ["ex-ante", "no-deficit", "balanced"], requiredProfit)) return null;
    const trade = tradeOf(candidate);
    return trade && isDisjoint(trade) && requiredProfit.lte(vcgPrimeSurplus(trade)) ? { trade, requiredProfit } : null;
  },
  problem,
  value,
  checks: [
    ownCheck("Π against gains less the least rents (longest paths over all pairs of types)", ({ trade }) => {
      const largest = largestProfit(trade, efficient(trade));
      if (largest === null) throw new RangeError("the efficient allocation must be implementable");
      return [compareExact("largest profit of the efficient allocation", largest, vcgPrimeSurplus(trade))];
    }),
    optimumCheck(problem, value),
    {
      name: "asking for a quarter more than Π costs gains (engine)",
      usesEngine: true,
      async run({ trade, requiredProfit }, engine) {
        const optimum = await engine.optimum(problem({ trade, requiredProfit: requiredProfit.add(rational("1/4")) }));
        return [compare("optimal value", optimum.upper, "<", toNumber(firstBestOf(trade)), 0)];
      },
    },
  ],
};
