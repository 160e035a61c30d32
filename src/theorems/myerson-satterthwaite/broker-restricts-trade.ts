import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { alphaRule, balancedAlphaRule } from "../support/alpha-rule.ts";
import { compare, noViolation } from "../support/compare.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import { regularLaws } from "../support/problem-laws.ts";
import { type LawPair, regularPairs } from "../support/sample-laws.ts";
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
  samples: (seed) => regularPairs(seed, 4),
  parametersOf: (asked) => (isSecondBest(asked) || isBrokerProblem(asked) ? regularLaws(asked) : null),
  checks: [
    {
      name: "the two rules compared",
      usesEngine: false,
      async run({ buyer, seller }) {
        const broker = alphaRule(buyer, seller, 1);
        const second = balancedAlphaRule(buyer, seller);
        const { min, max } = buyer.support;
        const values = Array.from({ length: 50 }, (_, k) => min + ((k + 0.5) / 50) * (max - min));
        return [
          compare("probability of trade under the broker", broker.trade, "<", second.trade, 1e-6),
          noViolation(
            "values whose threshold the broker raises",
            values.filter((v) => broker.threshold(v) > second.threshold(v) + 1e-9).length,
          ),
        ];
      },
    },
    {
      name: "the engine's two mechanisms on a grid",
      usesEngine: true,
      async run(pair, engine) {
        const environment = bilateralTrade(pair);
        const discretization = { rule: "equal-mass", points: 30 } as const;
        const second = await engine.bilateralMechanism(designProblem({ environment, discretization }));
        const broker = await engine.bilateralMechanism(
          designProblem({ environment, discretization, objective: "broker-profit", budget: "none" }),
        );
        let more = 0;
        const trade = { broker: 0, second: 0 };
        second.buyer.values.forEach((_, i) => {
          second.seller.values.forEach((_cost, j) => {
            const mass = (second.buyer.masses[i] as number) * (second.seller.masses[j] as number);
            const [x, y] = [broker.allocation(i, j), second.allocation(i, j)];
            if (x > y + 1e-6) more++;
            trade.broker += x * mass;
            trade.second += y * mass;
          });
        });
        return [
          noViolation("states in which the broker trades more", more),
          compare("probability of trade under the broker", trade.broker, "<", trade.second, 1e-6),
        ];
      },
    },
  ],
};
