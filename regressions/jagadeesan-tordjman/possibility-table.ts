import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import {
  type PossibilityCell,
  problem,
  possibilityTable as statement,
  value,
} from "../../src/theorems/jagadeesan-tordjman/possibility-table.ts";
import { firstBest } from "../../src/theorems/support/first-best.ts";
import { knotsOf } from "../../src/theorems/support/laws.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { expectationOver } from "../support/expectation-over.ts";
import { lawPair } from "../support/sample-laws.ts";
import { onGrid } from "./exact-condition.ts";

/** The statement with what it is held against. */
export const possibilityTable: CheckedTheorem<PossibilityCell> = {
  ...statement,
  samples() {
    const pairs = [
      lawPair({ distribution: "uniform", min: 0, max: 1 }, { distribution: "uniform", min: 0, max: 1 }),
      lawPair({ distribution: "power", min: 0, max: 1, exponent: 2 }, { distribution: "uniform", min: 0, max: 1 }),
    ];
    return pairs.flatMap((pair) =>
      (["bayesian", "dominant"] as const).flatMap((incentives) =>
        (["interim", "ex-ante"] as const).map((participation) => ({ ...pair, incentives, participation })),
      ),
    );
  },
  checks: [
    {
      name: "bayesian cells against the engine on the interval, dominant cells on a grid",
      usesEngine: true,
      async run(asked, engine) {
        const { buyer, seller, incentives, participation } = asked;
        if (incentives === "bayesian") {
          const slack = participation === "interim" ? 0 : 1e-5;
          return againstEngine(`${incentives} × ${participation}`, await engine.optimum(problem(asked)), value(asked), slack);
        }
        if (participation === "ex-ante") return onGrid({ buyer, seller }, 8, engine);
        const environment = bilateralTrade({ buyer, seller });
        const discretization = { rule: "midpoint", points: 8 } as const;
        const grids = environment.typeSpaces(discretization);
        let best = 0;
        grids.buyer.values.forEach((v, i) => {
          grids.seller.values.forEach((c, j) => {
            best += Math.max(v - c, 0) * (grids.buyer.masses[i] as number) * (grids.seller.masses[j] as number);
          });
        });
        const optimum = await engine.optimum(
          designProblem({ environment, discretization, incentives, participation, budget: "no-deficit" }),
        );
        return againstEngine("dominant × interim on 8 types", optimum, { value: best * (1 - 1e-5), tolerance: 0, relation: "<" }, 0);
      },
    },
    {
      name: "bayesian × ex-ante: the expected-externality mechanism leaves each trader half the gains after a lump sum",
      usesEngine: false,
      async run({ buyer, seller }) {
        const knots = knotsOf(buyer, seller);
        // What the buyer expects to gain gross of payments, E[v; trade], and the seller to lose, E[c; trade]; payments cancel in the sum.
        const gross = expectationOver(buyer, (v) => v * seller.cdf(v), undefined, undefined, knots);
        const costs = expectationOver(seller, (c) => c * buyer.survival(c), undefined, undefined, knots);
        return [compare("sum of expected rents", gross - costs, "=", firstBest(buyer, seller), 1e-9)];
      },
    },
  ],
};
