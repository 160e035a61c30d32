import { exactVector } from "../../../arithmetic/exact-vector.ts";
import { one, type Rational, ratio } from "../../../arithmetic/rational.ts";
import { exact, exactList, type Fields, list, NotCovered, object, positive, refuse, within, word } from "../fields.ts";
import { limits } from "../limits.ts";

/** A law as an instance states it, in exact numbers; masses and weights are probabilities with total exactly 1. */
export type StatedLaw =
  /** Values need not be in order, and may repeat. */
  | { readonly law: "atoms"; readonly values: readonly Rational[]; readonly masses: readonly Rational[] }
  /** Mass `masses[k]` evenly between `knots[k]` and `knots[k + 1]`. */
  | { readonly law: "piecewise-uniform"; readonly knots: readonly Rational[]; readonly masses: readonly Rational[] }
  /** F(v) = ((v − min)/(max − min))^exponent; mirrored: 1 − F(v) = ((max − v)/(max − min))^exponent. */
  | { readonly law: "power"; readonly min: Rational; readonly max: Rational; readonly exponent: Rational; readonly mirrored: boolean }
  | { readonly law: "beta"; readonly a: Rational; readonly b: Rational; readonly min: Rational; readonly max: Rational }
  /** Conditioned on [min, max], where null has no limit. */
  | { readonly law: "normal"; readonly mean: Rational; readonly sd: Rational; readonly min: Rational | null; readonly max: Rational | null }
  | { readonly law: "lognormal"; readonly mu: Rational; readonly sigma: Rational }
  /** Density proportional to e^(−rate·v) from min to max (null: no limit, and then the rate is positive). */
  | { readonly law: "exponential"; readonly rate: Rational; readonly min: Rational; readonly max: Rational | null }
  /** P(V > v) = (scale/v)^shape; what lies beyond the cap is an atom at it. */
  | { readonly law: "pareto"; readonly scale: Rational; readonly shape: Rational; readonly cap: Rational | null }
  | { readonly law: "mixture"; readonly weights: readonly Rational[]; readonly components: readonly StatedLaw[] }
  /** scale·X + shift, X of law `of`. */
  | { readonly law: "affine"; readonly scale: Rational; readonly shift: Rational; readonly of: StatedLaw };

type Reader = (law: unknown, field: string) => StatedLaw;

/** How each law of the instance format is read. */
const readers: Readonly<Record<string, Reader>> = {
  "point-mass": (law, field) => {
    const { at } = fields(law, field, ["at"]);
    return { law: "atoms", values: [exact(at, within(field, "at"))], masses: [one] };
  },
  discrete: (law, field) => {
    const { values, masses } = fields(law, field, ["values", "masses"]);
    const points = exactList(values, within(field, "values"));
    requireIncreasing(points, within(field, "values"));
    return { law: "atoms", values: points, masses: probabilities(masses, within(field, "masses"), points.length, false) };
  },
  empirical: (law, field) => {
    const { samples } = fields(law, field, ["samples"]);
    const values = exactList(samples, within(field, "samples"));
    return { law: "atoms", values, masses: values.map(() => ratio(1n, BigInt(values.length))) };
  },
  uniform: (law, field) => ({ law: "power", ...interval(fields(law, field, ["min", "max"]), field), exponent: one, mirrored: false }),
  "piecewise-uniform": (law, field) => {
    const { knots, masses } = fields(law, field, ["knots", "masses"]);
    const points = exactList(knots, within(field, "knots"));
    requireIncreasing(points, within(field, "knots"));
    return { law: "piecewise-uniform", knots: points, masses: probabilities(masses, within(field, "masses"), points.length - 1, true) };
  },
  power: (law, field) => power(law, field, false),
  "reverse-power": (law, field) => power(law, field, true),
  beta: (law, field) => {
    const given = fields(law, field, ["a", "b", "min", "max"]);
    return { law: "beta", a: positive(given.a, within(field, "a")), b: positive(given.b, within(field, "b")), ...interval(given, field) };
  },
  normal: (law, field) => {
    const { mean, sd } = fields(law, field, ["mean", "sd"]);
    return { law: "normal", mean: exact(mean, within(field, "mean")), sd: positive(sd, within(field, "sd")), min: null, max: null };
  },
  "truncated-normal": (law, field) => {
    const given = fields(law, field, ["mean", "sd", "min", "max"]);
    const { mean, sd } = given;
    return { law: "normal", mean: exact(mean, within(field, "mean")), sd: positive(sd, within(field, "sd")), ...interval(given, field) };
  },
  lognormal: (law, field) => {
    const { mu, sigma } = fields(law, field, ["mu", "sigma"]);
    return { law: "lognormal", mu: exact(mu, within(field, "mu")), sigma: positive(sigma, within(field, "sigma")) };
  },
  exponential: (law, field) => {
    const { rate, min } = fields(law, field, ["rate", "min"]);
    return { law: "exponential", rate: positive(rate, within(field, "rate")), min: exact(min, within(field, "min")), max: null };
  },
  "truncated-exponential": (law, field) => {
    const given = fields(law, field, ["rate", "min", "max"]);
    const rate = exact(given.rate, within(field, "rate"));
    if (rate.n === 0n) refuse(within(field, "rate"), "a number other than 0", given.rate);
    return { law: "exponential", rate, ...interval(given, field) };
  },
  pareto: (law, field) => {
    const given = fields(law, field, ["scale", "shape"], ["cap"]);
    const [scale, shape] = [positive(given.scale, within(field, "scale")), positive(given.shape, within(field, "shape"))];
    const cap = given.cap === undefined ? null : exact(given.cap, within(field, "cap"));
    if (cap?.lte(scale)) refuse(within(field, "cap"), "a number above the scale", given.cap);
    if (cap === null && shape.lte(one)) refuse(within(field, "shape"), "a number above 1, without which the mean is infinite", given.shape);
    return { law: "pareto", scale, shape, cap };
  },
  mixture: (law, field) => {
    const given = fields(law, field, ["weights", "components"]);
    const components = list(given.components, within(field, "components")).map((own, k) =>
      readLaw(own, `${within(field, "components")}[${k}]`),
    );
    return { law: "mixture", weights: probabilities(given.weights, within(field, "weights"), components.length, false), components };
  },
  affine: (law, field) => {
    const given = fields(law, field, ["scale", "shift", "of"]);
    const scale = exact(given.scale, within(field, "scale"));
    if (scale.n === 0n) refuse(within(field, "scale"), "a number other than 0", given.scale);
    return { law: "affine", scale, shift: exact(given.shift, within(field, "shift")), of: readLaw(given.of, within(field, "of")) };
  },
};

