import fc from "fast-check";
import { expect, test } from "vitest";
import { formatRational, type Rational, rational } from "../../src/arithmetic/rational.ts";
import { bilateralTrade, designProblem, solve, uniform } from "../../src/index.ts";
import { solveTrade } from "../support/exact-trade.ts";
import { runsOf } from "../support/tried.ts";
import { type FiniteTrade, finiteLaw, problemOf } from "../virtual-surplus/support/arbitraries.ts";

/** The largest profit of any mechanism, by the exact simplex on the definition. */
function largestProfit({ buyer, seller }: Pick<FiniteTrade, "buyer" | "seller">): Rational {
  const { value } = solveTrade({
    B: buyer.values,
    p: buyer.masses,
    S: seller.values,
    q: seller.masses,
    incentives: "bayesian",
    participation: "interim",
    budget: "none",
    weights: [0, 0, 1],
  });
  if (value === null) throw new Error("the broker's problem has an optimum");
  return value;
}

test("a required profit is attainable iff it is at most the largest profit, exactly", async () => {
  const hair = rational("1/1000000000000000000000");
  await fc.assert(
    fc.asyncProperty(
      finiteLaw(1, 5),
      finiteLaw(1, 5),
      fc.constantFrom<FiniteTrade["weights"]>([1, 1, 1], [2, 1, 1], [1, 3, 0]),
      fc.constantFrom("ex-ante", "no-deficit", "balanced"),
      async (buyer, seller, weights, rule) => {
        const most = largestProfit({ buyer, seller });
        const ask = (requiredProfit: Rational) =>
          solve(
            problemOf(
              { buyer, seller, weights, rule: rule as FiniteTrade["rule"], requiredProfit: "0" },
              { budget: { rule: rule as "ex-ante", requiredProfit } },
            ),
          );
        const edge = await ask(most);
        expect(edge.status).toBe("optimal");
        expect(edge.level).toBe("exact");
        expect(edge.brokerProfit).toBeCloseTo(most.valueOf(), 11);
        const inside = await ask(most.sub(hair));
        expect(inside.status).toBe("optimal");
        const beyond = await ask(most.add(hair));
        expect(beyond.status).toBe("infeasible");
        expect(beyond.value.lower).toBe(Number.NEGATIVE_INFINITY);
        expect(beyond.mechanism).toBeNull();
        expect(beyond.explanation).toContain(formatRational(most));
      },
    ),
    { numRuns: runsOf(40, 100) },
  );
});

test("on the laws themselves: attained below the largest profit, refused above it, undecided only at it", async () => {
  const law = uniform({ min: 0, max: 1 });
  const ask = (requiredProfit: string) =>
    solve(designProblem({ environment: bilateralTrade({ buyer: law, seller: law }), budget: { rule: "ex-ante", requiredProfit } }));
  // The largest profit is 1/24.
  const below = await ask("0.04166");
  expect(below.status).toBe("optimal");
  expect(below.brokerProfit).toBeCloseTo(0.04166, 10);
  const above = await ask("0.0416667");
  expect(above.status).toBe("infeasible");
  const at = await ask("1/24");
  expect(at.status).toBe("limit");
  expect(at.explanation).toMatch(/between 0\.0416666\d+ and 0\.041666666\d+/);
});

test("laws that never meet: nothing to gain, and that is an answer", async () => {
  const environment = bilateralTrade({ buyer: uniform({ min: 0, max: 1 }), seller: uniform({ min: 2, max: 3 }) });
  const result = await solve(designProblem({ environment }));
  expect(result.status).toBe("optimal");
  expect(result.value).toMatchObject({ lower: 0, upper: 0 });
  const paid = await solve(designProblem({ environment, budget: { rule: "ex-ante", requiredProfit: "1/100" } }));
  expect(paid.status).toBe("infeasible");
});

test("laws that always meet: the first best, as far as the profit that can be had for it", async () => {
  const environment = bilateralTrade({ buyer: uniform({ min: 2, max: 3 }), seller: uniform({ min: 0, max: 1 }) });
  // A price in between serves all: gains 5/2 − 1/2, and the broker can take up to 1 without turning anybody away.
  const all = await solve(designProblem({ environment, budget: { rule: "ex-ante", requiredProfit: "1" } }));
  expect(all.value.lower).toBeLessThanOrEqual(2);
  expect(all.value.upper).toBeGreaterThanOrEqual(2);
  const more = await solve(designProblem({ environment, budget: { rule: "ex-ante", requiredProfit: "1.01" } }));
  expect(more.value.upper).toBeLessThan(2);
});
