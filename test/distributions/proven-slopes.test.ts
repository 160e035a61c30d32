import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Distribution, DistributionSpec, Piece } from "../../src/distributions/distribution.ts";
import { distribution } from "../../src/distributions/registry.ts";
import { anyLaw } from "./arbitrary-law.ts";

// Every claim about ψ(v) = v − P(V > v)/f(v), φ(c) = c + P(V < c)/f(c) and f is held against their values on a fine grid.

/** Points strictly inside the piece, even in value and in probability. */
function gridOf(law: Distribution, piece: Piece, count: number): number[] {
  const low = Number.isFinite(piece.from) ? piece.from : Math.max(law.quantile(1e-8), piece.from);
  const high = Number.isFinite(piece.to) ? piece.to : Math.min(law.upperQuantile(1e-8), piece.to);
  const points: number[] = [];
  for (let k = 1; k < count; k++) {
    points.push(low + ((high - low) * k) / count);
    const p = law.cdf(low) + ((law.cdf(high) - law.cdf(low)) * k) / count;
    points.push(law.quantile(p));
  }
  // A margin: at the very ends a density may be infinite, and a cut is known to one rounding.
  const margin = 1e-6 * (high - low);
  return points.filter((x) => x > low + margin && x < high - margin).sort((a, b) => a - b);
}

function violations(law: Distribution, count: number): string[] {
  const broken: string[] = [];
  for (const piece of law.pieces) {
    const grid = gridOf(law, piece, count);
    const curves = [
      {
        name: "virtual value",
        slope: piece.virtualValue.slope,
        at: (x: number) => x - law.survival(x) / law.pdf(x),
        size: (x: number) => law.survival(x) / law.pdf(x),
      },
      {
        name: "virtual cost",
        slope: piece.virtualCost.slope,
        at: (x: number) => x + law.cdf(x) / law.pdf(x),
        size: (x: number) => law.cdf(x) / law.pdf(x),
      },
      { name: "density", slope: piece.density, at: (x: number) => law.pdf(x), size: (x: number) => law.pdf(x) },
    ];
    for (const { name, slope, at, size } of curves) {
      if (slope === "unknown") continue;
      for (let k = 1; k < grid.length; k++) {
        const [x, y] = [grid[k - 1] as number, grid[k] as number];
        const rise = at(y) - at(x);
        const slack = 1e-11 * (Math.abs(x) + Math.abs(y) + size(x) + size(y) + 1e-3);
        const wrong =
          (slope === "increasing" && rise < -slack) ||
          (slope === "decreasing" && rise > slack) ||
          (slope === "constant" && Math.abs(rise) > slack);
        if (wrong) broken.push(`${name} claimed ${slope} on (${piece.from}, ${piece.to}): from ${x} to ${y} it moves by ${rise}`);
      }
    }
  }
  return broken;
}

/** Claims that a law makes, in a form short enough to list. */
function claims(spec: DistributionSpec): string[] {
  return distribution(spec).pieces.map((piece) => `${piece.density} ${piece.virtualValue.slope} ${piece.virtualCost.slope}`);
}

