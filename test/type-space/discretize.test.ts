import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatRational, ratio, rational, sumRationals, toNumber } from "../../src/arithmetic/rational.ts";
import { compensatedSum } from "../../src/arithmetic/sum.ts";
import {
  beta,
  customLaw,
  discrete,
  exponential,
  mixture,
  normal,
  pareto,
  piecewiseUniform,
  pointMass,
  power,
  reversePower,
  uniform,
} from "../../src/distributions/laws.ts";
import { distribution } from "../../src/distributions/registry.ts";
import { InvalidInputError, UnsupportedProblemError } from "../../src/errors.ts";
import type { Discretization } from "../../src/type-space/discretization.ts";
import { discretize } from "../../src/type-space/discretize.ts";
import type { TypeSpace } from "../../src/type-space/type-space.ts";
import { anyExactLaw, anyLaw } from "../distributions/arbitrary-law.ts";
import { cpuTime } from "../support/cpu-time.ts";

const unit = uniform({ min: 0, max: 1 });

function exactOf(space: TypeSpace): { values: string[]; masses: string[] } {
  return { values: (space.exact?.values ?? []).map(formatRational), masses: (space.exact?.masses ?? []).map(formatRational) };
}

function expectTypeSpace(space: TypeSpace): void {
  const { values, masses } = space;
  expect(values.length).toBeGreaterThanOrEqual(1);
  expect(masses.length).toBe(values.length);
  for (let k = 0; k < values.length; k++) {
    expect(Number.isFinite(values[k])).toBe(true);
    expect(masses[k]).toBeGreaterThan(0);
    if (k > 0) expect(values[k] as number).toBeGreaterThan(values[k - 1] as number);
  }
  expect(Math.abs(compensatedSum(masses) - 1)).toBeLessThanOrEqual(1e-15 * Math.sqrt(values.length) + 4e-16);
}

describe("midpoint", () => {
  it("cuts the support evenly, exactly", () => {
    const space = discretize(unit, { rule: "midpoint", points: 4 });
    expect([...space.values]).toEqual([0.125, 0.375, 0.625, 0.875]);
    expect([...space.masses]).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(exactOf(space)).toEqual({ values: ["1/8", "3/8", "5/8", "7/8"], masses: ["1/4", "1/4", "1/4", "1/4"] });
    const third = discretize(power({ min: 0, max: 1, exponent: 2 }), { rule: "midpoint", points: 3 });
    expect(exactOf(third)).toEqual({ values: ["1/6", "1/2", "5/6"], masses: ["1/9", "1/3", "5/9"] });
    const reverse = discretize(reversePower({ min: "1/3", max: "4/3", exponent: 3 }), { rule: "midpoint", points: 2 });
    expect(exactOf(reverse)).toEqual({ values: ["7/12", "13/12"], masses: ["7/8", "1/8"] });
  });

  it("keeps atoms as types, adds one that meets a midpoint to it, and leaves gaps out", () => {
    const law = mixture({ weights: ["1/2", "1/4", "1/4"], components: [unit, pointMass({ at: "1/4" }), pointMass({ at: 1 })] });
    const space = discretize(law, { rule: "midpoint", points: 2 });
    expect(exactOf(space)).toEqual({ values: ["1/4", "3/4", "1"], masses: ["1/2", "1/4", "1/4"] });
    const gap = discretize(piecewiseUniform({ knots: [0, 1, 2, 4], masses: [0.5, 0, 0.5] }), { rule: "midpoint", points: 4 });
    expect(exactOf(gap)).toEqual({ values: ["1/2", "5/2", "7/2"], masses: ["1/2", "1/4", "1/4"] });
    const low = discretize(mixture({ weights: [0.5, 0.5], components: [unit, pointMass({ at: 0 })] }), { rule: "midpoint", points: 1 });
    expect(exactOf(low)).toEqual({ values: ["0", "1/2"], masses: ["1/2", "1/2"] });
  });

  it("has the probabilities of the law, with or without an exact form", () => {
    fc.assert(
      fc.property(anyLaw, fc.integer({ min: 1, max: 30 }), (spec, points) => {
        const law = distribution(spec);
        const { min, max } = law.support;
        if (!Number.isFinite(min) || !Number.isFinite(max)) return;
        const space = discretize(law, { rule: "midpoint", points });
        expectTypeSpace(space);
        const midpoints = new Set(Array.from({ length: points }, (_, k) => k));
        for (let i = 0; i < space.values.length; i++) {
          const value = space.values[i] as number;
          const atom = law.atoms.find(({ at }) => Math.abs(at - value) <= 1e-13 * (Math.abs(at) + 1))?.mass ?? 0;
          const k = law.pieces.length === 0 ? -1 : Math.round(((value - min) / (max - min)) * points - 0.5);
          const centre = min + ((max - min) * (k + 0.5)) / points;
          const isMidpoint = midpoints.has(k) && Math.abs(centre - value) <= 1e-12 * (1 + Math.abs(value));
          if (!isMidpoint) {
            expect(Math.abs((space.masses[i] as number) - atom)).toBeLessThanOrEqual(1e-12);
            continue;
          }
          const [a, b] = [min + ((max - min) * k) / points, min + ((max - min) * (k + 1)) / points];
          // Only the atom at the midpoint itself belongs to the type; the others in the cell are types of their own. Cells with atoms near their ends are left aside.
          if (law.atoms.some(({ at }) => Math.min(Math.abs(at - a), Math.abs(at - b)) < 1e-9)) continue;
          const others = law.atoms.filter(({ at }) => at > a && at < b).reduce((sum, { mass }) => sum + mass, 0) - atom;
          // A rounded cell end next to an infinite density moves some mass.
          expect(Math.abs((space.masses[i] as number) - (law.massBetween(a, b) - others))).toBeLessThanOrEqual(1e-4);
        }
      }),
    );
  });

  it("is refused on an unbounded support, with the remedy", () => {
    expect(() => discretize(normal({ mean: 0, sd: 1 }), { rule: "midpoint", points: 4 })).toThrow(UnsupportedProblemError);
    expect(() => discretize(exponential({ rate: 1, min: 0 }), { rule: "midpoint", points: 4 })).toThrow(/\[0, Infinity\].*equal-mass/);
  });
});

