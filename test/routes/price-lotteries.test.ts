import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { highs } from "../../solvers/highs.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { type RiskAverseInput, riskAverseTrade } from "../../src/environments/risk-averse-trade.ts";
import { isPriced } from "../../src/mechanism/priced.ts";
import { type DesignProblem, designProblem } from "../../src/problem/design-problem.ts";
import type { Result } from "../../src/result.ts";
import { solveWith } from "../../src/solve.ts";
import { cpuTime } from "../support/cpu-time.ts";

type Stated = Omit<RiskAverseInput, "buyer" | "seller">;

function problemOf(
  values: readonly number[],
  p: readonly string[],
  costs: readonly number[],
  q: readonly string[],
  stated: Stated,
  budget: "balanced" | "no-deficit",
): DesignProblem {
  const [buyer, seller] = [
    { distribution: "discrete", values, masses: p } as const,
    { distribution: "discrete", values: costs, masses: q } as const,
  ];
  return designProblem({
    environment: riskAverseTrade({ buyer, seller, ...stated }),
    incentives: "dominant",
    participation: "ex-post",
    budget,
  });
}

const solved = (problem: DesignProblem): Promise<Result> => solveWith(problem, highs);

describe("two types a side at power 1", () => {
  const two = (stated: Stated, budget: "balanced" | "no-deficit") =>
    problemOf([5, 7], ["2/3", "1/3"], [4, 6], ["5/6", "1/6"], stated, budget);

  test.each(["balanced", "no-deficit"] as const)("the best lottery is worth 17/12 (%s)", async (budget) => {
    const { value, audit, status } = await solved(two({ utility: { power: 1 }, mechanisms: "lotteries" }, budget));
    expect(status).toBe("optimal");
    expect(value.lower).toBeCloseTo(17 / 12, 8);
    expect(audit?.passes).toBe(true);
  });

  test("so is the best dominant-strategy mechanism of the linear problem; the best distribution of prices is worth 25/18", async () => {
    const buyer = { distribution: "discrete", values: [5, 7], masses: ["2/3", "1/3"] } as const;
    const seller = { distribution: "discrete", values: [4, 6], masses: ["5/6", "1/6"] } as const;
    const linear = designProblem({
      environment: bilateralTrade({ buyer, seller }),
      incentives: "dominant",
      participation: "ex-post",
      budget: "balanced",
    });
    expect((await solved(linear)).value.lower).toBeCloseTo(17 / 12, 8);
    expect((await solved(two({ utility: { power: 1 }, mechanisms: "simple" }, "balanced"))).value.lower).toBeCloseTo(25 / 18, 10);
  });
});

test("balanced lotteries of risk-neutral traders are the dominant-strategy mechanisms of the linear program", async () => {
  const side = fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 3 });
  for (const { b, s } of fc.sample(fc.record({ b: side, s: side }), { numRuns: 6, seed: 5 })) {
    const [values, costs] = [[...b].sort((x, y) => x - y), [...s].sort((x, y) => x - y)];
    const masses = (list: readonly number[]) => list.map(() => `1/${list.length}`);
    const lottery = await solved(
      problemOf(values, masses(values), costs, masses(costs), { utility: { power: 1 }, mechanisms: "lotteries", prices: 0 }, "balanced"),
    );
    const environment = bilateralTrade({
      buyer: { distribution: "discrete", values, masses: masses(values) },
      seller: { distribution: "discrete", values: costs, masses: masses(costs) },
    });
    const linear = await solved(designProblem({ environment, incentives: "dominant", participation: "ex-post", budget: "balanced" }));
    expect(lottery.value.lower).toBeCloseTo(linear.value.lower, 7);
  }
});

