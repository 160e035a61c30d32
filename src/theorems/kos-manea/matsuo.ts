import { one, toNumber, zero } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { compare, compareExact } from "../support/compare.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import { randomSource } from "../support/random.ts";
import type { Theorem } from "../theorem.ts";
import { twoTypeEfficientSurplus } from "./example-3.ts";
import { citation, optimumCheck, ownCheck } from "./support/checks.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { largestProfit } from "./support/least-rents.ts";
import { exactly, isInterleaved, problemOf, tradeOf } from "./support/trade.ts";
import { allocation2, twoByTwo, twoTypes } from "./support/two-types.ts";
import { twoTypeGains } from "./theorem-4.ts";

const problem = (trade: FiniteTrade): DesignProblem => problemOf(trade);

const value = (trade: FiniteTrade) => exactly(twoTypeGains(trade, allocation2(one, zero, one, one)));

export const matsuo: Theorem<FiniteTrade> = {
  id: "kos-manea/matsuo",
  citation: `${citation("Example 3")}; T. Matsuo (1989), On Incentive Compatible, Individually Rational, and Ex Post Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 49`,
  statement: "With two types a side and S₁ < B₁ < S₂ < B₂, first best is attained if and only if p₂q₂B₂ + q₁B₁ ≥ p₂S₂ + p₁q₁S₁.",
  domain:
    "bilateral trade with two types a side, S₁ < B₁ < S₂ < B₂, p₂q₂B₂ + q₁B₁ ≥ p₂S₂ + p₁q₁S₁; bayesian incentives, interim participation, budget ex-ante, no-deficit or balanced (and the problems of equal value), no required profit; gains from trade",
  errata: [],
  samples(seed) {
    const source = randomSource(seed);
    const attainable = (trade: FiniteTrade) => isInterleaved(trade) && twoTypeEfficientSurplus(trade).gte(zero);
    // The condition with equality, with room to spare, and at random.
    return [twoByTwo([4, 7], [3, 6]), twoByTwo([3, 7], [2, 5]), ...draws(5, () => drawTrade(source, 2, 2), attainable)];
  },
  parametersOf(candidate) {
    if (!isSecondBest(candidate)) return null;
    const trade = tradeOf(candidate);
    return trade && isInterleaved(trade) && twoTypeEfficientSurplus(trade).gte(zero) ? trade : null;
  },
  problem,
  value,
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
