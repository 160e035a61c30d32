import fc from "fast-check";
import { expect, test } from "vitest";
import { clarabel } from "../../solvers/clarabel.ts";
import { createHighsSolver } from "../../solvers/highs.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import { tradeQuestion } from "../../src/program/question.ts";
import { build } from "../../src/program/reduced/build.ts";
import { ThresholdProgram } from "../../src/program/thresholds/threshold-program.ts";
import { bestMixture } from "../../src/routes/thresholds/best-mixture.ts";
import { type Guide, interiorGuide } from "../../src/routes/thresholds/interior.ts";
import { thresholdSets } from "../../src/routes/thresholds/threshold-sets.ts";
import { solveWith } from "../../src/solve.ts";
import type { Solver } from "../../src/solver/solver.ts";

const solver = createHighsSolver();
const uniform = { distribution: "uniform", min: 0, max: 1 };
const instanceOf = (buyer: object, seller: object, rest: object = {}) => ({
  format: "secondbest/instance@1",
  environment: { kind: "bilateral-trade", buyer, seller },
  incentives: "dominant",
  participation: "ex-post",
  budget: "no-deficit",
  ...rest,
});
const unlimited = { timeLimitSeconds: Number.POSITIVE_INFINITY, onProgress: undefined };

test("random types, masses, weights and subsidies: the value is that of the program over states, and no bound is below it", async () => {
  const types = fc
    .uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 6 })
    .map((values) => values.sort((a, b) => a - b))
    .chain((values) =>
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: values.length, maxLength: values.length }).map((weights) => {
        const total = weights.reduce((sum, own) => sum + own, 0);
        return { distribution: "discrete", values, masses: weights.map((own) => `${own}/${total}`) };
      }),
    );
  const objective = fc.constantFrom("gains-from-trade", "broker-profit", { weights: { buyers: 1, sellers: 0.5, broker: 1 } });
  const profit = fc.constantFrom("0", "0", "-1/2", "-3");
  let mixed = 0;
  for (const [buyer, seller, aim, requiredProfit] of fc.sample(fc.tuple(types, types, objective, profit), { numRuns: 60 })) {
    const problem = parseInstance(instanceOf(buyer, seller, { objective: aim, budget: { rule: "no-deficit", requiredProfit } }));
    const told = JSON.stringify([buyer, seller, aim, requiredProfit]);
    const question = tradeQuestion(problem);
    const { objective: truth } = await solver.solve(build(question).program);
    const program = new ThresholdProgram(question);
    const { status, lower, upper, mixture } = await bestMixture(program, solver, unlimited);
    expect(status, told).toBe("optimal");
    expect(Math.abs(lower - truth), told).toBeLessThan(1e-7);
    expect(upper - truth, told).toBeGreaterThan(-1e-8);
    expect(upper - truth, told).toBeLessThan(1e-6);
    for (const prices of fc.sample(
      fc.float64Array({ min: 0, max: 2, noNaN: true, minLength: program.m * program.n, maxLength: program.m * program.n }),
      {
        numRuns: 3,
      },
    ))
      expect(program.best(prices).bound, told).toBeGreaterThan(truth - 1e-9);
    if (mixture.length > 1) mixed++;
  }
  expect(mixed).toBeGreaterThan(3);
});

test("160 × 160 uniform types: the best price on the grid, which splits the types in two, and an audited mechanism", async () => {
  const points = 160;
  const problem = parseInstance(instanceOf(uniform, uniform, { discretization: { rule: "midpoint", points } }));
  const result = await solveWith(problem, solver);
  expect(result).toMatchObject({ status: "optimal", route: "threshold-sets" });
  expect(result.audit?.passes).toBe(true);
  // k buyers above a price at a type of theirs, and as many sellers up to it: Σ Σ (v − c)/n².
  const best = Math.max(
    ...Array.from({ length: points }, (_, j) => {
      const [buyers, sellers] = [points - j, j + 1];
      const [value, cost] = [(j + points) / 2 / points, sellers / 2 / points];
      return ((buyers * sellers) / points ** 2) * (value - cost);
    }),
  );
  expect(result.value.lower).toBeCloseTo(best, 9);
  expect(result.value.upper).toBeCloseTo(best, 9);
});

