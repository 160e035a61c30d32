import * as z from "zod";
import { described, exactNumber, exactNumbers, type NumberJson, record, text } from "./described.ts";
import { smoothNames } from "./estimators.ts";

const interval = { min: exactNumber, max: exactNumber };

/** The schema of a law; its example in an error is its name and these fields. */
const law = <const Name extends string, Shape extends z.core.$ZodLooseShape>(name: Name, fields: string, shape: Shape) =>
  record(`{"distribution": "${name}", ${fields}}`, { distribution: z.literal(name), ...shape });

const simple = [
  law("uniform", '"min": 0, "max": 1', interval),
  law("power", '"min": 0, "max": 1, "exponent": 2', { ...interval, exponent: exactNumber }),
  law("reverse-power", '"min": 0, "max": 1, "exponent": 2', { ...interval, exponent: exactNumber }),
  law("beta", '"a": 2, "b": 3, "min": 0, "max": 1', { a: exactNumber, b: exactNumber, ...interval }),
  law("truncated-normal", '"mean": 0, "sd": 1, "min": -2, "max": 2', { mean: exactNumber, sd: exactNumber, ...interval }),
  law("truncated-exponential", '"rate": 1, "min": 0, "max": 2', { rate: exactNumber, ...interval }),
  law("point-mass", '"at": 1', { at: exactNumber }),
  record('{"distribution": "discrete", "values": [1, 2], "masses": ["1/2", "1/2"]}, or "weights": [3, 5] instead of masses, of any total', {
    distribution: z.literal("discrete"),
    values: exactNumbers,
    masses: exactNumbers.optional(),
    weights: exactNumbers.optional(),
  }),
  law("piecewise-uniform", '"knots": [0, 1, 2], "masses": ["1/3", "2/3"]', { knots: exactNumbers, masses: exactNumbers }),
  record('{"distribution": "empirical", "samples": [0.2, 0.7]} or {"distribution": "empirical", "csv": "costs.csv", "column": "cost"}', {
    distribution: z.literal("empirical"),
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
  }),
  law("exponential", '"rate": 1, "min": 0', { rate: exactNumber, min: exactNumber }),
  law("normal", '"mean": 0, "sd": 1', { mean: exactNumber, sd: exactNumber }),
  law("lognormal", '"mu": 0, "sigma": 1', { mu: exactNumber, sigma: exactNumber }),
  law("pareto", '"scale": 1, "shape": 2', { scale: exactNumber, shape: exactNumber, cap: exactNumber.optional() }),
] as const;

const mixture = record('{"distribution": "mixture", "weights": ["1/2", "1/2"], "components": [law, law]}', {
  distribution: z.literal("mixture"),
  weights: exactNumbers,
  get components(): z.ZodArray<z.ZodType<LawJson, LawJson>> {
    return laws;
  },
});

const affine = record('{"distribution": "affine", "scale": -1, "shift": 1, "of": law}', {
  distribution: z.literal("affine"),
  scale: exactNumber,
  shift: exactNumber,
  get of(): z.ZodType<LawJson, LawJson> {
    return lawSchema;
  },
});

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
