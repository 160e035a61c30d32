import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { customLaw } from "../../src/distributions/laws/custom.ts";
import { distribution } from "../../src/distributions/registry.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { multilateralTrade } from "../../src/environments/multilateral-trade.ts";
import { solve } from "../../src/index.ts";
import { type DesignProblemInput, designProblem } from "../../src/problem/design-problem.ts";

const trade = (buyer: DistributionSpec, seller: DistributionSpec, rest: Omit<DesignProblemInput, "environment"> = {}) =>
  solve(designProblem({ environment: bilateralTrade({ buyer: distribution(buyer), seller: distribution(seller) }), ...rest }));

const hump = (mean: number, sd: number): DistributionSpec => ({ distribution: "truncated-normal", mean, sd, min: 0, max: 1 });
const humps = (sd: number): DistributionSpec => ({
  distribution: "mixture",
  weights: ["1/2", "1/2"],
  components: [hump(0.3, sd), hump(0.7, sd)],
});
const shifted = (shift: number | string, of: DistributionSpec): DistributionSpec => ({ distribution: "affine", scale: 1, shift, of });
const unit: DistributionSpec = { distribution: "uniform", min: 0, max: 1 };

describe("values known in many digits lie inside", () => {
  const bell = (max: number): DistributionSpec => ({ distribution: "truncated-normal", mean: 5, sd: 1, min: 0, max });
  test.each([
    ["two humps", humps(0.01), humps(0.01), {}, 0.1022489383, 7e-10, 0.10282094792, 1e-9],
    ["unequal shifts of 1e9", shifted(1000000000.3, unit), shifted(1000000000, unit), {}, 0.308953125, 0, 0.357166666666667, 1e-14],
    ["all probability on a tenth of the support", bell(100), bell(100), {}, 0.477758218, 2e-9, 0.56418842, 1e-9],
    ["support a thousand times too long", bell(10000), bell(10000), {}, 0.477758218, 2e-9, 0.56418842, 1e-9],
    [
      "a tail without rivals",
      { distribution: "uniform", min: 3, max: 4 },
      { distribution: "exponential", rate: 1, min: 0 },
      {},
      2.526386656,
      1e-8,
      2.5 + Math.exp(-3) - Math.exp(-4),
      1e-15,
    ],
  ] as const)("%s", async (_, buyer, seller, rest, value, digits, first, firstDigits) => {
    const result = await trade(buyer as DistributionSpec, seller as DistributionSpec, rest);
    expect(result.status).toBe("optimal");
    expect(result.level).toBe("continuum");
    expect(result.value.lower).toBeLessThanOrEqual(value + digits);
    expect(result.value.upper).toBeGreaterThanOrEqual(value - digits);
    expect(result.firstBest.lower).toBeLessThanOrEqual(first + firstDigits);
    expect(result.firstBest.upper).toBeGreaterThanOrEqual(first - firstDigits);
  });

  test.each([1e-4, 1e-5, 1e-6])("a jump of the density, at width %d", async (width) => {
    const buyer: DistributionSpec = {
      distribution: "mixture",
      weights: ["1/3", "2/3"],
      components: [
        { distribution: "uniform", min: 1, max: 2.5 },
        { distribution: "normal", mean: 2, sd: 1 },
      ],
    };
    const { value } = await trade(
      buyer,
      { distribution: "pareto", scale: 1, shape: 4 },
      { budget: "none", objective: "broker-profit", width },
    );
    expect(value.lower).toBeLessThanOrEqual(0.2223579328 + 1e-10);
    expect(value.upper).toBeGreaterThanOrEqual(0.2223579328 - 1e-10);
    expect(value.upper - value.lower).toBeLessThanOrEqual(width * value.upper);
  });

  test("two lognormal buyers and two sellers of four types", async () => {
    const environment = multilateralTrade({
      buyers: [{ count: 2, distribution: distribution({ distribution: "lognormal", mu: 0.5, sigma: 1 }) }],
      sellers: [
        {
          count: 2,
          distribution: distribution({ distribution: "discrete", values: [0, 1, 1.1, 1.3], masses: ["3/14", "7/14", "3/14", "1/14"] }),
        },
      ],
    });
    const { value, status } = await solve(designProblem({ environment }));
    expect(status).toBe("optimal");
    expect(value.lower).toBeGreaterThan(4.0512);
    expect(value.lower).toBeLessThanOrEqual(value.upper);
    expect(value.upper - value.lower).toBeLessThanOrEqual(1e-8 * value.upper);
  });
});

test("a value of 0 closes: the broker of a balanced budget earns nothing", async () => {
  const { value, status } = await trade(unit, unit, { budget: "balanced", objective: "broker-profit" });
  expect(status).toBe("optimal");
  expect(value.lower).toBe(0);
  expect(value.upper).toBeLessThanOrEqual(1e-8 / 6);
});

