import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Rational, rational, toNumber, zero } from "../../../src/arithmetic/rational.ts";
import type { DistributionSpec } from "../../../src/distributions/distribution.ts";
import { distribution } from "../../../src/distributions/registry.ts";
import { firstBestBounds } from "../../../src/theorems/support/first-best.ts";
import { meanExcess, meanShortfall, overlapIntegral } from "../../../src/theorems/support/overlap-integral.ts";
import { chargeSlack } from "../../../src/theorems/support/participation-charges.ts";

const bell = (max: number, sd = 1): DistributionSpec => ({ distribution: "truncated-normal", mean: 5, sd, min: 0, max });
const unit: DistributionSpec = { distribution: "uniform", min: 0, max: 1 };
const bounds = (buyer: DistributionSpec, seller: DistributionSpec) => firstBestBounds(distribution(buyer), distribution(seller));

describe("first best of two laws, against closed forms", () => {
  test.each<readonly [string, DistributionSpec, DistributionSpec, number]>([
    ["uniform", unit, unit, 1 / 6],
    ["normal", { distribution: "normal", mean: 5, sd: 1 }, { distribution: "normal", mean: 5, sd: 1 }, 1 / Math.sqrt(Math.PI)],
    // E[(B − S)⁺] of independent exponentials with rates 1 and 2: 1/1 · 2/3.
    ["exponential", { distribution: "exponential", rate: 1, min: 0 }, { distribution: "exponential", rate: 2, min: 0 }, 2 / 3],
    // ∫_0^1 F_S(1 − F_B) with F_S = √t and F_B = t².
    [
      "power",
      { distribution: "power", min: 0, max: 1, exponent: 2 },
      { distribution: "power", min: 0, max: 1, exponent: "1/2" },
      2 / 3 - 2 / 7,
    ],
    // One atom against a uniform law.
    ["atom", { distribution: "point-mass", at: "3/4" }, unit, 9 / 32],
    ["atom of the seller", unit, { distribution: "point-mass", at: "3/4" }, 1 / 32],
    // Two humps ten apart: half of the pairs are in different humps, half of these gain 10; within a hump sd/√π.
    [
      "narrow humps",
      ...([0, 0] as const).map(
        (): DistributionSpec => ({
          distribution: "mixture",
          weights: ["1/2", "1/2"],
          components: [
            { distribution: "normal", mean: 0, sd: "1/1000" },
            { distribution: "normal", mean: 10, sd: "1/1000" },
          ],
        }),
      ),
      2.5 + 0.0005 / Math.sqrt(Math.PI),
    ] as unknown as readonly [string, DistributionSpec, DistributionSpec, number],
    ["no overlap", unit, { distribution: "uniform", min: 2, max: 3 }, 0],
    ["full overlap", { distribution: "uniform", min: 2, max: 3 }, unit, 2],
  ])("%s", (_, buyer, seller, truth) => {
    const { lower, value, upper } = bounds(buyer, seller);
    expect(lower).toBeLessThanOrEqual(truth);
    expect(upper).toBeGreaterThanOrEqual(truth);
    expect(upper - lower).toBeLessThanOrEqual(1e-6 * truth);
    expect(Math.abs(value - truth)).toBeLessThanOrEqual(1e-9 * truth);
  });

  // Both laws are N(5, 1) but for a tail of mass 3e-7 below 0.
  test.each([100, 1e4, 1e6, 1e9])("a law concentrated on a small part of [0, %d]", (max) => {
    const { lower, value, upper } = bounds(bell(max), bell(max));
    expect(Math.abs(value - 0.56418842)).toBeLessThan(1e-9);
    expect(lower).toBeLessThan(0.564188421);
    expect(upper).toBeGreaterThan(0.564188419);
    expect(upper - lower).toBeLessThan(3e-7);
  });

  test("digits that the types have in common are not claimed", () => {
    const far = (shift: number): DistributionSpec => ({ distribution: "affine", scale: 1, shift, of: unit });
    const { lower, upper } = bounds(far(1e12), far(1e12));
    expect(lower).toBeLessThanOrEqual(1 / 6);
    expect(upper).toBeGreaterThanOrEqual(1 / 6);
    expect(upper - lower).toBeGreaterThan(1e-6);
  });
});

