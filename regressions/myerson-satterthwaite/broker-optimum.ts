import { brokerPrices, problem, brokerOptimum as statement } from "../../src/theorems/myerson-satterthwaite/broker-optimum.ts";
import { alphaRule } from "../../src/theorems/support/alpha-rule.ts";
import type { LawPair } from "../../src/theorems/support/sample-laws.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare, noViolation } from "../support/compare.ts";
import { expectationOver } from "../support/expectation-over.ts";
import { regularPairs } from "../support/sample-laws.ts";

/** The statement with what it is held against. */
export const brokerOptimum: CheckedTheorem<LawPair> = {
  ...statement,
  samples: (seed) => regularPairs(seed, 4),
  checks: [
    {
      name: "value against the engine",
      usesEngine: true,
      async run(pair, engine) {
        const stated = { value: alphaRule(pair.buyer, pair.seller, 1).profit, tolerance: 1e-9 };
        return againstEngine("broker profit", await engine.optimum(problem(pair)), stated, 1e-7);
      },
    },
    {
      name: "expected payments of the price rule against the integral of virtual surplus; the rule in every state of a grid",
      usesEngine: false,
      async run(pair) {
        const { buyer, seller } = pair;
        const prices = brokerPrices(pair);
        // Costs that trade at all, and values that do.
        const topCost = prices.sellerReceives(buyer.support.max);
        const lowValue = prices.buyerPays(seller.support.min);
        const knotCost = prices.sellerReceives(buyer.support.min);
        const sureValue = prices.buyerPays(seller.support.max);
        const received = expectationOver(
          seller,
          (c) => {
            const price = prices.buyerPays(c);
            return price * buyer.survival(price);
          },
          seller.support.min,
          topCost,
          [knotCost],
        );
        const paid = expectationOver(
          buyer,
          (v) => {
            const price = prices.sellerReceives(v);
            return price * seller.cdf(price);
          },
          lowValue,
          buyer.support.max,
          [sureValue],
        );
        const rule = brokerOptimum.mechanism?.(pair);
        const grid = ({ min, max }: { min: number; max: number }) =>
          Array.from({ length: 15 }, (_, k) => min + ((k + 0.37) / 15) * (max - min));
        let violations = 0;
        for (const v of grid(buyer.support))
          for (const c of grid(seller.support)) {
            const gain = (type: "v" | "c", report: number) => {
              const [rv, rc] = type === "v" ? [report, c] : [v, report];
              if (rule?.trade(rv, rc) !== 1) return 0;
              return type === "v" ? v - (rule.buyerPays?.(rv, rc) ?? Number.NaN) : (rule.sellerReceives?.(rv, rc) ?? Number.NaN) - c;
            };
            const [buyerTruth, sellerTruth] = [gain("v", v), gain("c", c)];
            if (!(buyerTruth >= -1e-9 && sellerTruth >= -1e-9)) violations++;
            if (grid(buyer.support).some((report) => gain("v", report) > buyerTruth + 1e-9)) violations++;
            if (grid(seller.support).some((report) => gain("c", report) > sellerTruth + 1e-9)) violations++;
          }
        return [
          compare("E[x₂ − x₁]", received - paid, "=", alphaRule(buyer, seller, 1).profit, 1e-8),
          noViolation("states with a loss or a profitable misreport", violations),
        ];
      },
    },
  ],
};
