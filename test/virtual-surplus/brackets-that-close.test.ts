import { expect, test } from "vitest";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { distribution } from "../../src/distributions/registry.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { multilateralTrade } from "../../src/environments/multilateral-trade.ts";
import { solve } from "../../src/index.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import { solveBracket } from "../../src/virtual-surplus/bracket/solve-bracket.ts";

/** Laws whose brackets once stayed wide: a steep end, a hole, a heavy tail, nobody within sight. */
const moved = (scale: number, shift: number, of: DistributionSpec): DistributionSpec => ({ distribution: "affine", scale, shift, of });
const steepEnd: DistributionSpec = { distribution: "truncated-exponential", rate: 1000, min: 0, max: 1 };
const rare: DistributionSpec = {
  distribution: "mixture",
  weights: ["0.999", "0.001"],
  components: [
    { distribution: "uniform", min: 0, max: 0.5 },
    { distribution: "uniform", min: 0.9, max: 0.9001 },
  ],
};
const heavy: DistributionSpec = { distribution: "lognormal", mu: -1, sigma: 2 };

const bracket = async (buyer: DistributionSpec, seller: DistributionSpec, objective: "gains-from-trade" | "broker-profit", width: number) =>
  solve(designProblem({ environment: bilateralTrade({ buyer: distribution(buyer), seller: distribution(seller) }), objective, width }));

test.each([
  ["a density that falls by e^1000", moved(2.5, 1, { distribution: "power", min: 0, max: 1, exponent: 0.05 }), steepEnd],
  [
    "costs of a mass e^-42",
    { distribution: "discrete", values: [0.1, 0.5, 0.9], masses: ["0.5", "0.4999999", "0.0000001"] },
    moved(1, 0.7, steepEnd),
  ],
  ["a hole and a steep end", moved(-1, 1, steepEnd), rare],
  ["a heavy tail against a steep end", moved(1, 0.7, heavy), steepEnd],
  ["a heavy tail against rare costs", moved(1, 0.7, heavy), rare],
  ["a heavy tail", heavy, { distribution: "power", min: 0, max: 1, exponent: 0.5 }],
  [
    "two heavy tails, one mirrored",
    moved(0.001, 0, { distribution: "pareto", scale: 0.3, shape: 1.05 }),
    moved(-1, 0, { distribution: "lognormal", mu: -1, sigma: 0.5 }),
  ],
] as [string, DistributionSpec, DistributionSpec][])("the broker's profit is bracketed: %s", async (_, buyer, seller) => {
  const wide = await bracket(buyer, seller, "broker-profit", 1e-2);
  const narrow = await bracket(buyer, seller, "broker-profit", 1e-5);
  for (const [{ status, level, value }, width] of [
    [wide, 1e-2],
    [narrow, 1e-5],
  ] as const) {
    expect([status, level]).toEqual(["optimal", "continuum"]);
    expect(value.upper - value.lower).toBeLessThanOrEqual(width * value.upper);
  }
  expect(Math.max(wide.value.lower, narrow.value.lower)).toBeLessThanOrEqual(Math.min(wide.value.upper, narrow.value.upper));
});

test("a monopolist sells to nearly everybody where the heavy tail is not worth more", async () => {
  const { value, level } = await bracket(moved(1, 0.7, heavy), { distribution: "point-mass", at: 0 }, "broker-profit", 1e-9);
  // The maximum over p of p·P(V ≥ p) in 40 digits (mpmath: erfc, a root of the derivative), at p = 0.70038…
  const truth = 0.7001745289526975;
  expect(level).toBe("continuum");
  expect(value.lower).toBeLessThanOrEqual(truth);
  expect(value.upper).toBeGreaterThanOrEqual(truth);
  expect(value.upper - value.lower).toBeLessThanOrEqual(1e-9);
});

test("where trade is certain the gains are the difference of the means, however narrow a law is", async () => {
  const { value, level } = await bracket(
    moved(0.001, 1, { distribution: "uniform", min: 0, max: 1 }),
    { distribution: "beta", a: 100000, b: 100000, min: 0, max: 1 },
    "gains-from-trade",
    1e-6,
  );
  expect(level).toBe("continuum");
  expect(value.lower).toBeLessThanOrEqual(0.5005 + 1e-15);
  expect(value.upper).toBeGreaterThanOrEqual(0.5005 - 1e-15);
  expect(value.upper - value.lower).toBeLessThanOrEqual(1e-6);
});

test("a value far below the types' size is bracketed relative to itself: against a memoryless buyer costs near 0 are uniform", async () => {
  const scale = 1e-6;
  const { status, level, value } = await bracket(
    { distribution: "exponential", rate: 1 / scale, min: 0 },
    { distribution: "uniform", min: 0, max: 1 },
    "broker-profit",
    1e-6,
  );
  // Virtual values v − s against virtual costs 2c: E[((V − s)⁺)²/4] = s²/(2e); types above 2 have the probability e^−2,000,000.
  const truth = (scale * scale) / (2 * Math.E);
  expect([status, level]).toEqual(["optimal", "continuum"]);
  expect(value.lower).toBeLessThanOrEqual(truth * (1 + 1e-12));
  expect(value.upper).toBeGreaterThanOrEqual(truth * (1 - 1e-12));
  expect(value.upper - value.lower).toBeLessThanOrEqual(1e-6 * value.upper);
});