test("laws whose prices are hard to find: those of an interior point end the search, whatever else they are", async () => {
  const bell = { distribution: "beta", a: 3, b: 12, min: 0, max: 1 };
  const humps = (weights: readonly string[]) => ({ distribution: "mixture", weights, components: [bell, { ...bell, a: 12, b: 3 }] });
  const problem = parseInstance(
    instanceOf(humps(["3/4", "1/4"]), humps(["1/4", "3/4"]), { discretization: { rule: "midpoint", points: 44 } }),
  );
  const question = tradeQuestion(problem);
  const { objective: truth } = await solver.solve(build(question).program);
  const program = new ThresholdProgram(question);
  const interior = (await interiorGuide(question, clarabel, 600)) as Guide;
  expect(program.best(interior.prices).bound / truth - 1).toBeLessThan(1e-7);
  // Of nothing but noise, sets that lose and prices that prove nothing, the search makes the same optimum as of good advice.
  const guides: readonly Guide[] = [
    interior,
    {
      prices: interior.prices.map((_, state) => (state % 7) / 7),
      sets: [program.posted(3), new Int32Array(program.m).fill(program.n)],
      seconds: 0,
    },
  ];
  for (const guide of guides) {
    let asked = 0;
    const { status, lower, upper } = await bestMixture(program, solver, unlimited, async () => {
      asked++;
      return guide;
    });
    expect(status).toBe("optimal");
    expect(asked).toBe(1);
    expect(Math.abs(lower / truth - 1)).toBeLessThan(2e-7);
    expect(upper - lower).toBeLessThanOrEqual(2e-7 * truth);
    expect(upper).toBeGreaterThan(truth * (1 - 1e-9));
  }
});

test("a solver whose prices are wrong gets no optimum: the bound that they prove stays apart; nothing to gain is 0", async () => {
  const careless: Solver = {
    ...solver,
    async solve(program, options) {
      const solution = await solver.solve(program, options);
      return { ...solution, rowMultipliers: solution.rowMultipliers?.map(() => 0) };
    },
  };
  const problem = parseInstance(instanceOf(uniform, uniform, { discretization: { rule: "midpoint", points: 20 } }));
  const { status, lower, upper } = await bestMixture(new ThresholdProgram(tradeQuestion(problem)), careless, unlimited);
  expect(status).toBe("limit");
  // At prices of 0 nothing but the first best is a bound: 1/6 less 1/(6·20²).
  expect(upper).toBeCloseTo((1 - 1 / 400) / 6, 9);
  expect(lower).toBeLessThan(upper);
  const apart = parseInstance(instanceOf(uniform, { ...uniform, min: 2, max: 3 }, { discretization: { rule: "midpoint", points: 20 } }));
  expect(await bestMixture(new ThresholdProgram(tradeQuestion(apart)), solver, unlimited)).toMatchObject({ status: "optimal", lower: 0 });
});

test("time limits keep the bracket; what is not served says what is", async () => {
  const bell = { distribution: "beta", a: 2, b: 8, min: 0, max: 1 };
  const humps = { distribution: "mixture", weights: ["1/2", "1/2"], components: [bell, { ...bell, a: 8, b: 2 }] };
  const problem = parseInstance(instanceOf(humps, humps, { discretization: { rule: "midpoint", points: 40 } }));
  const { status, lower, upper } = await bestMixture(new ThresholdProgram(tradeQuestion(problem)), solver, {
    ...unlimited,
    timeLimitSeconds: 0.2,
  });
  expect(status).toBe("limit");
  expect(lower).toBeGreaterThan(0);
  expect(upper).toBeGreaterThan(lower);
  const large = { discretization: { rule: "midpoint", points: 160 } };
  for (const words of [
    {},
    { budget: "balanced" },
    { participation: "interim" },
    { objective: { weights: { buyers: 2, sellers: 1, broker: 1 } } },
  ]) {
    const accepted = thresholdSets.accepts(
      parseInstance(instanceOf(uniform, uniform, { ...words, ...(Object.keys(words).length > 0 ? large : {}) })),
    );
    expect(accepted).toBe(false);
  }
});

test("when the time is up at once, bounds are what is known without a program; too many pairs are refused with how many are served", async () => {
  const grid = (points: number) => parseInstance(instanceOf(uniform, uniform, { discretization: { rule: "midpoint", points } }));
  const { status, value, firstBest, audit } = await solveWith(grid(150), solver, { timeLimitSeconds: 1e-6 });
  expect([status, audit?.passes]).toEqual(["limit", true]);
  // The best posted price between uniform types is worth 1/8 in the limit.
  expect(value.lower).toBeCloseTo(1 / 8, 2);
  expect(value.upper).toBeGreaterThanOrEqual(value.lower);
  expect(value.upper).toBeLessThanOrEqual(firstBest.upper * (1 + 1e-9));
  await expect(solveWith(grid(3_000), solver)).rejects.toMatchObject({ changes: [{ "discretization.points": 2_000 }] });
});
