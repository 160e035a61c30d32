import fc from "fast-check";
import { expect, test } from "vitest";
import { formatRational } from "../../src/arithmetic/rational.ts";
import { solve } from "../../src/index.ts";
import { solveTrade } from "../support/exact-trade.ts";
import { tried } from "../support/tried.ts";
import { finiteTrade, problemOf } from "./support/arbitraries.ts";

test("hundreds of random grids of 2 to 12 types: the linear program has the same status, and the same value to 1e-9", async () => {
  const numRuns = tried(400, 1000);
  const seen = { optimal: 0, infeasible: 0, unbounded: 0 };
  await fc.assert(
    fc.asyncProperty(finiteTrade(2, 12), async (trade) => {
      const problem = problemOf(trade);
      const own = await solve(problem);
      const program = await solve(problem, { solver: "highs" });
      expect(own.route).toBe("virtual-surplus");
      expect(program.route).toBe("linear-program");
      expect(own.status).toBe(program.status);
      seen[own.status as keyof typeof seen]++;
      if (own.status !== "optimal") return;
      const scale = Math.max(1, Math.abs(program.value.lower));
      expect(Math.abs(own.value.lower - program.value.lower)).toBeLessThanOrEqual(1e-9 * scale);
      expect(Math.abs(own.firstBest.lower - program.firstBest.lower)).toBeLessThanOrEqual(1e-9 * Math.max(1, program.firstBest.lower));
    }),
    { numRuns },
  );
  // The sample is no monoculture.
  expect(seen.optimal).toBeGreaterThan(numRuns / 2);
  expect(seen.infeasible).toBeGreaterThan(numRuns / 50);
  expect(seen.unbounded).toBeGreaterThan(numRuns / 50);
});

test("100 random grids of 2 to 6 types: the exact simplex on all deviations and states finds the same rational", async () => {
  await fc.assert(
    fc.asyncProperty(finiteTrade(2, 6), async (trade) => {
      const own = await solve(problemOf(trade));
      const exact = solveTrade({
        B: trade.buyer.values,
        p: trade.buyer.masses,
        S: trade.seller.values,
        q: trade.seller.masses,
        incentives: "bayesian",
        participation: "interim",
        budget: trade.rule,
        requiredProfit: trade.requiredProfit,
        weights: trade.weights,
      });
      expect(own.status).toBe(exact.status);
      if (exact.value === null) return;
      expect(own.level).toBe("exact");
      expect(own.value.exact === null ? null : formatRational(own.value.exact)).toBe(formatRational(exact.value));
    }),
    { numRuns: 100 },
  );
});
