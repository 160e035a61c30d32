import fc from "fast-check";
import { expect, test } from "vitest";
import { ratio, toNumber } from "../../src/arithmetic/rational.ts";
import { parseInstance, solve } from "../../src/index.ts";
import { solveTrade } from "../support/exact-trade.ts";

const side = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 2 }),
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 9 }),
  )
  .map(([values, a, b]) => ({
    values: values.sort((x, y) => x - y),
    masses: [ratio(BigInt(a), BigInt(a + b)), ratio(BigInt(b), BigInt(a + b))].map((mass) => mass.toFraction()),
  }));

test("a market that must make exactly the largest profit can, and one that must make more cannot", async () => {
  await fc.assert(
    fc.asyncProperty(side, side, async (buyer, seller) => {
      const words = { incentives: "bayesian", participation: "interim" } as const;
      const trade = { B: buyer.values, p: buyer.masses, S: seller.values, q: seller.masses, ...words };
      const largest = solveTrade({ ...trade, budget: "none", weights: [0, 0, 1] }).value;
      if (!largest) throw new Error("the broker's profit is bounded");
      const ask = (requiredProfit: string) =>
        solve(
          parseInstance({
            format: "secondbest/instance@1",
            environment: {
              kind: "multilateral-trade",
              buyers: [{ count: 1, distribution: { distribution: "discrete", ...buyer } }],
              sellers: [{ count: 1, distribution: { distribution: "discrete", ...seller } }],
            },
            budget: { rule: "ex-ante", requiredProfit },
          }),
        );
      const exact = solveTrade({ ...trade, budget: "ex-ante", requiredProfit: largest });
      const found = await ask(largest.toFraction());
      expect(found.status).toBe("optimal");
      expect(found.value.lower).toBeCloseTo(toNumber(exact.value ?? largest), 9);
      expect((await ask(largest.add(ratio(1n, 1_000_000n)).toFraction())).status).toBe("infeasible");
    }),
    { numRuns: Math.ceil((fc.readConfigureGlobal().numRuns ?? 100) / 4) },
  );
});
