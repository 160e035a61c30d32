import { isSecondBest } from "../support/problem-cell.ts";
import { regularLaws } from "../support/problem-laws.ts";
import type { LawPair } from "../support/sample-laws.ts";
import type { Theorem } from "../theorem.ts";
import { isBrokerProblem } from "./broker-optimum.ts";

/**
 * A broker who maximises profit trades strictly less than the second best.
 *
 * @see R. Myerson, M. Satterthwaite (1983), section 5, comparison of Theorems 2 and 4.
 */
export const brokerRestrictsTrade: Theorem<LawPair> = {
  id: "myerson-satterthwaite/broker-restricts-trade",
  citation:
    "R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, section 5, after Theorem 4",
  statement:
    "For regular laws the broker's optimal mechanism trades only at states where the mechanism that maximizes gains from trade does, and with strictly smaller probability.",
  domain:
    "Bilateral trade; positive densities on bounded intervals with overlapping interiors, virtual value and virtual cost increasing; the second-best and the broker's problem.",
  errata: [],
  parametersOf: (asked) => (isSecondBest(asked) || isBrokerProblem(asked) ? regularLaws(asked) : null),
};