test("a narrow law against an unbounded one: probabilities that leave doubles far from where trade is", async () => {
  const { status, level, value } = await bracket(
    { distribution: "lognormal", mu: -1, sigma: 0.01 },
    moved(-1, 0.3, heavy),
    "broker-profit",
    1e-5,
  );
  expect([status, level]).toEqual(["optimal", "continuum"]);
  expect(value.upper - value.lower).toBeLessThanOrEqual(1e-5 * value.upper);
});

test.each([
  ["bounded", moved(-1, 0, { distribution: "uniform", min: 0, max: 1 }), { distribution: "exponential", rate: 1000, min: 0 }],
  ["unbounded", moved(-1, 0, heavy), { distribution: "pareto", scale: 0.3, shape: 30 }],
  ["touching at 1/3", { distribution: "uniform", min: 0, max: "1/3" }, { distribution: "beta", a: 2, b: 3, min: "1/3", max: 1 }],
] as [string, DistributionSpec, DistributionSpec][])("where no value exceeds a cost 0 is proved: %s", async (_, buyer, seller) => {
  for (const objective of ["gains-from-trade", "broker-profit"] as const) {
    const { status, level, value, firstBest } = await bracket(buyer, seller, objective, 1e-6);
    expect([status, level, value.lower, value.upper, firstBest.upper]).toEqual(["optimal", "continuum", 0, 0, 0]);
  }
});

test("a mechanism on types of next to no probability passes its audit", async () => {
  const { status, mechanism, audit } = await bracket(
    moved(-1, 1, { distribution: "reverse-power", min: 0, max: 1, exponent: 0.5 }),
    { distribution: "beta", a: 1e5, b: 5, min: 0, max: 1 },
    "broker-profit",
    1e-2,
  );
  expect(status).toBe("optimal");
  expect(audit?.passes).toBe(true);
  // Costs of a mass of 1e-305: the means of such cells were quotients of rounding errors.
  expect(Math.min(...(mechanism?.agents[1]?.masses ?? []))).toBeLessThan(1e-250);
  for (const { types, ends } of mechanism?.agents ?? []) {
    (types as Float64Array).forEach((type, k) => {
      expect(type).toBeGreaterThanOrEqual(ends?.low[k] as number);
      expect(type).toBeLessThanOrEqual(ends?.high[k] as number);
    });
  }
});

test("a value that is next to nothing against the types is closed against those, and says so", async () => {
  const result = await bracket(
    moved(1, 0.2, { distribution: "beta", a: 300, b: 1e5, min: 0, max: 1 }),
    moved(1, 0.2, { distribution: "lognormal", mu: -1, sigma: 0.5 }),
    "broker-profit",
    1e-4,
  );
  expect([result.status, result.level]).toEqual(["optimal", "continuum"]);
  expect(result.explanation).toMatch(/next to nothing against what the types are worth/);
  expect(result.value.lower).toBeGreaterThan(0);
  expect(result.value.upper).toBeLessThan(1e-10);
});

test("a bound of exactly 0 is never proved where some value exceeds some cost, however rare that is", () => {
  // 0.3^1000 of the values exceed the least cost: less than any double, and more than 0.
  const trade = bilateralTrade({
    buyer: distribution({ distribution: "reverse-power", min: 0, max: 1, exponent: 1000 }),
    seller: distribution(moved(1, 0.7, { distribution: "beta", a: 1, b: 5, min: 0, max: 1 })),
  });
  const { objective, budget } = designProblem({ environment: trade });
  const found = solveBracket({ ...trade, terms: { weights: objective, budget }, options: { width: 1e-6 } });
  if (!("firstBest" in found)) throw new Error(`no bracket but ${found.status}`);
  expect(found.value.upper).toBeGreaterThan(0);
  expect(found.firstBest.upper).toBeGreaterThan(0);
});

test("in a market, cells that doubles cannot tell apart share by lottery on average and at every profile alike", async () => {
  // Two thirds of the values lie within 1e-16 of 1.
  const environment = multilateralTrade({
    buyers: [{ count: 3, distribution: { distribution: "reverse-power", min: 0, max: 1, exponent: 0.01 } }],
    sellers: [{ count: 1, distribution: moved(1, -2, { distribution: "discrete", values: [0, 0.5, 1], masses: ["1/2", "1/3", "1/6"] }) }],
  });
  const { status, level, audit } = await solve(designProblem({ environment, objective: "broker-profit", width: 0.1 }));
  expect([status, level, audit?.passes]).toEqual(["optimal", "continuum", true]);
});
