import { ratio, toNumber } from "../../src/arithmetic/rational.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import {
  environment,
  type MixtureExample,
  mixtureCharges,
  mixtureGains,
  mixtureExample as statement,
} from "../../src/theorems/jagadeesan-tordjman/mixture-example.ts";
import { firstBest } from "../../src/theorems/support/first-best.ts";
import { leastCharges } from "../../src/theorems/support/participation-charges.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { onGrid } from "./exact-condition.ts";

/** The statement with what it is held against. */
export const mixtureExample: CheckedTheorem<MixtureExample> = {
  ...statement,
  samples(seed) {
    const random = randomSource(seed);
    const draw = () => ({ eager: ratio(BigInt(random.integer(1, 8)), 20n), spread: ratio(BigInt(random.integer(1, 8)), 20n) });
    return [
      { eager: ratio(1n, 10n), spread: ratio(1n, 10n) },
      // Efficient: almost everybody is eager.
      { eager: ratio(1n, 2n), spread: ratio(2n, 5n) },
      draw(),
      draw(),
    ];
  },
  checks: [
    {
      name: "GT and least charges against integration",
      usesEngine: false,
      async run(parameters) {
        const { buyer, seller } = environment(parameters);
        return [
          compare("GT", firstBest(buyer, seller), "=", toNumber(mixtureGains(parameters)), 1e-12),
          compare("least charges", leastCharges(buyer, seller), "=", toNumber(mixtureCharges(parameters)), 1e-12),
        ];
      },
    },
    {
      name: "GT against the engine under bayesian incentives; truthful efficiency on a grid",
      usesEngine: true,
      async run(parameters, engine) {
        const bayesian = designProblem({ environment: environment(parameters), participation: "ex-ante", budget: "no-deficit" });
        const exact = mixtureGains(parameters);
        const { buyer, seller } = environment(parameters);
        return [
          ...againstEngine("GT", await engine.optimum(bayesian), { value: toNumber(exact), exact, tolerance: 0 }, 1e-7),
          ...(await onGrid({ buyer, seller }, 6, engine)),
        ];
      },
    },
  ],
};
