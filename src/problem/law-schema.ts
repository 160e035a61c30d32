import * as z from "zod";
import { described, exactNumber, exactNumbers, type NumberJson, record, text } from "./described.ts";
import { smoothNames } from "./estimators.ts";

const interval = { min: exactNumber, max: exactNumber };

const law = <Kind extends string>(kind: Kind) => ({ distribution: z.literal(kind) });

const uniform = record('{"distribution": "uniform", "min": 0, "max": 1}', { ...law("uniform"), ...interval });
const power = record('{"distribution": "power", "min": 0, "max": 1, "exponent": 2}', {
  ...law("power"),
  ...interval,
  exponent: exactNumber,
});
const reversePower = record('{"distribution": "reverse-power", "min": 0, "max": 1, "exponent": 2}', {
  ...law("reverse-power"),
  ...interval,
  exponent: exactNumber,
});
const beta = record('{"distribution": "beta", "a": 2, "b": 3, "min": 0, "max": 1}', {
  ...law("beta"),
  a: exactNumber,
  b: exactNumber,
  ...interval,
});
const truncatedNormal = record('{"distribution": "truncated-normal", "mean": 0, "sd": 1, "min": -2, "max": 2}', {
  ...law("truncated-normal"),
  mean: exactNumber,
  sd: exactNumber,
  ...interval,
});
const truncatedExponential = record('{"distribution": "truncated-exponential", "rate": 1, "min": 0, "max": 2}', {
  ...law("truncated-exponential"),
  rate: exactNumber,
  ...interval,
});
const pointMass = record('{"distribution": "point-mass", "at": 1}', { ...law("point-mass"), at: exactNumber });
const discrete = record(
  '{"distribution": "discrete", "values": [1, 2], "masses": ["1/2", "1/2"]}, or "weights": [3, 5] instead of masses, of any total',
  {
    ...law("discrete"),
    values: exactNumbers,
    masses: exactNumbers.optional(),
    weights: exactNumbers.optional(),
  },
);
const mixture = record('{"distribution": "mixture", "weights": ["1/2", "1/2"], "components": [law, law]}', {
  ...law("mixture"),
  weights: exactNumbers,
  get components(): z.ZodArray<z.ZodType<LawJson, LawJson>> {
    return laws;
  },
});
const piecewiseUniform = record('{"distribution": "piecewise-uniform", "knots": [0, 1, 2], "masses": ["1/3", "2/3"]}', {
  ...law("piecewise-uniform"),
  knots: exactNumbers,
  masses: exactNumbers,
});
const empirical = record(
  '{"distribution": "empirical", "samples": [0.2, 0.7]} or {"distribution": "empirical", "csv": "costs.csv", "column": "cost"}',
  {
    ...law("empirical"),
    samples: exactNumbers.optional(),
    csv: text.optional(),
    column: text.optional(),
    weights: text.optional(),
    delimiter: text.optional(),
    decimal: z.enum([".", ","]).optional(),
    thousands: text.optional(),
    missing: z.enum(["refuse", "skip"]).optional(),
    bins: z.int().min(1).optional(),
    smooth: z.enum(smoothNames).optional(),
  },
);
const exponential = record('{"distribution": "exponential", "rate": 1, "min": 0}', {
  ...law("exponential"),
  rate: exactNumber,
  min: exactNumber,
});
const normal = record('{"distribution": "normal", "mean": 0, "sd": 1}', { ...law("normal"), mean: exactNumber, sd: exactNumber });
const lognormal = record('{"distribution": "lognormal", "mu": 0, "sigma": 1}', {
  ...law("lognormal"),
  mu: exactNumber,
  sigma: exactNumber,
});
const pareto = record('{"distribution": "pareto", "scale": 1, "shape": 2}', {
  ...law("pareto"),
  scale: exactNumber,
  shape: exactNumber,
  cap: exactNumber.optional(),
});
const affine = record('{"distribution": "affine", "scale": -1, "shift": 1, "of": law}', {
  ...law("affine"),
  scale: exactNumber,
  shift: exactNumber,
  get of(): z.ZodType<LawJson, LawJson> {
    return lawSchema;
  },
});

const simple = [
  uniform,
  power,
  reversePower,
  beta,
  truncatedNormal,
  truncatedExponential,
  pointMass,
  discrete,
  piecewiseUniform,
  empirical,
  exponential,
  normal,
  lognormal,
  pareto,
] as const;

/** What an instance file writes for a law. */
export type LawJson =
  | z.input<(typeof simple)[number]>
  | { distribution: "mixture"; weights: NumberJson[]; components: LawJson[] }
  | { distribution: "affine"; scale: NumberJson; shift: NumberJson; of: LawJson };

/** A law as an instance file states it. */
export const lawSchema: z.ZodType<LawJson, LawJson> = described(
  z.discriminatedUnion("distribution", [...simple, mixture, affine]).meta({ id: "law" }),
  'a law such as {"distribution": "uniform", "min": 0, "max": 1}',
  'Write the law as an object with the field "distribution".',
);

const laws = described(z.array(lawSchema), "a list of laws", "Write the laws in brackets.");
