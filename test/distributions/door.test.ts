import { describe, expect, it } from "vitest";
import { ratio } from "../../src/arithmetic/rational.ts";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import {
  affine,
  beta,
  customLaw,
  discrete,
  empirical,
  exponential,
  lawNames,
  lognormal,
  mixture,
  normal,
  pareto,
  piecewiseUniform,
  pointMass,
  power,
  reversePower,
  truncatedExponential,
  truncatedNormal,
  uniform,
} from "../../src/distributions/laws.ts";
import { distribution } from "../../src/distributions/registry.ts";
import { InvalidInputError } from "../../src/errors.ts";

/** The error that building a law throws; fails when it throws nothing or something else. */
function refusal(build: () => unknown): InvalidInputError {
  try {
    build();
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

// One valid baseline per law, then one wrong field per case.
const baseline = {
  uniform: { distribution: "uniform", min: 0, max: 1 },
  power: { distribution: "power", min: 0, max: 1, exponent: 2 },
  "reverse-power": { distribution: "reverse-power", min: 0, max: 1, exponent: 2 },
  beta: { distribution: "beta", a: 2, b: 2, min: 0, max: 1 },
  "truncated-normal": { distribution: "truncated-normal", mean: 0, sd: 1, min: 0, max: 1 },
  "truncated-exponential": { distribution: "truncated-exponential", rate: 1, min: 0, max: 1 },
  "point-mass": { distribution: "point-mass", at: 1 },
  discrete: { distribution: "discrete", values: [1, 2, 3], masses: [0.25, 0.5, 0.25] },
  mixture: {
    distribution: "mixture",
    weights: [0.5, 0.5],
    components: [
      { distribution: "point-mass", at: 1 },
      { distribution: "uniform", min: 0, max: 1 },
    ],
  },
  "piecewise-uniform": { distribution: "piecewise-uniform", knots: [0, 1, 2], masses: [0.5, 0.5] },
  empirical: { distribution: "empirical", samples: [1, 2] },
  exponential: { distribution: "exponential", rate: 1, min: 0 },
  normal: { distribution: "normal", mean: 0, sd: 1 },
  lognormal: { distribution: "lognormal", mu: 0, sigma: 1 },
  pareto: { distribution: "pareto", scale: 1, shape: 2 },
  affine: { distribution: "affine", scale: 2, shift: 1, of: { distribution: "uniform", min: 0, max: 1 } },
} as const;

const wrong: readonly (readonly [law: keyof typeof baseline, change: Record<string, unknown>, field: string, words: string])[] = [
  ["uniform", { min: undefined }, "min", "expected a finite number, got nothing"],
  ["uniform", { min: Number.NaN }, "min", "got NaN"],
  ["uniform", { max: Number.POSITIVE_INFINITY }, "max", "got Infinity"],
  ["uniform", { max: "1/0" }, "max", 'got "1/0"'],
  ["uniform", { max: "one" }, "max", 'got "one"'],
  ["uniform", { max: "1e400" }, "max", "range of doubles"],
  ["uniform", { min: 1, max: 0 }, "max", "above min (1), got 0"],
  ["uniform", { min: 1, max: 1 }, "max", "point-mass"],
  ["uniform", { min: -1.7e308, max: 1.7e308 }, "max", "shorter"],
  ["uniform", { min: "1/3", max: "1000000000000000000001/3000000000000000000000" }, "max", 'above min ("1/3")'],
  ["power", { exponent: 0 }, "exponent", "above 0, got 0"],
  ["power", { exponent: -1 }, "exponent", "above 0, got -1"],
  ["reverse-power", { exponent: null }, "exponent", "got null"],
  ["beta", { a: 0 }, "a", "above 0"],
  ["beta", { b: "-1/2" }, "b", "above 0"],
  ["truncated-normal", { sd: 0 }, "sd", "above 0"],
  ["truncated-normal", { min: 2 }, "max", "above min (2)"],
  ["truncated-exponential", { rate: 0 }, "rate", "uniform"],
  ["point-mass", { at: [1] }, "at", "got [1]"],
  ["discrete", { values: [] }, "values", "got an empty list"],
  ["discrete", { values: 3 }, "values", "a list of values, got 3"],
  ["discrete", { masses: [0.5, 0.5] }, "masses", "as many masses as values (3), got 2 masses"],
  ["discrete", { values: [1, 3, 2] }, "values[2]", "above the one before it (3), got 2. Sort values"],
  ["discrete", { values: [1, 2, 2] }, "values[2]", "Merge the repeated entries"],
  ["discrete", { values: [1, "x", 2] }, "values[1]", 'got "x"'],
  ["discrete", { masses: [0.25, -0.5, 1.25] }, "masses[1]", "got -0.5. A probability cannot be negative"],
  ["discrete", { masses: [0.5, 0, 0.5] }, "masses[1]", "Leave out what has probability 0"],
  ["discrete", { masses: [0.25, 0.5, 0.15] }, "masses", "got a total of 9/10 (0.9)"],
  ["discrete", { masses: ["1/3", "1/3", "1/3000"] }, "masses", "total 1 (within 1e-9)"],
  ["mixture", { components: [] }, "components", "got an empty list"],
  ["mixture", { weights: [1] }, "weights", "as many weights as components (2), got 1 weights"],
  ["mixture", { weights: [0.5, 0.6] }, "weights", "total 1"],
  ["mixture", { weights: [0, 1] }, "weights[0]", "above 0"],
  [
    "mixture",
    {
      components: [
        { distribution: "point-mass", at: 1 },
        { distribution: "uniform", min: 1, max: 0 },
      ],
    },
    "components[1].max",
    "above min (1)",
  ],
  [
    "mixture",
    {
      components: [
        { distribution: "point-mass", at: 1 },
        { distribution: "discrete", values: [1], masses: [2] },
      ],
    },
    "components[1].masses",
    "total 1",
  ],
  ["mixture", { components: [{ distribution: "point-mass", at: 1 }, 7] }, "components[1]", "got 7"],
  ["piecewise-uniform", { knots: [0] }, "knots", "at least 2 knots"],
  ["piecewise-uniform", { knots: [0, 0, 1] }, "knots[1]", "above the one before it (0)"],
  ["piecewise-uniform", { masses: [1] }, "masses", "one mass per interval between knots (2)"],
  ["piecewise-uniform", { masses: [1.5, -0.5] }, "masses[1]", "cannot be negative"],
  ["piecewise-uniform", { masses: [0, 0] }, "masses", "total 1"],
  ["empirical", { samples: [] }, "samples", "an empty list"],
  ["empirical", { samples: [1, Number.NaN] }, "samples[1]", "got NaN"],
  ["exponential", { rate: 0 }, "rate", "above 0"],
  ["exponential", { min: Number.NEGATIVE_INFINITY }, "min", "got -Infinity"],
  ["normal", { sd: -1 }, "sd", "above 0"],
  ["lognormal", { sigma: 0 }, "sigma", "above 0"],
  ["lognormal", { sigma: 60 }, "sigma", "within the range of doubles"],
  ["pareto", { shape: 1 }, "shape", 'the mean is infinite otherwise, got 1. Give a "cap"'],
  ["pareto", { scale: 0 }, "scale", "above 0"],
  ["pareto", { cap: 1 }, "cap", "above scale (1)"],
  ["affine", { scale: 0 }, "scale", "point-mass"],
  // Beyond these parameters no digit of the promise would be left.
  ["power", { exponent: 1e300 }, "exponent", "from 0.001 to 1000000"],
  ["power", { exponent: 1e-6 }, "exponent", "point-mass"],
  ["power", { min: 0, max: 1e-200 }, "max", "no shorter than 1e-150"],
  ["reverse-power", { exponent: 1e7 }, "exponent", "from 0.001 to 1000000"],
  ["beta", { a: 1e8 }, "a", "from 0.001 to 1000000"],
  ["beta", { b: 1e-9 }, "b", "from 0.001 to 1000000"],
  ["pareto", { shape: 1e9 }, "shape", "from 0.001 to 1000000"],
  ["pareto", { scale: 1e-200 }, "scale", "from 1e-150 to 1e+150"],
  ["pareto", { cap: 1e200 }, "cap", "between -1e+150 and 1e+150"],
  ["normal", { mean: 1e12, sd: 1e-6 }, "sd", "doubles near 1000000000000"],
  ["normal", { sd: 1e-300 }, "sd", "from 1e-150 to 1e+150"],
  ["normal", { mean: 1e200 }, "mean", "Rescale the unit of account"],
  ["lognormal", { mu: 400 }, "mu", "between -345 and 345"],
  ["lognormal", { sigma: 1e-9 }, "sigma", "normal"],
  ["lognormal", { mu: 340, sigma: 10 }, "sigma", "within the range of doubles"],
  ["exponential", { rate: 1e200 }, "rate", "from 1e-150 to 1e+150"],
  ["exponential", { rate: 1e6, min: 1e12 }, "rate", "doubles near 1000000000000"],
  ["truncated-exponential", { rate: 1e-30 }, "rate", "uniform"],
  ["truncated-exponential", { rate: -1e30 }, "rate", "doubles near 1"],
  ["truncated-normal", { mean: -1e9, sd: 1 }, "mean", 'Use "truncated-exponential" with rate (min − mean)/sd², here 1000000000'],
  ["truncated-normal", { sd: 1e20 }, "sd", "uniform"],
  ["truncated-normal", { mean: 1, sd: 1e-20 }, "sd", "doubles near 1"],
  ["piecewise-uniform", { knots: [0, 1e-200, 1] }, "knots[1]", "no shorter than 1e-150"],
  ["piecewise-uniform", { masses: ["1e-490", 1] }, "masses[0]", "a probability of at least 1e-290"],
  ["discrete", { masses: [1e-300, 0.5, 0.5] }, "masses[0]", "a probability of at least 1e-290"],
  ["affine", { scale: 1e-200 }, "scale", "no shorter than 1e-150"],
  ["affine", { of: { distribution: "beta", a: 1, b: -1, min: 0, max: 1 } }, "of.b", "above 0"],
  ["affine", { of: undefined }, "of", "got nothing"],
];

describe("at the door", () => {
  it("every baseline is accepted", () => {
    expect(Object.keys(baseline)).toEqual([...lawNames]);
    for (const spec of Object.values(baseline)) expect(distribution(spec as DistributionSpec).kind).toBe(spec.distribution);
  });

  for (const [law, change, field, words] of wrong) {
    it(`${law} with ${JSON.stringify(change)} is refused at ${field}`, () => {
      const error = refusal(() => distribution({ ...baseline[law], ...change } as DistributionSpec));
      expect(error.field).toBe(field);
      expect(error.message).toContain(words);
      expect(error.remedy.length).toBeGreaterThan(5);
    });
  }

  it("what a person may write is served, to the ends of the range", () => {
    const served: readonly (readonly [keyof typeof baseline, Record<string, unknown>])[] = [
      ["power", { exponent: 1e6 }],
      ["power", { exponent: 1e-3 }],
      ["beta", { a: 1e6, b: 1e-3 }],
      ["pareto", { scale: 1e150, shape: 1.01 }],
      ["normal", { mean: 1e12, sd: 0.1 }],
      ["lognormal", { mu: -300, sigma: 2 }],
      ["truncated-normal", { mean: -1e6, sd: 1 }],
      ["truncated-exponential", { rate: 1e-12 }],
      ["piecewise-uniform", { masses: [0, 1] }],
      ["discrete", { masses: [1e-290, 0.5, 0.5] }],
    ];
    for (const [law, change] of served)
      expect(Number.isFinite(distribution({ ...baseline[law], ...change } as DistributionSpec).mean)).toBe(true);
  });

  it("an unknown law is refused with the list of laws", () => {
    const error = refusal(() => distribution({ distribution: "cauchy" } as unknown as DistributionSpec));
    expect(error.field).toBe("distribution");
    expect(error.expected).toContain("uniform, power, reverse-power");
    expect(error.received).toBe('"cauchy"');
    expect(refusal(() => distribution([] as unknown as DistributionSpec)).field).toBe("");
  });

  it("a CSV file is left to secondbest/node", () => {
    const error = refusal(() => distribution({ distribution: "empirical", csv: "values.csv", column: "price" }));
    expect(error.field).toBe("csv");
    expect(error.remedy).toContain("secondbest/node");
  });

  it("a nearly exact total is accepted, and just beyond 1e-9 refused", () => {
    expect(discrete({ values: [1, 2], masses: [0.5, 0.5 + 9e-10] }).survival(1)).toBeCloseTo(0.5, 9);
    expect(refusal(() => discrete({ values: [1, 2], masses: [0.5, 0.5 + 2e-9] })).field).toBe("masses");
  });
});

describe("laws in code", () => {
  it("are what their docstrings say", () => {
    expect(uniform({ min: 0, max: "1/3" }).quantile(0.5)).toBe(0.16666666666666666);
    expect(power({ min: 0, max: 1, exponent: 2 }).quantile(0.25)).toBe(0.5);
    expect(reversePower({ min: 0, max: 1, exponent: 2 }).upperQuantile(0.25)).toBe(0.5);
    expect(beta({ a: 2, b: 2, min: 0, max: 1 }).cdf(0.25)).toBeCloseTo(0.15625, 15);
    expect(truncatedNormal({ mean: 0, sd: 1, min: 8, max: 12 }).mean).toBeCloseTo(8.121368112, 9);
    expect(truncatedExponential({ rate: 1, min: 0, max: 1 }).cdf(0.5)).toBeCloseTo(0.6224593312018546, 14);
    expect(pointMass({ at: 3 }).atoms).toEqual([{ at: 3, mass: 1 }]);
    expect(discrete({ values: ["1/4", 1], masses: ["1/2", "1/2"] }).mean).toBe(0.625);
    expect(empirical({ samples: [3, 1, 3, 2] }).atoms).toEqual([
      { at: 1, mass: 0.25 },
      { at: 2, mass: 0.25 },
      { at: 3, mass: 0.5 },
    ]);
    expect(piecewiseUniform({ knots: [0, 1, 3], masses: ["1/2", "1/2"] }).quantile(0.75)).toBe(2);
    expect(exponential({ rate: 2, min: 0 }).mean).toBe(0.5);
    expect(normal({ mean: 0, sd: 1 }).survival(9) / 1.1285884059538408e-19).toBeCloseTo(1, 12);
    expect(lognormal({ mu: 0, sigma: 1 }).quantile(0.5)).toBe(1);
    expect(pareto({ scale: 1, shape: 2 }).upperQuantile(0.01)).toBeCloseTo(10, 13);
    expect(mixture({ weights: [0.5, 0.5], components: [pointMass({ at: 0 }), uniform({ min: 0, max: 1 })] }).mean).toBe(0.25);
    expect(affine({ scale: -1, shift: 1, of: power({ min: 0, max: 1, exponent: 2 }) }).survival(0.25)).toBeCloseTo(0.5625, 15);
    expect(distribution({ distribution: "power", min: 0, max: 1, exponent: 2 }).mean).toBe(2 / 3);
  });

  it("take laws and specifications alike as components, and rationals as numbers", () => {
    const third = ratio(1n, 3n);
    const law = mixture({ weights: [third, "2/3"], components: [uniform({ min: 0n, max: third }), { distribution: "point-mass", at: 2 }] });
    expect(law.spec).toEqual({
      distribution: "mixture",
      weights: ["1/3", "2/3"],
      components: [
        { distribution: "uniform", min: "0", max: "1/3" },
        { distribution: "point-mass", at: 2 },
      ],
    });
    expect(law.exact?.partialMean(null, null).toFraction()).toBe("25/18");
    const custom = customLaw({ cdf: (x) => Math.min(1, Math.max(0, x)), quantile: (p) => p, support: { min: 0, max: 1 } });
    expect(mixture({ weights: [1], components: [custom] }).spec).toBeUndefined();
    expect(affine({ scale: 2, shift: 0, of: custom }).spec).toBeUndefined();
  });

  it("quantiles at the ends of a gap are its two ends", () => {
    const law = piecewiseUniform({ knots: [0, 1, 2, 3], masses: [0.5, 0, 0.5] });
    expect([law.quantile(0.5), law.upperQuantile(0.5)]).toEqual([1, 2]);
    const atoms = discrete({ values: [1, 2], masses: [0.5, 0.5] });
    expect([atoms.quantile(0.5), atoms.upperQuantile(0.5)]).toEqual([1, 2]);
    const mixed = mixture({ weights: [0.5, 0.5], components: [uniform({ min: 0, max: 1 }), exponential({ rate: 1, min: 4 })] });
    expect([mixed.quantile(0.5), mixed.upperQuantile(0.5)]).toEqual([1, 4]);
  });

  it("leave no trace of leading or trailing gaps in the support", () => {
    const law = piecewiseUniform({ knots: [0, 1, 2, 3], masses: [0, 1, 0] });
    expect(law.support).toEqual({ min: 1, max: 2 });
    expect(law.exact?.support.max.toFraction()).toBe("2");
  });

  it("keep a heavy capped tail over many orders of magnitude", () => {
    // P(V ≥ x) = ε·x^(−1/a) on [ε^a, 1], an atom ε at 1: scale ε^a, shape 1/a.
    const epsilon = 1e-6;
    const a = 1.25;
    const law = pareto({ scale: epsilon ** a, shape: 1 / a, cap: 1 });
    expect(law.atoms).toHaveLength(1);
    expect(law.atoms[0]?.at).toBe(1);
    expect((law.atoms[0]?.mass ?? 0) / epsilon).toBeCloseTo(1, 12);
    for (const x of [1e-7, 1e-5, 1e-3, 0.1]) {
      expect(law.survival(x) / (epsilon * x ** (-1 / a))).toBeCloseTo(1, 12);
      expect(law.upperQuantile(law.survival(x)) / x).toBeCloseTo(1, 12);
    }
    // E[V] = ε + ∫ P(V > v) over [0, 1] beyond what the atom carries: ε^a + ε·∫ x^(−1/a) dx.
    const mean = epsilon ** a + (epsilon * (1 - epsilon ** (a - 1))) / (1 - 1 / a);
    expect(law.mean / mean).toBeCloseTo(1, 12);
  });
});
