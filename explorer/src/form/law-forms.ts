import type { LawJson } from "../../../src/index.ts";
import type { Range } from "./number-field.tsx";

export type LawName = LawJson["distribution"];

/** A parameter of a law: one number with a slider, a list of numbers, or what stands beside other laws. */
interface Parameter {
  readonly key: string;
  readonly label: string;
  readonly kind: "number" | "numbers";
  readonly slider?: Range;
}

interface LawForm {
  readonly title: string;
  /** What a newly chosen law starts from. */
  readonly start: LawJson;
  readonly parameters: readonly Parameter[];
}

const number = (key: string, label: string, min: number, max: number): Parameter => ({ key, label, kind: "number", slider: { min, max } });
const numbers = (key: string, label: string): Parameter => ({ key, label, kind: "numbers" });
const ends = [number("min", "from", 0, 2), number("max", "to", 0, 2)];
const unit = { distribution: "uniform", min: 0, max: 1 } as const;

/** How every law is filled in; the compiler names this place when a law is added. */
export const lawForms: Readonly<Record<LawName, LawForm>> = {
  uniform: { title: "Uniform", start: unit, parameters: ends },
  power: {
    title: "Power",
    start: { distribution: "power", min: 0, max: 1, exponent: 2 },
    parameters: [...ends, number("exponent", "exponent", 0.2, 5)],
  },
  "reverse-power": {
    title: "Reverse power",
    start: { distribution: "reverse-power", min: 0, max: 1, exponent: 2 },
    parameters: [...ends, number("exponent", "exponent", 0.2, 5)],
  },
  beta: {
    title: "Beta",
    start: { distribution: "beta", a: 2, b: 3, min: 0, max: 1 },
    parameters: [number("a", "a", 0.5, 6), number("b", "b", 0.5, 6), ...ends],
  },
  "truncated-normal": {
    title: "Normal, truncated",
    start: { distribution: "truncated-normal", mean: 0.5, sd: 0.25, min: 0, max: 1 },
    parameters: [number("mean", "mean", -1, 2), number("sd", "standard deviation", 0.05, 2), ...ends],
  },
  "truncated-exponential": {
    title: "Exponential, truncated",
    start: { distribution: "truncated-exponential", rate: 1, min: 0, max: 1 },
    parameters: [number("rate", "rate", -5, 5), ...ends],
  },
  discrete: {
    title: "Finitely many types",
    start: { distribution: "discrete", values: [1, 2], masses: ["1/2", "1/2"] },
    parameters: [numbers("values", "types"), numbers("masses", "probabilities")],
  },
  "point-mass": {
    title: "One type",
    start: { distribution: "point-mass", at: 0.5 },
    parameters: [number("at", "at", 0, 2)],
  },
  "piecewise-uniform": {
    title: "Histogram",
    start: { distribution: "piecewise-uniform", knots: [0, 0.5, 1], masses: ["1/3", "2/3"] },
    parameters: [numbers("knots", "knots"), numbers("masses", "probabilities between them")],
  },
  empirical: {
    title: "Samples",
    start: { distribution: "empirical", samples: [0.2, 0.35, 0.4, 0.55, 0.7, 0.9] },
    parameters: [numbers("samples", "samples")],
  },
  exponential: {
    title: "Exponential",
    start: { distribution: "exponential", rate: 1, min: 0 },
    parameters: [number("rate", "rate", 0.2, 5), number("min", "from", 0, 2)],
  },
  normal: {
    title: "Normal",
    start: { distribution: "normal", mean: 0, sd: 1 },
    parameters: [number("mean", "mean", -2, 2), number("sd", "standard deviation", 0.1, 3)],
  },
  lognormal: {
    title: "Lognormal",
    start: { distribution: "lognormal", mu: 0, sigma: 0.5 },
    parameters: [number("mu", "mean of the logarithm", -1, 1), number("sigma", "its standard deviation", 0.1, 1.5)],
  },
  pareto: {
    title: "Pareto",
    start: { distribution: "pareto", scale: 1, shape: 3 },
    parameters: [number("scale", "from", 0.1, 3), number("shape", "shape", 1.1, 6)],
  },
  mixture: {
    title: "Mixture",
    start: { distribution: "mixture", weights: ["1/2", "1/2"], components: [unit, { distribution: "point-mass", at: 1 }] },
    parameters: [],
  },
  affine: {
    title: "Shifted and scaled",
    start: { distribution: "affine", scale: -1, shift: 1, of: { distribution: "power", min: 0, max: 1, exponent: 2 } },
    parameters: [number("scale", "scale", -2, 2), number("shift", "shift", -2, 2)],
  },
};
