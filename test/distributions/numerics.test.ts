import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactDouble, sumRationals, toNumber } from "../../src/arithmetic/rational.ts";
import { empirical } from "../../src/distributions/laws.ts";
import { gaussCount, gaussMoment, gaussNodes, gaussWeights } from "../../src/distributions/numerics/gauss-legendre.ts";
import { monotoneRoot } from "../../src/distributions/numerics/monotone-root.ts";
import { nextDouble, previousDouble } from "../../src/distributions/numerics/neighbours.ts";
import { countBelow, countUpTo, RangeSums, runningTotals } from "../../src/distributions/numerics/range-sums.ts";
import { tanhSinh } from "../../src/distributions/numerics/tanh-sinh.ts";
import { mills, normalMass, normalUpper, normalUpperQuantile } from "../../src/distributions/shapes/standard-normal.ts";
import { cpuTime } from "../support/cpu-time.ts";

describe("the Gauss–Legendre rule", () => {
  /** ∫ₐᵇ f from the nodes and weights on [−1, 1]. */
  const gaussIntegral = (f: (x: number) => number, a: number, b: number) =>
    (b - a) * gaussWeights.reduce((sum, weight, k) => sum + weight * f((a + b) / 2 + ((b - a) / 2) * (gaussNodes[k] as number)), 0);

  it("integrates every power up to degree 23 and no further", () => {
    expect(gaussNodes.reduce((sum, node) => sum + node, 0)).toBeCloseTo(0, 15);
    expect(gaussWeights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 15);
    for (let degree = 0; degree <= 2 * gaussCount - 1; degree++) {
      expect(gaussIntegral((x) => x ** degree, 0, 2) / (2 ** (degree + 1) / (degree + 1))).toBeCloseTo(1, 13);
      if (degree > 0)
        expect((2 * gaussMoment(0, 2, (t) => (2 * t) ** (degree - 1))) / (2 ** (degree + 1) / (degree + 1))).toBeCloseTo(1, 13);
    }
    const next = 2 * gaussCount;
    expect(Math.abs(gaussIntegral((x) => x ** next, -1, 1) - 2 / (next + 1))).toBeGreaterThan(1e-9);
  });
});

describe("double exponential quadrature", () => {
  it("copes with singular ends", () => {
    expect(tanhSinh((x) => 1 / Math.sqrt(x), 1, 1e-14)).toBeCloseTo(2, 12);
    expect(tanhSinh((x) => Math.log(x), 1, 1e-14)).toBeCloseTo(-1, 13);
    expect(tanhSinh((x) => x ** -0.9, 1, 1e-13)).toBeCloseTo(10, 8);
    expect(tanhSinh((_, y) => 1 / Math.sqrt(y), 4, 1e-14)).toBeCloseTo(4, 12);
    expect(tanhSinh((x, y) => 1 / Math.sqrt(x * y), 3, 1e-14)).toBeCloseTo(Math.PI, 12);
  });

  it("halves where the integrand jumps inside", () => {
    expect(tanhSinh((x) => (x < 0.3 ? 1 : 2), 1, 1e-13)).toBeCloseTo(1.7, 11);
    expect(tanhSinh(() => 1, 0, 1e-13)).toBe(0);
  });
});

describe("roots of monotone heights", () => {
  it("are met in tails, at infinite slopes and across orders of magnitude", () => {
    const cases: [
      name: string,
      height: (x: number) => number,
      slope: (x: number) => number,
      target: number,
      low: number,
      high: number,
      root: number,
    ][] = [
      ["exponential tail", (x) => Math.exp(-x), (x) => Math.exp(-x), 1e-200, 0, 1e4, 200 * Math.LN10],
      ["square root", Math.sqrt, (x) => 0.5 / Math.sqrt(x), 1e-8, 0, 1, 1e-16],
      ["high power", (x) => x ** 40, (x) => 40 * x ** 39, 1e-100, 0, 1, 10 ** -2.5],
      ["reciprocal", (x) => 1 / x, (x) => 1 / (x * x), 1e-12, 1, 1e300, 1e12],
      ["from zero", (x) => x, () => 1, 1e-250, 0, 1, 1e-250],
      ["negative side", (x) => Math.exp(x), (x) => Math.exp(x), 1e-9, -1e6, -1, -9 * Math.LN10],
    ];
    for (const [name, height, slope, target, low, high, root] of cases) {
      const increasing = height(high) > height(low);
      for (const guess of [low, high, (low + high) / 2, root * 1.01]) {
        const found = monotoneRoot(height, slope, target, low, high, guess, increasing);
        expect([name, guess, Math.abs(found / root - 1) <= 1e-13]).toEqual([name, guess, true]);
      }
    }
  });

  it("end at the jump of a step", () => {
    const step = (x: number) => (x < 1 / 3 ? 0.25 : 0.75);
    const found = monotoneRoot(step, () => 0, 0.5, 0, 1, 0.9, true);
    expect(Math.abs(found - 1 / 3)).toBeLessThanOrEqual(1e-16);
  });
});