describe("equal-mass", () => {
  it("cuts into equal probabilities and takes conditional means", () => {
    const space = discretize(unit, { rule: "equal-mass", points: 3 });
    expect(exactOf(space)).toEqual({ values: ["1/6", "1/2", "5/6"], masses: ["1/3", "1/3", "1/3"] });
    const half = discretize(exponential({ rate: 1, min: 0 }), { rule: "equal-mass", points: 2 });
    // E[V | V ≤ log 2] = 1 − log 2, E[V | V > log 2] = 1 + log 2
    expect(half.values[0]).toBeCloseTo(1 - Math.LN2, 14);
    expect(half.values[1]).toBeCloseTo(1 + Math.LN2, 14);
    expect(half.exact).toBeUndefined();
  });

  it("crosses gaps and keeps atoms, exactly where the density is constant", () => {
    const law = mixture({
      weights: ["1/2", "1/2"],
      components: [piecewiseUniform({ knots: [0, 1, 2, 3], masses: ["1/3", 0, "2/3"] }), pointMass({ at: "5/2" })],
    });
    const space = discretize(law, { rule: "equal-mass", points: 2 });
    // Continuous mass ½: cells of ¼. The first takes [0, 1] (1/6) and [2, 2 + 1/4] (1/12), the second [9/4, 3].
    expect(exactOf(space)).toEqual({ values: ["25/24", "5/2", "21/8"], masses: ["1/4", "1/2", "1/4"] });
  });

  it("keeps the mean of the law and gives every cell the same mass", () => {
    fc.assert(
      fc.property(anyLaw, fc.integer({ min: 1, max: 40 }), (spec, points) => {
        const law = distribution(spec);
        const space = discretize(law, { rule: "equal-mass", points });
        expectTypeSpace(space);
        const mean = compensatedSum(space.values.map((value, k) => value * (space.masses[k] as number)));
        const size = Math.max(1, Math.abs(law.mean), ...space.values.map(Math.abs).map((x, k) => x * (space.masses[k] as number)));
        expect(Math.abs(mean - law.mean)).toBeLessThanOrEqual(1e-9 * size);
        const atoms = law.atoms.reduce((sum, { mass }) => sum + mass, 0);
        const cells = [...space.masses].filter((mass, k) => !law.atoms.some(({ at }) => at === space.values[k]) && mass > 0);
        for (const mass of cells) expect(Math.abs(mass - (1 - atoms) / points)).toBeLessThanOrEqual(1e-11);
      }),
    );
  });

  it("agrees with the exact grid when the law has one", () => {
    fc.assert(
      fc.property(anyExactLaw, fc.integer({ min: 1, max: 12 }), (spec, points) => {
        const law = distribution(spec);
        const space = discretize(law, { rule: "equal-mass", points });
        if (space.exact === undefined) {
          expect(law.pieces.some((piece) => piece.density !== "constant")).toBe(true);
          return;
        }
        // The same law without its exact form takes the floating-point path.
        const { exact: _, ...floats } = law;
        const float = discretize(floats, { rule: "equal-mass", points });
        expect(float.exact).toBeUndefined();
        if (float.values.length !== space.values.length) return; // a mean that meets an atom up to rounding
        const size = Math.max(1, Math.abs(law.support.min), Math.abs(law.support.max));
        for (let k = 0; k < space.values.length; k++) {
          expect(Math.abs((float.values[k] as number) - (space.values[k] as number))).toBeLessThanOrEqual(1e-9 * size);
          expect(Math.abs((float.masses[k] as number) - (space.masses[k] as number))).toBeLessThanOrEqual(1e-12);
        }
      }),
    );
  });
});

