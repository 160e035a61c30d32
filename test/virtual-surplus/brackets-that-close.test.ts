import { expect, test } from "vitest";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { distribution } from "../../src/distributions/registry.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { solve } from "../../src/index.ts";
import { designProblem } from "../../src/problem/design-problem.ts";

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