describe("range sums", () => {
  const terms = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 70 });

  it("are the exact sums, relatively", () => {
    fc.assert(
      fc.property(terms, fc.nat(70), fc.nat(70), (list, i, j) => {
        const [from, to] = [Math.min(i, j, list.length), Math.min(Math.max(i, j), list.length)];
        const truth = toNumber(sumRationals(list.slice(from, to).map(exactDouble)));
        expect(Math.abs(new RangeSums(list).sum(from, to) - truth)).toBeLessThanOrEqual(2e-15 * truth);
      }),
    );
  });

  it("find places in sorted lists", () => {
    fc.assert(
      fc.property(terms, fc.double({ min: 0, max: 1, noNaN: true }), (list, random) => {
        const sorted = Float64Array.from(list).sort();
        for (const x of [random, sorted[0] as number]) {
          expect(countUpTo(sorted, x)).toBe(list.filter((y) => y <= x).length);
          expect(countBelow(sorted, x)).toBe(list.filter((y) => y < x).length);
        }
        const total = list.reduce((sum, x) => sum + x, 0);
        if (total === 0) return;
        const totals = runningTotals(
          list.map((x) => x / total),
          true,
        );
        expect([totals[0], totals[list.length]]).toEqual([0, 1]);
        expect(totals.every((x, k) => k === 0 || x >= (totals[k - 1] as number))).toBe(true);
      }),
    );
  });
});

describe("neighbouring doubles", () => {
  it("have nothing between them", () => {
    expect([nextDouble(1), previousDouble(1), nextDouble(0), previousDouble(0)]).toEqual([1 + 2 ** -52, 1 - 2 ** -53, 5e-324, -5e-324]);
    expect([nextDouble(-5e-324), nextDouble(Number.MAX_VALUE), nextDouble(Number.POSITIVE_INFINITY)]).toEqual([
      -0,
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(previousDouble(nextDouble(x)) + 0).toBe(x + 0);
        expect(nextDouble(x)).toBeGreaterThan(x);
        const middle = x / 2 + nextDouble(x) / 2;
        expect(middle === x || middle === nextDouble(x) || Math.abs(x) < 1e-300).toBe(true);
      }),
    );
  });
});

describe("the standard normal law", () => {
  it("has consistent tails, quantiles and cells", () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), fc.double({ min: 1e-9, max: 8, noNaN: true }), (z, d) => {
        // Mills' ratio times the density is the tail, which also satisfies the classical bounds z/(1 + z²) < m(z) < 1/z.
        const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
        expect(Math.abs(mills(z) * density - normalUpper(z))).toBeLessThanOrEqual(1e-12 * normalUpper(z));
        if (z > 0) {
          expect(mills(z)).toBeLessThan(1 / z);
          expect(mills(z)).toBeGreaterThan(z / (1 + z * z));
        }
        const cell = normalMass(z, z + d, d);
        const tails = z > 0 ? normalUpper(z) - normalUpper(z + d) : normalUpper(-z - d) - normalUpper(-z);
        expect(Math.abs(cell - tails)).toBeLessThanOrEqual(1e-12 * Math.max(normalUpper(Math.abs(z)), normalUpper(Math.abs(z + d))));
        if (z > -5) expect(Math.abs(normalUpperQuantile(normalUpper(z)) - z)).toBeLessThanOrEqual(1e-9);
      }),
    );
  });
});

describe("large empirical laws", () => {
  it("of a hundred thousand samples are built and asked quickly", () => {
    const samples = Array.from({ length: 100_000 }, (_, k) => ((k * 7919) % 100_003) / 1000);
    const start = cpuTime();
    const law = empirical({ samples });
    expect(law.atoms.length).toBe(100_000);
    for (let k = 0; k < 10_000; k++) expect(law.quantile(law.cdf(samples[k] as number))).toBe(samples[k]);
    expect(cpuTime() - start).toBeLessThan(10_000);
    expect(law.exact?.atoms.length).toBe(100_000);
  });
});
