import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import { brokerRestrictsTrade as statement } from "../../src/theorems/myerson-satterthwaite/broker-restricts-trade.ts";
import { alphaRule, balancedAlphaRule } from "../../src/theorems/support/alpha-rule.ts";
import type { LawPair } from "../../src/theorems/support/sample-laws.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare, noViolation } from "../support/compare.ts";
import { regularPairs } from "../support/sample-laws.ts";

/** The statement with what it is held against. */
export const brokerRestrictsTrade: CheckedTheorem<LawPair> = {
  ...statement,
  samples: (seed) => regularPairs(seed, 4),
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
