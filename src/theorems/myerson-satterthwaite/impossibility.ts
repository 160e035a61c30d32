import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { statedFirstBest } from "../support/first-best.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import { overlappingDensities } from "../support/problem-laws.ts";
import type { LawPair } from "../support/sample-laws.ts";
import type { StatedValue, Theorem } from "../theorem.ts";

export const problem = ({ buyer, seller }: LawPair) => designProblem({ environment: bilateralTrade({ buyer, seller }), width: 1e-6 });

export const value = ({ buyer, seller }: LawPair): StatedValue => ({ ...statedFirstBest(buyer, seller), relation: "<" });

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
  parametersOf: (asked) => (isSecondBest(asked) ? overlappingDensities(asked) : null),
  problem,
  value,
};
