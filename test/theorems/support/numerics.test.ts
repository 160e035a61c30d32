import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectationOver } from "../../../regressions/support/expectation-over.ts";
import { integrateRegion } from "../../../regressions/support/quadrature.ts";
import { randomSource } from "../../../regressions/support/random.ts";
import { one, sumRationals } from "../../../src/arithmetic/rational.ts";
import { distribution } from "../../../src/distributions/registry.ts";
import { integrate, integratePieces } from "../../../src/theorems/support/quadrature.ts";
import { findRoot } from "../../../src/theorems/support/root.ts";

describe("integrate", () => {
  test.each([
    ["x⁷ on [−1, 2]", (x: number) => x ** 7, -1, 2, 255 / 8],
    ["√x on [0, 1]", Math.sqrt, 0, 1, 2 / 3],
    ["x^(−1/2) on [0, 4]", (x: number) => x ** -0.5, 0, 4, 4],
    ["log x on [0, 1]", Math.log, 0, 1, -1],
    ["e^x on [0, 1]", Math.exp, 0, 1, Math.E - 1],
    ["1/(1+25x²) on [−1, 1]", (x: number) => 1 / (1 + 25 * x * x), -1, 1, (2 * Math.atan(5)) / 5],
  ])("%s", (_, f, a, b, truth) => {
    expect(integrate(f, a, b)).toBeCloseTo(truth, 11);
  });

  test("nothing over an empty interval", () => {
    expect(integrate(() => 1, 1, 1)).toBe(0);
    expect(integrate(() => 1, 2, 1)).toBe(0);
    expect(integratePieces(() => 1, 2, 1, [1.5])).toBe(0);
  });

  test("cutting at kinks makes |x − c| exact", () => {
    fc.assert(
      fc.property(fc.double({ min: -0.5, max: 1.5, noNaN: true }), (c) => {
        const inside = Math.min(Math.max(c, 0), 1);
        const truth = (inside - 0) * Math.abs(c - inside / 2) + (1 - inside) * Math.abs((1 + inside) / 2 - c);
        expect(integratePieces((x) => Math.abs(x - c), 0, 1, [c])).toBeCloseTo(truth, 12);
      }),
    );
  });

  test("the triangle x ≤ y of xy", () => {
    expect(
      integrateRegion(
        (x, y) => x * y,
        0,
        1,
        (x) => x,
        () => 1,
      ),
    ).toBeCloseTo(1 / 8, 13);
  });
});

describe("expectationOver", () => {
  const laws = [
    { distribution: "uniform", min: -1, max: 3 },
    { distribution: "power", min: "1/4", max: 2, exponent: "1/2" },
    { distribution: "reverse-power", min: 1, max: 2, exponent: 3 },
    { distribution: "truncated-exponential", min: 0, max: 2, rate: -3 },
    { distribution: "piecewise-uniform", knots: [0, 1, 3], masses: ["3/4", "1/4"] },
  ] as const;

  test.each(laws.map((law) => [law.distribution, law] as const))("%s: partial means of the law itself", (_, spec) => {
    const law = distribution(spec);
    const { min, max } = law.support;
    for (const [from, to] of [
      [0, 1],
      [0.2, 0.7],
      [0.5, 1],
      [-1, 0.3],
    ].map((ends) => ends.map((share) => min + share * (max - min))) as [number, number][]) {
      expect(expectationOver(law, (x) => x, from, to)).toBeCloseTo(law.partialMean(Math.max(from, min), to), 11);
      expect(expectationOver(law, () => 1, from, to)).toBeCloseTo(law.cdf(to) - law.cdf(from), 11);
    }
  });

  test("∫ (1 − F)/f dF = ∫ (1 − F), where the density vanishes", () => {
    const law = distribution({ distribution: "power", min: "1/2", max: "3/2", exponent: 3 });
    expect(expectationOver(law, (x) => law.survival(x) / law.pdf(x))).toBeCloseTo(law.mean - 1 / 2, 10);
  });
});

describe("findRoot", () => {
  test("monotone functions, steep and flat, up to the last bits", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.integer({ min: 1, max: 9 }), (root, power) => {
        const f = (x: number) => Math.sign(x - root) * Math.abs(x - root) ** power;
        expect(Math.abs(findRoot(f, 0, 1) - root)).toBeLessThan(1e-12);
        expect(Math.abs(findRoot((x) => -f(x), 0, 1) - root)).toBeLessThan(1e-12);
      }),
    );
  });

  test("a jump is found, and the nearer end when there is no change of sign", () => {
    expect(findRoot((x) => (x < 0.3 ? -1 : 2), 0, 1)).toBeCloseTo(0.3, 12);
    expect(findRoot((x) => x + 1, 0, 1)).toBe(0);
    expect(findRoot((x) => x - 5, 0, 1)).toBe(1);
    expect(findRoot((x) => x, 0, 1)).toBe(0);
  });
});

describe("randomSource", () => {
  test("same seed, same draws; another seed, others", () => {
    const draw = (seed: number) =>
      Array.from(
        { length: 20 },
        (
          (source) => () =>
            source.integer(0, 1_000_000)
        )(randomSource(seed)),
      );
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
  });

  test("draws lie where they should, and every value comes up", () => {
    const source = randomSource(1);
    const seen = new Set(Array.from({ length: 600 }, () => source.integer(-2, 3)));
    expect([...seen].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3]);
    for (let k = 0; k < 50; k++) {
      const list = source.increasing(4, 0, 6);
      expect(list.every((value, i) => value >= 0 && value <= 6 && (i === 0 || value > (list[i - 1] as number)))).toBe(true);
      const masses = source.masses(3, 5);
      expect(sumRationals(masses).equals(one)).toBe(true);
      expect(masses.every((mass) => mass.s > 0n)).toBe(true);
      const rational = source.rational(-1, 2, 7);
      expect(rational.compare(-1n) >= 0 && rational.compare(2n) <= 0 && 7n % rational.d === 0n).toBe(true);
    }
    const mean = Array.from({ length: 4000 }, () => source.unit()).reduce((a, b) => a + b, 0) / 4000;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.03);
  });

  test("asking for what does not exist", () => {
    expect(() => randomSource(1).increasing(4, 0, 2)).toThrow(RangeError);
    expect(() => randomSource(1).pick([])).toThrow(RangeError);
  });
});