test("lotteries are at least as good as the best simple mechanism, whose prices they may use; the broker keeps nothing in a balanced one", async () => {
  const side = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 2, maxLength: 4 });
  let better = 0;
  for (const { b, s, power } of fc.sample(fc.record({ b: side, s: side, power: fc.constantFrom("1/4", "1/2", "3/4", 1) }), {
    numRuns: 12,
    seed: 7,
  })) {
    const [values, costs] = [[...b].sort((x, y) => x - y), [...s].sort((x, y) => x - y)];
    const masses = (list: readonly number[]) => list.map(() => `1/${list.length}`);
    const of = (mechanisms: "simple" | "lotteries", budget: "balanced" | "no-deficit") =>
      solved(problemOf(values, masses(values), costs, masses(costs), { utility: { power }, mechanisms, prices: 5 }, budget));
    const [simple, balanced, general] = [
      await of("simple", "balanced"),
      await of("lotteries", "balanced"),
      await of("lotteries", "no-deficit"),
    ];
    expect(balanced.value.lower).toBeGreaterThanOrEqual(simple.value.lower * (1 - 1e-8));
    expect(general.value.lower).toBeGreaterThanOrEqual(balanced.value.lower * (1 - 1e-8));
    expect(general.value.lower).toBeLessThanOrEqual(general.firstBest.upper * (1 + 1e-8));
    expect(Math.abs(balanced.brokerProfit)).toBeLessThan(1e-9);
    expect(general.audit?.passes).toBe(true);
    if (balanced.value.lower > simple.value.lower * (1 + 1e-6)) better++;
  }
  expect(better).toBeGreaterThan(0);
});

test("ten types a side with twenty prices take seconds; truthful traders get what the mechanism says", async () => {
  const law = { distribution: "uniform", min: 0, max: 1 } as const;
  const environment = riskAverseTrade({ buyer: law, seller: law, utility: { power: "1/2" }, mechanisms: "lotteries" });
  const cell = { incentives: "dominant", participation: "ex-post", budget: "no-deficit" } as const;
  const from = cpuTime();
  const { value, status, mechanism } = await solved(
    designProblem({ environment, ...cell, discretization: { rule: "midpoint", points: 10 } }),
  );
  expect(cpuTime() - from).toBeLessThan(15_000);
  expect(status).toBe("optimal");
  if (!mechanism || !isPriced(mechanism)) throw new Error("no mechanism at prices");
  expect(mechanism.at(0.95, 0.05).trade).toBeGreaterThan(0.9);
  expect(mechanism.at(0.04, 0.01)).toMatchObject({ trade: 0 });
  expect(value.lower).toBeGreaterThan(0.25);
});

test("traders who differ, and utilities given in code", async () => {
  const differ = { utility: { buyer: { power: 1 }, seller: { power: "1/2" } }, mechanisms: "lotteries" } as const;
  const exponential = { utility: (x: number) => 1 - Math.exp(-x), mechanisms: "lotteries" } as const;
  for (const stated of [differ, exponential]) {
    const { status, audit, value, firstBest } = await solved(
      problemOf([2, 5, 9], ["1/4", "1/2", "1/4"], [1, 4, 8], ["1/4", "1/2", "1/4"], stated, "balanced"),
    );
    expect(status).toBe("optimal");
    expect(audit?.passes).toBe(true);
    expect(value.lower).toBeGreaterThan(0);
    expect(value.lower).toBeLessThanOrEqual(firstBest.upper);
  }
});

test("continuous types, and a solver for simple mechanisms, are refused", async () => {
  const law = { distribution: "uniform", min: 0, max: 1 } as const;
  const cell = { incentives: "dominant", participation: "ex-post", budget: "balanced" } as const;
  const of = (mechanisms: "simple" | "lotteries") =>
    designProblem({ environment: riskAverseTrade({ buyer: law, seller: law, utility: { power: "1/2" }, mechanisms }), ...cell });
  await expect(solved(of("lotteries"))).rejects.toThrow(/discretization/);
  await expect(solveWith(of("simple"), highs, { solver: highs })).rejects.toThrow(/lotteries/);
});
