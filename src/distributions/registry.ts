import type { NumberInput } from "../arithmetic/rational.ts";
import { refuse, refuseAs, under } from "../errors.ts";
import type { AffineSpec, Distribution, DistributionSpec, MixtureSpec } from "./distribution.ts";
import { readList, readNumber, requireParameters, requireWidth, writable } from "./law-fields.ts";
import { affineOfLaw } from "./laws/affine.ts";
import { beta } from "./laws/beta.ts";
import { discrete } from "./laws/discrete.ts";
import { empirical } from "./laws/empirical.ts";
import { exponential } from "./laws/exponential.ts";
import { lognormal } from "./laws/lognormal.ts";
import { mixtureOfLaws } from "./laws/mixture.ts";
import { normal } from "./laws/normal.ts";
import { pareto } from "./laws/pareto.ts";
import { piecewiseUniform } from "./laws/piecewise-uniform.ts";
import { pointMass } from "./laws/point-mass.ts";
import { power } from "./laws/power.ts";
import { reversePower } from "./laws/reverse-power.ts";
import { truncatedExponential } from "./laws/truncated-exponential.ts";
import { truncatedNormal } from "./laws/truncated-normal.ts";
import { uniform } from "./laws/uniform.ts";
import { readProbabilities } from "./probabilities.ts";

/** How each law is built from its specification: an exhaustive table. */
const builders: { readonly [Name in DistributionSpec["distribution"]]: (spec: SpecOf<Name>) => Distribution } = {
  uniform,
  power,
  "reverse-power": reversePower,
  beta,
  "truncated-normal": truncatedNormal,
  "truncated-exponential": truncatedExponential,
  "point-mass": pointMass,
  discrete,
  mixture,
  "piecewise-uniform": piecewiseUniform,
  empirical,
  exponential,
  normal,
  lognormal,
  pareto,
  affine,
};

type SpecOf<Name extends DistributionSpec["distribution"]> = Extract<DistributionSpec, { readonly distribution: Name }>;

/** Every law that an instance file can name. */
export const lawNames = Object.keys(builders) as readonly DistributionSpec["distribution"][];

/**
 * The law that a specification names.
 *
 * Throws InvalidInputError, with the field relative to the specification, when the law is unknown or a field is wrong.
 *
 * @example
 * distribution({ distribution: "power", min: 0, max: 1, exponent: 2 }).mean; // 0.6666666666666666
 */
export function distribution(spec: DistributionSpec): Distribution {
  if (typeof spec !== "object" || spec === null || Array.isArray(spec)) {
    refuse("", 'a law such as {"distribution": "uniform", "min": 0, "max": 1}', spec, 'Write an object with the field "distribution".');
  }
  const name: unknown = spec.distribution;
  if (!lawNames.some((known) => known === name)) {
    const remedy = "Choose one of these laws; other laws are made in code by customLaw.";
    refuse("distribution", `one of ${lawNames.join(", ")}`, name, remedy);
  }
  return (builders[spec.distribution] as (spec: DistributionSpec) => Distribution)(spec);
}

/**
 * Σ weight·component: first a component is drawn, then the type. Weights are positive with total 1 (within 1e-9; then renormalised exactly).
 * A component is a law or what an instance file writes for it.
 *
 * Throws InvalidInputError when there is no component, lengths differ, weights are not probabilities, or a component is wrong
 * (its field is then e.g. `components[1].max`).
 *
 * @example
 * mixture({ weights: [0.5, 0.5], components: [pointMass({ at: 0 }), uniform({ min: 0, max: 1 })] }).mean; // 0.25
 */
export function mixture(spec: {
  readonly weights: MixtureSpec["weights"];
  readonly components: readonly (Distribution | DistributionSpec)[];
}): Distribution {
  requireParameters(spec, "mixture");
  const components = readList("components", spec.components, 1, "components") as readonly (Distribution | DistributionSpec)[];
  const written = readList("weights", spec.weights, 1, "weights");
  if (written.length !== components.length) {
    refuseAs(
      "weights",
      `as many weights as components (${components.length})`,
      `${written.length} weights`,
      "Give every component its probability.",
    );
  }
  const weights = readProbabilities("weights", written, false);
  const laws = components.map((component, k) => lawOf(component, `components[${k}]`));
  const specs = laws.map((law) => law.spec).filter((item) => item !== undefined);
  const numbers = written.map((weight) => writable(weight as NumberInput));
  return mixtureOfLaws(
    weights.exact(),
    laws,
    specs.length === laws.length ? { distribution: "mixture", weights: numbers, components: specs } : undefined,
  );
}

/**
 * The law of scale·X + shift, X the law `of`; a negative scale mirrors.
 *
 * Throws InvalidInputError when the scale is 0 or takes the law beyond the range of doubles, or `of` is wrong (its field is then e.g. `of.max`).
 *
 * @example
 * affine({ scale: -1, shift: 1, of: power({ min: 0, max: 1, exponent: 2 }) }).survival(0.25); // 0.5625
 */
export function affine(spec: {
  readonly scale: AffineSpec["scale"];
  readonly shift: AffineSpec["shift"];
  readonly of: Distribution | DistributionSpec;
}): Distribution {
  requireParameters(spec, "affine");
  const scale = readNumber("scale", spec.scale);
  const shift = readNumber("shift", spec.shift);
  if (scale.value === 0) refuse("scale", "a number other than 0", spec.scale, 'With scale 0 every type is the shift: use "point-mass".');
  const of = lawOf(spec.of, "of");
  // Of an unbounded law the middle half stands for its width.
  const width = Number.isFinite(of.support.max - of.support.min)
    ? of.support.max - of.support.min
    : of.upperQuantile(0.25) - of.quantile(0.25);
  if (of.pieces.length > 0 && width > 0) requireWidth("scale", Math.abs(scale.value) * width, spec.scale);
  const written = of.spec && { distribution: "affine" as const, scale: writable(spec.scale), shift: writable(spec.shift), of: of.spec };
  return affineOfLaw(scale.exact, shift.exact, of, written);
}

/** A law, or what an instance file writes for one; errors name their place below `field`. */
export function lawOf(law: Distribution | DistributionSpec, field: string): Distribution {
  if (typeof law === "object" && law !== null && "cdf" in law) return law;
  return under(field, () => distribution(law));
}
