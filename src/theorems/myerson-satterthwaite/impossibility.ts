import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { expectationOver } from "../support/expectation-over.ts";
import { firstBest } from "../support/first-best.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import { overlappingDensities } from "../support/problem-laws.ts";
import { type LawPair, lawPair, regularPairs } from "../support/sample-laws.ts";
import type { StatedValue, Theorem } from "../theorem.ts";

const problem = ({ buyer, seller }: LawPair) => designProblem({ environment: bilateralTrade({ buyer, seller }), width: 1e-6 });

const value = ({ buyer, seller }: LawPair): StatedValue => ({ value: firstBest(buyer, seller), tolerance: 1e-12, relation: "<" });

/**
 * No mechanism is efficient when densities are positive on overlapping intervals.
 *
 * @see R. Myerson, M. Satterthwaite (1983), Corollary 1.
 */
export const impossibility: Theorem<LawPair> = {
  id: "myerson-satterthwaite/impossibility",
  citation: "R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, Corollary 1",
  statement:
    "When both types have positive densities on intervals whose interiors meet, no bayesian incentive-compatible, interim individually rational mechanism without outside money is efficient: the second best lies strictly below the first best.",
  domain: "Bilateral trade; positive densities on bounded intervals with overlapping interiors; gains from trade; no required profit.",
  errata: ["MS-5"],
  samples: (seed) => [
    ...regularPairs(seed, 3),
    // Barely overlapping, and one inside the other.
    lawPair({ distribution: "uniform", min: "9/10", max: 2 }, { distribution: "uniform", min: 0, max: 1 }),
    lawPair({ distribution: "uniform", min: "2/5", max: "3/5" }, { distribution: "uniform", min: 0, max: 1 }),
  ],
  parametersOf: (asked) => (isSecondBest(asked) ? overlappingDensities(asked) : null),
  problem,
  value,
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
