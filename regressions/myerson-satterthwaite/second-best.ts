import { leastSubsidy } from "../../src/theorems/myerson-satterthwaite/least-subsidy.ts";
import { problem, secondBest as statement } from "../../src/theorems/myerson-satterthwaite/second-best.ts";
import { alphaRule, balancedAlphaRule } from "../../src/theorems/support/alpha-rule.ts";
import type { LawPair } from "../../src/theorems/support/sample-laws.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { regularPairs } from "../support/sample-laws.ts";
import { virtualSurplus } from "./profit-identity.ts";

/** Accuracy of α and of what follows from it: quadrature and root finding leave about 1e-11. */
const accuracy = 1e-9;

/** The statement with what it is held against. */
export const secondBest: CheckedTheorem<LawPair> = {
  ...statement,
  samples: (seed) => regularPairs(seed, 5),
  checks: [
    {
      name: "value and multiplier against the engine",
      usesEngine: true,
      async run(pair, engine) {
        const rule = balancedAlphaRule(pair.buyer, pair.seller);
        const optimum = await engine.optimum(problem(pair));
        return [
          ...againstEngine("second best", optimum, { value: rule.gains, tolerance: accuracy }, 1e-7),
          compare("multiplier λ = α/(1 − α)", optimum.multiplier ?? Number.NaN, "=", rule.alpha / (1 - rule.alpha), 1e-3),
        ];
      },
    },
    {
      name: "G(α): minus the least subsidy at 0, increasing, nonnegative at 1; profit against the double integral",
      usesEngine: false,
      async run(pair) {
        const { buyer, seller } = pair;
        const profits = [0, 0.2, 0.4, 0.6, 0.8, 1].map((alpha) => alphaRule(buyer, seller, alpha).profit);
        const steps = profits.slice(1).map((profit, k) => profit - (profits[k] as number));
        const posted = alphaRule(buyer, seller, 0);
        const integral = virtualSurplus(
          pair,
          [seller.support.min, Math.min(seller.support.max, buyer.support.max)],
          (c) => Math.max(c, buyer.support.min),
          () => buyer.support.max,
        );
        return [
          compare("G(0)", profits[0] as number, "=", -leastSubsidy(pair), 1e-9),
          compare("G(0) by the double integral", posted.profit, "=", integral, 1e-9),
          compare("smallest step of G over α = 0, 0.2, …, 1", Math.min(...steps), ">", 0, 0),
          compare("G(1)", profits.at(-1) as number, ">=", 0, 0),
        ];
      },
    },
  ],
};