test("the unit of money does not matter", async () => {
  const inUnits = (unit: number) =>
    trade(
      { distribution: "affine", scale: unit, shift: 0, of: { distribution: "uniform", min: 1.5, max: 3.25 } },
      { distribution: "affine", scale: unit, shift: 0, of: { distribution: "normal", mean: -1.25, sd: 0.5 } },
      { width: 1e-5 },
    );
  const [one, small, large] = await Promise.all([inUnits(1), inUnits(0.01), inUnits(1e6)]);
  for (const { status } of [one, small, large]) expect(status).toBe("optimal");
  for (const [result, scale] of [
    [small, 100],
    [large, 1e-6],
  ] as const) {
    expect(result.value.lower * scale).toBeLessThanOrEqual(one.value.upper * (1 + 1e-15));
    expect(result.value.upper * scale).toBeGreaterThanOrEqual(one.value.lower * (1 - 1e-15));
  }
});

test("a required profit below the largest one is feasible, and the largest one is found", async () => {
  const { value } = await trade(humps(0.006), humps(0.006), { objective: "broker-profit", budget: "none", width: 1e-6 });
  expect(value.upper).toBeGreaterThanOrEqual(0.0913633);
  const { status } = await trade(humps(0.006), humps(0.006), { budget: { rule: "ex-ante", requiredProfit: "0.0912720" }, width: 1e-4 });
  expect(status).toBe("optimal");
});

test("a law made of functions gives a numerical bracket, not a proved one", async () => {
  const law = customLaw({ cdf: (x) => Math.min(1, Math.max(0, x)), quantile: (p) => p, support: { min: 0, max: 1 } });
  const result = await solve(designProblem({ environment: bilateralTrade({ buyer: law, seller: law }), width: 0.05 }));
  expect(result.level).toBe("float");
  expect(result.explanation).toContain("numerical bracket");
  expect(result.value.lower).toBeLessThanOrEqual(result.value.upper);
});

/** Ill-conditioned laws of each kind. */
const sharp: fc.Arbitrary<DistributionSpec> = fc.oneof(
  fc
    .tuple(fc.double({ min: 0.1, max: 0.9, noNaN: true }), fc.integer({ min: 5, max: 60 }))
    .map(([m, k]) => hump(Number(m.toFixed(3)), Number((0.3 / k).toFixed(4)))),
  fc.integer({ min: 5, max: 60 }).map((k) => humps(Number((0.3 / k).toFixed(4)))),
  // A near-gap.
  fc.integer({ min: 5, max: 20 }).map(
    (e): DistributionSpec => ({
      distribution: "piecewise-uniform",
      knots: [0, 0.4, 0.6, 1],
      masses: ["1/2", `1/1${"0".repeat(e)}`, `4${"9".repeat(e - 1)}/1${"0".repeat(e)}`],
    }),
  ),
  // A rare type.
  fc.integer({ min: 4, max: 12 }).map(
    (e): DistributionSpec => ({
      distribution: "mixture",
      weights: [`1/1${"0".repeat(e)}`, `${"9".repeat(e)}/1${"0".repeat(e)}`],
      components: [{ distribution: "point-mass", at: 5 }, unit],
    }),
  ),
  fc
    .integer({ min: 1, max: 4 })
    .map((e): DistributionSpec => ({ distribution: "truncated-normal", mean: 0.5, sd: 0.1, min: 0, max: 10 ** e })),
  fc
    .integer({ min: 0, max: 12 })
    .map((e): DistributionSpec => shifted(10 ** e, shifted(-(10 ** e), { distribution: "beta", a: 2, b: 3, min: 0, max: 1 }))),
  fc.constant<DistributionSpec>({ distribution: "power", min: 0, max: 1, exponent: 0.3 }),
  fc.constant<DistributionSpec>({ distribution: "exponential", rate: 3, min: 0 }),
);

test("random ill-conditioned pairs: bounds in order, and brackets of two widths meet", async () => {
  await fc.assert(
    fc.asyncProperty(sharp, sharp, fc.integer({ min: 0, max: 12 }), async (buyer, seller, e) => {
      const far = 10 ** e;
      const [coarse, fine, moved] = await Promise.all([
        trade(buyer, seller, { width: 1e-2 }),
        trade(buyer, seller, { width: 1e-4 }),
        trade(shifted(far, buyer), shifted(far, seller), { width: 1e-3 }),
      ]);
      for (const { value, firstBest, level } of [coarse, fine, moved]) {
        expect(level === "continuum" || level === "float").toBe(true);
        expect(value.lower).toBeLessThanOrEqual(value.upper);
        expect(firstBest.lower).toBeLessThanOrEqual(firstBest.upper);
        expect(value.lower).toBeLessThanOrEqual(firstBest.upper);
      }
      for (const other of [fine, moved]) {
        expect(other.value.lower).toBeLessThanOrEqual(coarse.value.upper);
        expect(other.value.upper).toBeGreaterThanOrEqual(coarse.value.lower);
        expect(other.firstBest.lower).toBeLessThanOrEqual(coarse.firstBest.upper);
        expect(other.firstBest.upper).toBeGreaterThanOrEqual(coarse.firstBest.lower);
      }
    }),
    { numRuns: 12 },
  );
});
