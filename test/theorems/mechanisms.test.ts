import { describe, expect, test } from "vitest";
import { exAnteOptimum } from "../../regressions/copic-ponsati/ex-ante-optimum.ts";
import { bestPostedPriceTheorem } from "../../regressions/hagerty-rogerson/best-posted-price.ts";
import { medianTheorem } from "../../regressions/jagadeesan-tordjman/median-theorem.ts";
import { brokerOptimum } from "../../regressions/myerson-satterthwaite/broker-optimum.ts";
import { brokerUniform } from "../../regressions/myerson-satterthwaite/broker-uniform.ts";
import { secondBest } from "../../regressions/myerson-satterthwaite/second-best.ts";
import { twoPointExample } from "../../regressions/myerson-satterthwaite/two-point-example.ts";
import { uniformSecondBest } from "../../regressions/myerson-satterthwaite/uniform.ts";
import type { CheckedTheorem } from "../../regressions/regression.ts";
import { isBilateralTrade } from "../../src/environments/bilateral-trade.ts";

const theorems: readonly CheckedTheorem[] = [
  uniformSecondBest,
  twoPointExample,
  secondBest,
  brokerOptimum,
  brokerUniform,
  exAnteOptimum,
  bestPostedPriceTheorem,
  medianTheorem,
];

const points = 120;

describe.each(theorems.map((theorem) => [theorem.id, theorem] as const))("%s: the stated mechanism", (_, theorem: CheckedTheorem) => {
  test("attains the stated value and keeps the budget, on a fine grid of quantiles", () => {
    for (const parameters of theorem.samples(11)) {
      const problem = theorem.problem?.(parameters);
      const mechanism = theorem.mechanism?.(parameters);
      const stated = theorem.value?.(parameters);
      if (!problem || !isBilateralTrade(problem.environment) || !mechanism || !stated) throw new Error("not about one bilateral problem");
      const { buyer, seller } = problem.environment;
      const means = { gains: 0, pays: 0, receives: 0 };
      let deficits = 0;
      for (let i = 0; i < points; i++)
        for (let j = 0; j < points; j++) {
          const [v, c] = [buyer.upperQuantile((i + 0.5) / points), seller.quantile((j + 0.5) / points)];
          const [pays, receives] = [mechanism.buyerPays?.(v, c) ?? 0, mechanism.sellerReceives?.(v, c) ?? 0];
          means.gains += (mechanism.trade(v, c) * (v - c)) / points ** 2;
          means.pays += pays / points ** 2;
          means.receives += receives / points ** 2;
          if (problem.budget.rule === "no-deficit" && pays < receives - 1e-9) deficits++;
        }
      const scale = buyer.support.max - buyer.support.min;
      const objective = problem.objective.name === "broker-profit" ? means.pays - means.receives : means.gains;
      expect(Math.abs(objective - stated.value)).toBeLessThan(0.006 * scale);
      if (problem.objective.name !== "broker-profit") expect(means.pays - means.receives).toBeGreaterThan(-1e-9);
      expect(deficits).toBe(0);
    }
  });
});
