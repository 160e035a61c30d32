import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rational } from "../../src/arithmetic/rational.ts";
import { discrete } from "../../src/distributions/laws.ts";
import { bilateralTrade, designProblem, solve } from "../../src/index.ts";
import type { DesignProblem } from "../../src/problem/design-problem.ts";
import { budgetBalances } from "../../src/problem/words.ts";
import type { TypeSpace } from "../../src/type-space/type-space.ts";
import { type Cell, cells, type Instance, instances, typeSpace } from "../program/trade-instances.ts";
import { NaiveDefinition } from "../support/dual-bound.ts";

const runs = Number(process.env.SECONDBEST_DUALS_RUNS ?? 6);

function problemOf({ buyer, seller, required, weights }: Instance, { incentives, participation, rule }: Cell): DesignProblem {
  const law = ({ exact }: TypeSpace) => discrete(exact as NonNullable<TypeSpace["exact"]>);
  return designProblem({
    environment: bilateralTrade({ buyer: law(typeSpace(buyer)), seller: law(typeSpace(seller)) }),
    incentives,
    participation,
    budget: rule === "none" ? rule : { rule, requiredProfit: rational(required).div(8) },
    objective: { weights },
  });
}

describe("the prices of every cell prove its value from the definition", () => {
  describe.each([
    ["the route of its own", {}],
    ["a program", { solver: "highs" }],
    ["a proof", { proof: {} }],
  ] as const)("%s", (_, options) => {
    test.each(cells)("$incentives × $participation × $rule", async (cell) => {
      await fc.assert(
        fc.asyncProperty(instances(4, false), async (instance) => {
          const problem = problemOf(instance, cell);
          const { status, value, duals } = await solve(problem, options);
          if (status !== "optimal") return;
          expect(duals).not.toBeNull();
          if (!duals) return;
          const { bound, payments } = new NaiveDefinition(problem).dualBound(duals);
          expect(payments).toBeLessThan(1e-7);
          expect(Math.abs(bound - value.upper)).toBeLessThan(1e-6 * Math.max(1, Math.abs(bound)));
          const prices = [...duals.incentives, ...duals.participation, ...(budgetBalances[cell.rule] ? [] : duals.budget)];
          for (const { price } of prices) expect(price).toBeGreaterThan(0);
        }),
        { numRuns: runs },
      );
    });
  });
});