/** Reads a law of the instance format. Throws InvalidInputError for a wrong one, {@link NotCovered} for one that no certificate can speak of. */
export function readLaw(input: unknown, field: string): StatedLaw {
  const name = word((input as Fields | null)?.distribution, within(field, "distribution"), Object.keys(readers));
  if (name === "empirical" && Object.hasOwn(input as object, "csv")) throw new NotCovered(`${field}: the samples are in another file`);
  return (readers[name] as Reader)(input, field);
}

function fields(law: unknown, field: string, required: readonly string[], optional: readonly string[] = []): Fields {
  return object(law, field, ["distribution", ...required], optional);
}

function power(law: unknown, field: string, mirrored: boolean): StatedLaw {
  const given = fields(law, field, ["min", "max", "exponent"]);
  return { law: "power", ...interval(given, field), exponent: positive(given.exponent, within(field, "exponent")), mirrored };
}

function interval(given: Fields, field: string): { readonly min: Rational; readonly max: Rational } {
  const [min, max] = [exact(given.min, within(field, "min")), exact(given.max, within(field, "max"))];
  if (max.lte(min)) refuse(within(field, "max"), "a number above min", given.max);
  return { min, max };
}

function requireIncreasing(points: readonly Rational[], field: string): void {
  points.forEach((point, k) => {
    if (k > 0 && point.lte(points[k - 1] as Rational)) refuse(`${field}[${k}]`, "a number above the one before it", point);
  });
}

/** Totals this close to 1 are renormalised to 1. */
const totalTolerance = ratio(1n, 1_000_000_000n);

/** Numbers ≥ 0 (positive unless `allowZero`) with total 1 up to 1e-9, over their exact total. */
export function probabilities(input: unknown, field: string, length: number, allowZero: boolean): readonly Rational[] {
  const { numerators, denominator } = exactVector(exactList(input, field, length), limits.vectorBits);
  const total = numerators.reduce((sum, own) => sum + own, 0n);
  numerators.forEach((own, k) => {
    if (own < 0n || (own === 0n && !allowZero)) refuse(`${field}[${k}]`, "a probability", own);
  });
  if (total <= 0n || ratio(total, denominator).sub(one).abs().gt(totalTolerance)) refuse(field, "probabilities with total 1", input);
  return numerators.map((own) => ratio(own, total));
}