describe("atoms", () => {
  it("are the types of a discrete law, with or without a rule", () => {
    const law = discrete({ values: ["1/3", 1], masses: ["1/4", "3/4"] });
    for (const space of [
      discretize(law),
      discretize(law, { rule: "atoms", points: 1 }),
      discretize(law, { rule: "midpoint", points: 9 }),
      discretize(law, { rule: "equal-mass", points: 9 }),
    ]) {
      expect([...space.values]).toEqual([1 / 3, 1]);
      expect(exactOf(space)).toEqual({ values: ["1/3", "1"], masses: ["1/4", "3/4"] });
    }
  });

  it("do not serve a law with a continuous part", () => {
    expect(() => discretize(unit, { rule: "atoms", points: 3 })).toThrow(UnsupportedProblemError);
    expect(() => discretize(unit)).toThrow(InvalidInputError);
    expect(() => discretize(unit)).toThrow(/discretization: expected a rule, because the uniform law is not finite, got nothing/);
  });
});

describe("exact grids", () => {
  it("total exactly 1 and round to the floats", () => {
    fc.assert(
      fc.property(anyExactLaw, fc.integer({ min: 1, max: 20 }), (spec, points) => {
        const space = discretize(distribution(spec), { rule: "midpoint", points });
        expect(space.exact).toBeDefined();
        expect(formatRational(sumRationals(space.exact?.masses ?? []))).toBe("1");
        expect(space.exact?.values.map(toNumber)).toEqual([...space.values]);
        space.exact?.masses.forEach((mass, k) => {
          expect(Math.abs(toNumber(mass) - (space.masses[k] as number))).toBeLessThanOrEqual(2e-16);
        });
      }),
    );
  });

  it("are the same whether floats or rationals come first", () => {
    const law = mixture({ weights: ["2/3", "1/3"], components: [power({ min: 0, max: 2, exponent: 2 }), pointMass({ at: "1/7" })] });
    const many = discretize(law, { rule: "midpoint", points: 3000 });
    expect(formatRational(sumRationals(many.exact?.masses ?? []))).toBe("1");
    expect(many.values.length).toBe(3001);
    for (let k = 0; k < many.values.length; k += 97) {
      expect(Math.abs(toNumber(many.exact?.values[k] ?? rational(9)) - (many.values[k] as number))).toBeLessThanOrEqual(1e-15);
      expect(Math.abs(toNumber(many.exact?.masses[k] ?? rational(9)) / (many.masses[k] as number) - 1)).toBeLessThanOrEqual(1e-9);
    }
  });
});

describe("points", () => {
  it("must be an integer from 1 to 10,000,000", () => {
    for (const points of [0, -1, 2.5, Number.NaN, 1e7 + 1, "4" as unknown as number]) {
      for (const rule of ["midpoint", "equal-mass", "gauss"] as const) {
        expect(() => discretize(unit, { rule, points })).toThrow(/^points: expected an integer from 1 to 10000000, got/);
      }
    }
    expect(() => discretize(unit, { rule: "lattice", points: 3 } as unknown as Discretization)).toThrow(
      /^rule: expected "atoms", "midpoint"/,
    );
  });

  it("that no double can tell apart are refused", () => {
    const sliver = uniform({ min: 1, max: 1 + 2 ** -48 });
    expect(() => discretize(sliver, { rule: "midpoint", points: 100 })).toThrow(/Use fewer points/);
  });

  it("may be a million", () => {
    for (const rule of ["midpoint", "equal-mass"] as const) {
      const start = cpuTime();
      const space = discretize(unit, { rule, points: 1e6 });
      const elapsed = cpuTime() - start;
      expect(space.values.length).toBe(1e6);
      expect(space.masses[123456]).toBe(1e-6);
      expect(space.values[123456]).toBeCloseTo(0.1234565, 15);
      // About 0.2 s here; a quadratic or rational path would take minutes.
      expect(elapsed).toBeLessThan(5000);
    }
  });
});

describe("laws of other origins", () => {
  it("a custom law and a capped heavy tail are served", () => {
    const custom = customLaw({ cdf: (x) => Math.min(1, Math.max(0, x)) ** 2, quantile: Math.sqrt, support: { min: 0, max: 1 } });
    const space = discretize(custom, { rule: "midpoint", points: 4 });
    expect([...space.masses].map((mass) => mass.toFixed(12))).toEqual([
      "0.062500000000",
      "0.187500000000",
      "0.312500000000",
      "0.437500000000",
    ]);
    const capped = discretize(pareto({ scale: 1e-6, shape: 0.8, cap: 1 }), { rule: "equal-mass", points: 50 });
    expectTypeSpace(capped);
    expect(capped.values[capped.values.length - 1]).toBe(1);
    const smooth = discretize(beta({ a: 2, b: 3, min: 0, max: 1 }), { rule: "equal-mass", points: 5 });
    expect(toNumber(ratio(1n, 5n))).toBe(smooth.masses[2]);
  });
});
