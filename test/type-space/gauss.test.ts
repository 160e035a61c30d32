import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toNumber } from "../../src/arithmetic/rational.ts";
import { compensatedSum } from "../../src/arithmetic/sum.ts";
import { beta, exponential, lognormal, normal, pareto, piecewiseUniform, pointMass, power, uniform } from "../../src/distributions/laws.ts";
import { distribution } from "../../src/distributions/registry.ts";
import { InvalidInputError, UnsupportedProblemError } from "../../src/errors.ts";
import { discretize } from "../../src/type-space/discretize.ts";
import { anyContinuousLaw } from "../distributions/arbitrary-law.ts";
import { integrate } from "../distributions/integrate.ts";

function moment(law: Parameters<typeof discretize>[0], points: number, degree: number): number {
  const { values, masses } = discretize(law, { rule: "gauss", points });
  return compensatedSum(values.map((value, k) => value ** degree * (masses[k] as number)));
}

describe("gauss", () => {
  it("matches the first 2n − 1 moments, known in closed form", () => {
    const factorial = (k: number): number => (k <= 1 ? 1 : k * factorial(k - 1));
    const doubleFactorial = (k: number): number => (k <= 1 ? 1 : k * doubleFactorial(k - 2));
    const cases: [string, Parameters<typeof discretize>[0], (k: number) => number][] = [
      ["uniform", uniform({ min: 0, max: 1 }), (k) => 1 / (k + 1)],
      ["power", power({ min: 0, max: 1, exponent: 0.5 }), (k) => 0.5 / (0.5 + k)],
      [
        "beta",
        beta({ a: 2, b: 0.5, min: 0, max: 1 }),
        (k) => Array.from({ length: k }, (_, r) => (2 + r) / (2.5 + r)).reduce((x, y) => x * y, 1),
      ],
      ["exponential", exponential({ rate: 1, min: 0 }), factorial],
      ["normal", normal({ mean: 0, sd: 1 }), (k) => (k % 2 === 1 ? 0 : doubleFactorial(k - 1))],
      ["lognormal", lognormal({ mu: 0, sigma: 0.5 }), (k) => Math.exp((k * k * 0.25) / 2)],
      [
        "two intervals",
        piecewiseUniform({ knots: [0, 1, 2, 3], masses: [0.5, 0, 0.5] }),
        (k) => (0.5 * (1 + 3 ** (k + 1) - 2 ** (k + 1))) / (k + 1),
      ],
    ];
    for (const [name, law, truth] of cases) {
      for (const points of [1, 2, 5, 9]) {
        for (let degree = 0; degree <= 2 * points - 1; degree++) {
          // Odd moments of the normal law vanish: measure them against the next even one.
          const size = truth(degree) === 0 ? truth(degree + 1) : truth(degree);
          expect([name, points, degree, Math.abs(moment(law, points, degree) - truth(degree)) <= 1e-10 * size]).toEqual([
            name,
            points,
            degree,
            true,
          ]);
        }
      }
    }
  });

  it("does not match the moment after: there are no free digits", () => {
    expect(Math.abs(moment(uniform({ min: 0, max: 1 }), 3, 6) - 1 / 7)).toBeGreaterThan(1e-4);
  });

  it("gives the Gauss–Legendre rule of the textbook", () => {
    const { values, masses } = discretize(uniform({ min: -1, max: 1 }), { rule: "gauss", points: 3 });
    expect(values[0]).toBeCloseTo(-Math.sqrt(0.6), 14);
    expect(values[1]).toBeCloseTo(0, 14);
    expect(values[2]).toBeCloseTo(Math.sqrt(0.6), 14);
    expect(masses[0]).toBeCloseTo(5 / 18, 14);
    expect(masses[1]).toBeCloseTo(8 / 18, 14);
  });

  it("integrates smooth functions of random laws", () => {
    fc.assert(
      fc.property(anyContinuousLaw, (spec) => {
        const law = distribution(spec);
        if (!Number.isFinite(law.support.min) || !Number.isFinite(law.support.max)) return;
        const { values, masses } = discretize(law, { rule: "gauss", points: 12 });
        for (const mass of masses) expect(mass).toBeGreaterThan(0);
        expect(values[0]).toBeGreaterThan(law.support.min);
        expect(values[values.length - 1]).toBeLessThan(law.support.max);
        // ∫ e^(v/3) dF = e^(max/3) − ∫ F(v)·e^(v/3)/3 dv, by parts with the cdf, which stays bounded; its kinks are the ends of pieces.
        const ends = [law.support.min, ...law.pieces.flatMap(({ from, to }) => [from, to]), law.support.max].sort((a, b) => a - b);
        let parts = Math.exp(law.support.max / 3);
        for (let k = 1; k < ends.length; k++) {
          const [a, b] = [ends[k - 1] as number, ends[k] as number];
          // v = a + (b − a)·t²(3 − 2t) softens roots at both ends.
          if (a < b) {
            parts -= integrate(
              (t) => {
                const v = a + (b - a) * t * t * (3 - 2 * t);
                return ((law.cdf(v) * Math.exp(v / 3)) / 3) * (b - a) * 6 * t * (1 - t);
              },
              0,
              1,
            );
          }
        }
        const quadrature = compensatedSum(values.map((value, k) => Math.exp(value / 3) * (masses[k] as number)));
        expect(Math.abs(quadrature / parts - 1)).toBeLessThanOrEqual(1e-8);
      }),
      { numRuns: 60 },
    );
  });

  it("has the mean and variance of laws known exactly, with many points", () => {
    const law = power({ min: 0, max: 1, exponent: 3 });
    expect(moment(law, 60, 1)).toBeCloseTo(toNumber(law.exact?.partialMean(null, null) ?? toRational()), 13);
    expect(moment(law, 60, 2)).toBeCloseTo(0.6, 13);
  });

  it("is refused where it cannot serve, with the remedy", () => {
    expect(() => discretize(pointMass({ at: 1 }), { rule: "gauss", points: 2 })).toThrow(/Use "rule": "atoms"\./);
    expect(() => discretize(pareto({ scale: 1, shape: 2, cap: 3 }), { rule: "gauss", points: 2 })).toThrow(UnsupportedProblemError);
    expect(() => discretize(pareto({ scale: 1, shape: 2 }), { rule: "gauss", points: 3 })).toThrow(/needs finite moments up to 5/);
    expect(() => discretize(uniform({ min: 0, max: 1 }), { rule: "gauss", points: 201 })).toThrow(InvalidInputError);
  });
});

function toRational(): never {
  throw new Error("the law has an exact form");
}
