import { expect, test } from "vitest";
import { rational } from "../../src/arithmetic/rational.ts";
import { bilateralTrade, designProblem, isBilateral, type Result, solve, uniform } from "../../src/index.ts";
import { solveBracket } from "../../src/virtual-surplus/bracket/solve-bracket.ts";
import { tried } from "../support/tried.ts";

const unit = uniform({ min: 0, max: 1 });
const environment = bilateralTrade({ buyer: unit, seller: unit });
const ask = (more: { requiredProfit?: number | string; objective?: "broker-profit" } = {}): Promise<Result> =>
  solve(
    designProblem({
      environment,
      budget: { rule: "ex-ante", requiredProfit: more.requiredProfit ?? 0 },
      ...(more.objective ? { objective: more.objective } : {}),
    }),
  );

function expectContains({ lower, upper }: { lower: number; upper: number }, truth: number, relativeWidth = 1e-8): void {
  expect(lower).toBeLessThanOrEqual(truth);
  expect(upper).toBeGreaterThanOrEqual(truth);
  expect(upper - lower).toBeLessThanOrEqual(relativeWidth * Math.abs(truth));
}

/** Trade iff the buyer's value exceeds the seller's cost by `gap`, up to the size of a cell. */
function expectGap({ mechanism }: Result, gap: number): void {
  if (!mechanism || !isBilateral(mechanism)) throw new Error("a bilateral mechanism was expected");
  for (let k = 1; k < 40; k++) {
    const cost = (k / 40) * (1 - gap);
    const edge = cost + gap;
    expect(mechanism.at(Math.min(1, edge + 0.003), cost).trade).toBe(1);
    expect(mechanism.at(edge - 0.003, cost).trade).toBe(0);
  }
}

test("gains 9/64 with gap 1/4 and α = 1/3; first best 1/6 (Myerson–Satterthwaite 1983)", async () => {
  const result = await ask();
  expect(result.status).toBe("optimal");
  expect(result.route).toBe("virtual-surplus");
  expect(result.level).toBe("continuum");
  expectContains(result.value, 9 / 64);
  expectContains(result.firstBest, 1 / 6);
  const lambda = result.multiplier as number;
  expect(lambda / (1 + lambda)).toBeCloseTo(1 / 3, 6);
  expectGap(result, 1 / 4);
});

test("a broker earns 1/24 and lets trade happen beyond a gap of 1/2", async () => {
  const result = await ask({ objective: "broker-profit" });
  expectContains(result.value, 1 / 24);
  expect(result.multiplier).toBe(0);
  expectGap(result, 1 / 2);
});

test("a subsidy of 1/6 buys the first best, any smaller one does not", async () => {
  const enough = await ask({ requiredProfit: "-1/6" });
  expectContains(enough.value, 1 / 6);
  const less = await ask({ requiredProfit: "-0.166" });
  expect(less.value.upper).toBeLessThan(1 / 6);
  expect(less.multiplier).toBeGreaterThan(0);
  const more = await ask({ requiredProfit: "-1/5" });
  expectContains(more.value, 1 / 6);
  expect(more.multiplier).toBe(0);
});

test("along the frontier profit is (3α − 1)/(6(1 + α)³) and gains 1/6 − d²/2 + d³/3 with d = α/(1 + α)", async () => {
  for (const alpha of tried([0.05, 0.5, 0.9], [0.05, 0.2, 1 / 3, 0.5, 0.75, 0.9])) {
    const requiredProfit = (3 * alpha - 1) / (6 * (1 + alpha) ** 3);
    const gap = alpha / (1 + alpha);
    const result = await ask({ requiredProfit });
    // r is rounded to a double; λ prices what that moves.
    const truth = 1 / 6 - gap ** 2 / 2 + gap ** 3 / 3;
    const slack = 1e-15;
    expect(result.value.lower).toBeLessThanOrEqual(truth + slack);
    expect(result.value.upper).toBeGreaterThanOrEqual(truth - slack);
    expect(result.value.upper - result.value.lower).toBeLessThanOrEqual(1e-8 * truth);
    // The dual is flat at its minimum: a value known to 1e-8 pins the multiplier down to the square root of that.
    const lambda = result.multiplier as number;
    expect(lambda / (1 + lambda)).toBeCloseTo(alpha, 4);
  }
});

test("one round: width at most 1e-8 with 10⁴ cells a side, 1e-10 with 10⁵, and the square of the size of a cell in between", () => {
  const one = rational(1);
  const widthWith = (cells: number): number => {
    // Quantiles and equal steps coincide for a uniform law, so half of the knots that are asked for are double.
    const found = solveBracket({
      ...environment,
      terms: { weights: { buyers: one, sellers: one, broker: one }, budget: { rule: "ex-ante", requiredProfit: rational(0) } },
      options: { firstCells: 2 * cells, maxCells: 1 },
    });
    if (found.status !== "limit" && found.status !== "optimal") throw new Error(found.status);
    expect(found.rounds).toHaveLength(1);
    const [round] = found.rounds;
    for (const count of round?.cells ?? []) expect(count).toBeLessThanOrEqual(cells * 1.01);
    expect(found.value.lower).toBeLessThanOrEqual(9 / 64);
    expect(found.value.upper).toBeGreaterThanOrEqual(9 / 64);
    return found.value.upper - found.value.lower;
  };
  expect(widthWith(10)).toBeLessThanOrEqual(6e-3);
  expect(widthWith(100)).toBeLessThanOrEqual(6e-5);
  expect(widthWith(1000)).toBeLessThanOrEqual(6e-7);
  expect(widthWith(10_000)).toBeLessThanOrEqual(6e-9);
  expect(widthWith(100_000)).toBeLessThanOrEqual(1e-10);
});

test("no deficit in any state and balance in every state cost nothing", async () => {
  for (const rule of ["no-deficit", "balanced"] as const) {
    const result = await solve(designProblem({ environment, budget: rule }));
    expectContains(result.value, 9 / 64);
    expect(result.audit?.passes).toBe(true);
  }
});
