import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import { problem, impossibility as statement, value } from "../../src/theorems/myerson-satterthwaite/impossibility.ts";
import { firstBest } from "../../src/theorems/support/first-best.ts";
import type { LawPair } from "../../src/theorems/support/sample-laws.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { expectationOver } from "../support/expectation-over.ts";
import { lawPair, regularPairs } from "../support/sample-laws.ts";

/** The statement with what it is held against. */
export const impossibility: CheckedTheorem<LawPair> = {
  ...statement,
  samples: (seed) => [
    ...regularPairs(seed, 3),
    // Barely overlapping, and one inside the other.
    lawPair({ distribution: "uniform", min: "9/10", max: 2 }, { distribution: "uniform", min: 0, max: 1 }),
    lawPair({ distribution: "uniform", min: "2/5", max: "3/5" }, { distribution: "uniform", min: 0, max: 1 }),
  ],
  checks: [
    {
      name: "second best below first best by the engine; with a large enough subsidy equal to it",
      usesEngine: true,
      async run(pair, engine) {
        const environment = bilateralTrade(pair);
        const subsidised = designProblem({ environment, budget: { rule: "ex-ante", requiredProfit: -10 }, width: 1e-6 });
        return [
          ...againstEngine("second best", await engine.optimum(problem(pair)), value(pair), 0),
          ...againstEngine("with subsidy 10", await engine.optimum(subsidised), { ...value(pair), relation: "=" }, 1e-5),
        ];
      },
    },
    {
      name: "first best against the double integral of the gains",
      usesEngine: false,
      async run({ buyer, seller }) {
        // E[(V₂ − V₁)⁺] by conditioning on the buyer's quantile, not by ∫F₁(1−F₂).
        const gain = (v: number) => v * seller.cdf(v) - seller.partialMean(Number.NEGATIVE_INFINITY, v);
        const knots = [seller.support.min, seller.support.max];
        return [compare("first best", expectationOver(buyer, gain, undefined, undefined, knots), "=", firstBest(buyer, seller), 1e-10)];
      },
    },
  ],
};