describe("proven slopes", () => {
  it("hold on a fine grid for random laws", () => {
    fc.assert(
      fc.property(anyLaw, (spec) => {
        expect(violations(distribution(spec), 60)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("hold for parameters near the turning points of the proofs", () => {
    const specs: DistributionSpec[] = [
      ...[0.05, 0.3, 0.5, 0.9, 0.999, 1.001, 8].flatMap((exponent): DistributionSpec[] => [
        { distribution: "power", min: -2, max: 3, exponent },
        { distribution: "reverse-power", min: -2, max: 3, exponent },
        { distribution: "beta", a: exponent, b: 1, min: 0, max: 1 },
        { distribution: "beta", a: 1, b: exponent, min: 0, max: 1 },
        { distribution: "pareto", scale: 1, shape: exponent, cap: 7 },
      ]),
      ...[1.4, 1.51, 1.52, 1.53, 1.6, 2, 4].map((sigma): DistributionSpec => ({ distribution: "lognormal", mu: 0.3, sigma })),
    ];
    for (const spec of specs) expect(violations(distribution(spec), 400)).toEqual([]);
  });

  it("that are called affine are: three points of every such curve lie on one line", () => {
    let seen = 0;
    fc.assert(
      fc.property(anyLaw, (spec) => {
        const law = distribution(spec);
        for (const piece of law.pieces) {
          const grid = gridOf(law, piece, 7);
          const curves = [
            {
              claim: piece.virtualValue,
              at: (x: number) => x - law.survival(x) / law.pdf(x),
              size: (x: number) => law.survival(x) / law.pdf(x),
            },
            { claim: piece.virtualCost, at: (x: number) => x + law.cdf(x) / law.pdf(x), size: (x: number) => law.cdf(x) / law.pdf(x) },
          ];
          for (const { claim, at, size } of curves) {
            if (!claim.affine || grid.length < 3) continue;
            const [a, b, c] = [grid[0], grid[grid.length >> 1], grid[grid.length - 1]] as [number, number, number];
            const straight = at(a) + ((at(c) - at(a)) * (b - a)) / (c - a);
            expect(Math.abs(at(b) - straight)).toBeLessThanOrEqual(1e-10 * (Math.abs(a) + Math.abs(c) + size(a) + size(b) + size(c)));
            seen++;
          }
        }
      }),
    );
    expect(seen).toBeGreaterThan(20);
  });

  it("would be refuted if they were wrong", () => {
    const law = distribution({ distribution: "power", min: 0, max: 1, exponent: 0.5 });
    const overclaimed = law.pieces.map((piece): Piece => ({ ...piece, virtualValue: { slope: "increasing", reason: "planted" } }));
    expect(violations({ ...law, pieces: overclaimed }, 60).length).toBeGreaterThan(0);
    const lognormal = distribution({ distribution: "lognormal", mu: 0, sigma: 2 });
    const flat = lognormal.pieces.map((piece): Piece => ({ ...piece, virtualValue: { slope: "increasing", reason: "planted" } }));
    expect(violations({ ...lognormal, pieces: flat }, 60).length).toBeGreaterThan(0);
  });

  it("are as strong as the theorems allow", () => {
    expect(claims({ distribution: "uniform", min: 0, max: 1 })).toEqual(["constant increasing increasing"]);
    expect(claims({ distribution: "power", min: 0, max: 1, exponent: 3 })).toEqual(["increasing increasing increasing"]);
    expect(claims({ distribution: "power", min: 1, max: 2, exponent: 0.5 })).toEqual([
      "decreasing decreasing increasing",
      "decreasing increasing increasing",
    ]);
    expect(claims({ distribution: "reverse-power", min: 1, max: 2, exponent: 0.5 })).toEqual([
      "increasing increasing increasing",
      "increasing increasing decreasing",
    ]);
    expect(claims({ distribution: "beta", a: 2, b: 3, min: 0, max: 1 })).toEqual([
      "increasing increasing increasing",
      "decreasing increasing increasing",
    ]);
    expect(claims({ distribution: "beta", a: 0.5, b: 0.5, min: 0, max: 1 })).toEqual([
      "decreasing unknown increasing",
      "increasing increasing unknown",
    ]);
    expect(claims({ distribution: "truncated-normal", mean: 9, sd: 1, min: 0, max: 1 })).toEqual(["increasing increasing increasing"]);
    expect(claims({ distribution: "truncated-exponential", rate: -2, min: 0, max: 1 })).toEqual(["increasing increasing increasing"]);
    expect(claims({ distribution: "exponential", rate: 2, min: 0 })).toEqual(["decreasing increasing increasing"]);
    expect(claims({ distribution: "pareto", scale: 1, shape: 0.5, cap: 3 })).toEqual(["decreasing decreasing increasing"]);
    expect(claims({ distribution: "pareto", scale: 1, shape: 2 })).toEqual(["decreasing increasing increasing"]);
    expect(claims({ distribution: "lognormal", mu: 0, sigma: 1 })).toEqual([
      "increasing increasing increasing",
      "decreasing increasing increasing",
    ]);
    expect(claims({ distribution: "lognormal", mu: 0, sigma: 2 })).toContain("decreasing decreasing increasing");
    expect(claims({ distribution: "piecewise-uniform", knots: [0, 1, 2], masses: [0.9, 0.1] })).toEqual([
      "constant increasing increasing",
      "constant increasing increasing",
    ]);
  });

  it("survive mixing only where the density settles them, or one component stands alone at an end", () => {
    const uniform: DistributionSpec = { distribution: "uniform", min: 0, max: 1 };
    const atom: DistributionSpec = { distribution: "point-mass", at: 0.5 };
    expect(claims({ distribution: "mixture", weights: [0.5, 0.5], components: [uniform, atom] })).toEqual([
      "constant increasing increasing",
      "constant increasing increasing",
    ]);
    const high: DistributionSpec = { distribution: "exponential", rate: 1, min: 2 };
    expect(claims({ distribution: "mixture", weights: [0.5, 0.5], components: [uniform, high] })).toEqual([
      "constant increasing increasing",
      "decreasing increasing increasing",
    ]);
    // Mass above the exponential piece: its virtual value is no longer its own.
    const above: DistributionSpec = { distribution: "point-mass", at: 9 };
    const truncated: DistributionSpec = { distribution: "truncated-exponential", rate: 1, min: 2, max: 8 };
    expect(claims({ distribution: "mixture", weights: [0.5, 0.5], components: [truncated, above] })).toEqual([
      "decreasing unknown increasing",
    ]);
    const mirrored: DistributionSpec = {
      distribution: "affine",
      scale: -1,
      shift: 0,
      of: { distribution: "mixture", weights: [0.5, 0.5], components: [truncated, above] },
    };
    expect(claims(mirrored)).toEqual(["increasing increasing unknown"]);
  });

  it("give a reason in words", () => {
    for (const spec of [
      { distribution: "beta", a: 0.5, b: 2, min: 0, max: 1 } as const,
      { distribution: "lognormal", mu: 0, sigma: 3 } as const,
    ]) {
      for (const piece of distribution(spec).pieces) {
        expect(piece.virtualValue.reason.length).toBeGreaterThan(20);
        expect(piece.virtualCost.reason.length).toBeGreaterThan(20);
      }
    }
  });
});
