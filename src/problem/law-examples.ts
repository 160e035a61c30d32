import type { LawJson } from "./law-schema.ts";

/** What a law is, in one sentence, and an instance's words for it with all its fields. */
export interface LawExample {
  readonly meaning: string;
  readonly example: LawJson;
}

/** Every law that an instance file can name. */
export const lawExamples: Readonly<Record<LawJson["distribution"], LawExample>> = {
  uniform: { meaning: "constant density on [min, max]", example: { distribution: "uniform", min: 0, max: 1 } },
  power: {
    meaning: "distribution function ((v − min)/(max − min))^exponent: large types are likely where the exponent exceeds 1",
    example: { distribution: "power", min: 0, max: 1, exponent: 2 },
  },
  "reverse-power": {
    meaning: "survival function ((max − v)/(max − min))^exponent: small types are likely where the exponent exceeds 1",
    example: { distribution: "reverse-power", min: 0, max: 1, exponent: 2 },
  },
  beta: {
    meaning: "density proportional to (v − min)^(a − 1)·(max − v)^(b − 1)",
    example: { distribution: "beta", a: 2, b: 3, min: 0, max: 1 },
  },
  "truncated-normal": {
    meaning: "the normal law of mean and standard deviation sd, given that it lies in [min, max]",
    example: { distribution: "truncated-normal", mean: 0.5, sd: 0.25, min: 0, max: 1 },
  },
  "truncated-exponential": {
    meaning: "density proportional to e^(−rate·v) on [min, max]; a negative rate makes large types likely",
    example: { distribution: "truncated-exponential", rate: 1, min: 0, max: 2 },
  },
  "point-mass": { meaning: "always the same type", example: { distribution: "point-mass", at: "1/2" } },
  discrete: {
    meaning: 'finitely many types with masses of total 1 (or "weights" of any total, counts for example)',
    example: { distribution: "discrete", values: [1, 2, 4], masses: ["1/2", "1/4", "1/4"] },
  },
  mixture: {
    meaning: "first a component is drawn by its weight, then the type by the component",
    example: {
      distribution: "mixture",
      weights: ["1/4", "3/4"],
      components: [
        { distribution: "point-mass", at: 0 },
        { distribution: "uniform", min: 0, max: 1 },
      ],
    },
  },
  "piecewise-uniform": {
    meaning: "constant density between knots, which have the stated masses; a mass of 0 is a gap",
    example: { distribution: "piecewise-uniform", knots: [0, 1, 3], masses: ["1/3", "2/3"] },
  },
  empirical: {
    meaning:
      'samples that are equally likely, listed or a "column" of a "csv" file (with "weights", "delimiter", "decimal", "thousands", "missing" where it needs them); "bins": 30 spreads them evenly over so many intervals, "smooth": "kernel", "decreasing" or "increasing" makes them a density',
    example: { distribution: "empirical", samples: [0.2, 0.7, 0.7, 0.9] },
  },
  exponential: { meaning: "P(V > v) = e^(−rate·(v − min))", example: { distribution: "exponential", rate: 1, min: 0 } },
  normal: { meaning: "the normal law of mean and standard deviation sd", example: { distribution: "normal", mean: 0, sd: 1 } },
  lognormal: {
    meaning: "log V is normal with mean mu and standard deviation sigma",
    example: { distribution: "lognormal", mu: 0, sigma: 0.5 },
  },
  pareto: {
    meaning:
      'P(V > v) = (scale/v)^shape from scale on; "cap" makes the mass beyond it an atom there, and without one the shape must exceed 1',
    example: { distribution: "pareto", scale: 1, shape: 3 },
  },
  affine: {
    meaning: "the law of scale·X + shift, X of another law; a negative scale mirrors",
    example: { distribution: "affine", scale: -1, shift: 1, of: { distribution: "power", min: 0, max: 1, exponent: 2 } },
  },
};