/** Piecewise-uniform law on whole knots, and ∫_−∞^x of its cdf, exactly. */
const piecewise = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 5 })), { minLength: 1, maxLength: 4 })
  .filter((steps) => steps.some(([, mass]) => mass > 0) && (steps[0]?.[1] ?? 0) > 0 && (steps.at(-1)?.[1] ?? 0) > 0)
  .chain((steps) => fc.integer({ min: -3, max: 3 }).map((start) => ({ steps, start })));

type Steps = { readonly steps: readonly (readonly [number, number])[]; readonly start: number };

function specOf({ steps, start }: Steps): DistributionSpec {
  const knots = [start];
  for (const [width] of steps) knots.push((knots.at(-1) as number) + width);
  const total = steps.reduce((sum, [, mass]) => sum + mass, 0);
  return { distribution: "piecewise-uniform", knots, masses: steps.map(([, mass]) => `${mass}/${total}`) };
}

/** P(V ≤ x) by the definition. */
function cdfOf({ steps, start }: Steps, x: Rational): Rational {
  const total = steps.reduce((sum, [, mass]) => sum + mass, 0);
  let [sum, from] = [zero, rational(start)];
  for (const [width, mass] of steps) {
    const inside = x.sub(from).div(rational(width));
    const share = inside.lt(zero) ? zero : inside.gt(rational(1)) ? rational(1) : inside;
    sum = sum.add(share.mul(rational(mass)).div(rational(total)));
    from = from.add(rational(width));
  }
  return sum;
}

test("bounds contain ∫ F_S(1 − F_B) of random piecewise-uniform laws, between any two points", () => {
  fc.assert(
    fc.property(piecewise, piecewise, fc.integer({ min: -4, max: 12 }), fc.integer({ min: 1, max: 12 }), (b, s, from, length) => {
      // Between whole numbers the integrand is quadratic: Simpson's rule is exact.
      const f = (x: Rational) => cdfOf(s, x).mul(rational(1).sub(cdfOf(b, x)));
      let truth = zero;
      for (let k = from; k < from + length; k++) {
        const middle = rational(k).add(rational("1/2"));
        truth = truth.add(
          f(rational(k))
            .add(f(middle).mul(4n))
            .add(f(rational(k + 1)))
            .div(6n),
        );
      }
      const { lower, value, upper } = overlapIntegral(distribution(specOf(b)), distribution(specOf(s)), from, from + length);
      const exact = toNumber(truth);
      expect(lower).toBeLessThanOrEqual(exact);
      expect(upper).toBeGreaterThanOrEqual(exact);
      expect(value).toBeGreaterThanOrEqual(lower);
      expect(value).toBeLessThanOrEqual(upper);
      expect(upper - lower).toBeLessThanOrEqual(3e-7 * exact + 1e-13);
    }),
    { numRuns: 60 },
  );
});

test("shortfall and excess are integrals of the two tails: they differ by v − E[V]", () => {
  for (const spec of [unit, bell(100), { distribution: "exponential", rate: 3, min: -1 } as const]) {
    const law = distribution(spec);
    for (const v of [-2, 0.1, 0.5, 3, 7]) expect(meanShortfall(law, v) - meanExcess(law, v)).toBeCloseTo(v - law.mean, 9);
  }
});

test("the slack of the charges does not depend on how much longer than needed the supports are", () => {
  // One law on both sides: the price is its median, ∫min is E|V − median|, which for N(5, 1) is √(2/π); twice the first best is 2/√π.
  const truth = 2 / Math.sqrt(Math.PI) - Math.sqrt(2 / Math.PI);
  for (const max of [100, 1e4, 1e7]) {
    const { lower, upper } = chargeSlack(distribution(bell(max)), distribution(bell(max)));
    // The tail below 0 moves the truth by about 1e-6.
    expect(lower).toBeGreaterThan(truth - 1e-5);
    expect(upper).toBeLessThan(truth + 1e-5);
  }
});
