import { expect, test } from "vitest";
import { bilateralTrade, boundary, designProblem, isBilateral, solve } from "../../src/index.ts";

const unit = { distribution: "uniform", min: 0, max: 1 } as const;

async function boundaryOf(words: Omit<Parameters<typeof designProblem>[0], "environment">, points?: number) {
  const { mechanism } = await solve(designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }), ...words }));
  if (!mechanism || !isBilateral(mechanism)) throw new Error("a bilateral mechanism was expected");
  return boundary(mechanism, points === undefined ? {} : { points });
}

test("the second best of U[0,1]² trades from value = cost + ¼ on", async () => {
  const { costs, possible } = await boundaryOf({ width: 1e-6 }, 11);
  costs.forEach((cost, k) => {
    if (cost > 0.74) return;
    expect(possible[k]).toBeCloseTo(cost + 0.25, 2);
  });
  expect(possible.at(-1)).toBeNull();
});

test("a posted price: one threshold on either side", async () => {
  const { costs, possible, sure } = await boundaryOf({ incentives: "dominant", participation: "ex-post", budget: "balanced" }, 5);
  expect(costs).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(possible).toEqual([0.5, 0.5, 0.5, null, null]);
  expect(sure).toEqual(possible);
});

test("every cost of a small grid", async () => {
  const { costs } = await boundaryOf({ discretization: { rule: "midpoint", points: 4 } });
  expect(costs).toEqual([0.125, 0.375, 0.625, 0.875]);
  await expect(boundaryOf({}, 1)).rejects.toThrow(/at least 2/);
});
