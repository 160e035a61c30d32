import fc from "fast-check";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";

// Random laws of every family, with parameters that a person might write. Numbers are short decimals or fractions.

/** A decimal with two places in [low, high]. */
export function decimal(low: number, high: number): fc.Arbitrary<number> {
  return fc.integer({ min: Math.ceil(low * 100), max: Math.floor(high * 100) }).map((k) => k / 100);
}

const interval = fc.tuple(decimal(-3, 5), decimal(0.1, 6)).map(([min, width]) => ({ min, max: Math.round((min + width) * 100) / 100 }));

/** Exact masses k/total, all positive. */
export function masses(count: number): fc.Arbitrary<string[]> {
  return fc.array(fc.integer({ min: 1, max: 9 }), { minLength: count, maxLength: count }).map((parts) => {
    const total = parts.reduce((sum, part) => sum + part, 0);
    return parts.map((part) => `${part}/${total}`);
  });
}

function increasing(count: number): fc.Arbitrary<number[]> {
  return fc.tuple(decimal(-3, 3), fc.array(decimal(0.05, 2), { minLength: count - 1, maxLength: count - 1 })).map(([first, steps]) => {
    const list = [first];
    for (const step of steps) list.push(Math.round(((list[list.length - 1] as number) + step) * 100) / 100);
    return list;
  });
}

const uniform = interval.map((ends): DistributionSpec => ({ distribution: "uniform", ...ends }));
const exponent = fc.oneof(decimal(0.3, 1), decimal(1, 6), fc.constantFrom(1, 2, 3));
const power = fc.tuple(interval, exponent).map(([ends, a]): DistributionSpec => ({ distribution: "power", ...ends, exponent: a }));
const reversePower = fc
  .tuple(interval, exponent)
  .map(([ends, a]): DistributionSpec => ({ distribution: "reverse-power", ...ends, exponent: a }));
const beta = fc
  .tuple(interval, decimal(0.4, 6), decimal(0.4, 6))
  .map(([ends, a, b]): DistributionSpec => ({ distribution: "beta", a, b, ...ends }));
const truncatedNormal = fc
  .tuple(interval, decimal(-4, 8), decimal(0.3, 4))
  .map(([ends, mean, sd]): DistributionSpec => ({ distribution: "truncated-normal", mean, sd, ...ends }));
const truncatedExponential = fc
  .tuple(
    interval,
    decimal(-4, 4).filter((rate) => rate !== 0),
  )
  .map(([ends, rate]): DistributionSpec => ({ distribution: "truncated-exponential", rate, ...ends }));
const pointMass = decimal(-3, 5).map((at): DistributionSpec => ({ distribution: "point-mass", at }));
const discrete = fc
  .integer({ min: 1, max: 7 })
  .chain((n) =>
    fc
      .tuple(increasing(n), masses(n))
      .map(([values, weights]): DistributionSpec => ({ distribution: "discrete", values, masses: weights })),
  );
const empirical = fc
  .array(decimal(-2, 2), { minLength: 1, maxLength: 12 })
  .map((samples): DistributionSpec => ({ distribution: "empirical", samples }));
const piecewiseUniform = fc.integer({ min: 1, max: 5 }).chain((n) =>
  fc
    .tuple(increasing(n + 1), masses(n), fc.array(fc.boolean(), { minLength: n, maxLength: n }))
    .map(([knots, weights, gaps]): DistributionSpec => {
      // Some intervals become gaps; the last one never does, and takes their mass.
      const numerators = weights.map((weight, k) => (gaps[k] && k + 1 < n ? 0 : Number(weight.split("/")[0])));
      const total = numerators.reduce((sum, part) => sum + part, 0);
      return { distribution: "piecewise-uniform", knots, masses: numerators.map((part) => `${part}/${total}`) };
    }),
);
const exponential = fc
  .tuple(decimal(0.2, 4), decimal(-2, 3))
  .map(([rate, min]): DistributionSpec => ({ distribution: "exponential", rate, min }));
const normal = fc.tuple(decimal(-3, 3), decimal(0.2, 3)).map(([mean, sd]): DistributionSpec => ({ distribution: "normal", mean, sd }));
const lognormal = fc
  .tuple(decimal(-1, 1), decimal(0.2, 2.5))
  .map(([mu, sigma]): DistributionSpec => ({ distribution: "lognormal", mu, sigma }));
const pareto = fc.oneof(
  fc.tuple(decimal(0.1, 3), decimal(1.2, 6)).map(([scale, shape]): DistributionSpec => ({ distribution: "pareto", scale, shape })),
  fc
    .tuple(decimal(0.1, 3), decimal(0.3, 4), decimal(0.5, 9))
    .map(
      ([scale, shape, more]): DistributionSpec => ({ distribution: "pareto", scale, shape, cap: Math.round((scale + more) * 100) / 100 }),
    ),
);

/** Families whose laws have an exact form (positive whole exponents only). */
const exactSimple = fc.oneof(
  uniform,
  fc
    .tuple(interval, fc.integer({ min: 1, max: 4 }))
    .map(([ends, a]): DistributionSpec => ({ distribution: "power", ...ends, exponent: a })),
  fc
    .tuple(interval, fc.integer({ min: 1, max: 4 }))
    .map(([ends, a]): DistributionSpec => ({ distribution: "reverse-power", ...ends, exponent: a })),
  pointMass,
  discrete,
  empirical,
  piecewiseUniform,
);
const continuous = fc.oneof(
  uniform,
  power,
  reversePower,
  beta,
  truncatedNormal,
  truncatedExponential,
  piecewiseUniform,
  exponential,
  normal,
  lognormal,
);
const simple = fc.oneof(continuous, pointMass, discrete, empirical, pareto);

function mixtureOf(component: fc.Arbitrary<DistributionSpec>): fc.Arbitrary<DistributionSpec> {
  return fc
    .integer({ min: 1, max: 4 })
    .chain((n) =>
      fc
        .tuple(masses(n), fc.array(component, { minLength: n, maxLength: n }))
        .map(([weights, components]): DistributionSpec => ({ distribution: "mixture", weights, components })),
    );
}

function affineOf(component: fc.Arbitrary<DistributionSpec>): fc.Arbitrary<DistributionSpec> {
  return fc
    .tuple(
      decimal(-3, 3).filter((scale) => Math.abs(scale) >= 0.1),
      decimal(-2, 2),
      component,
    )
    .map(([scale, shift, of]): DistributionSpec => ({ distribution: "affine", scale, shift, of }));
}

/** Any law an instance file can state. */
export const anyLaw: fc.Arbitrary<DistributionSpec> = fc.oneof(
  { weight: 5, arbitrary: simple },
  { weight: 2, arbitrary: mixtureOf(simple) },
  { weight: 2, arbitrary: affineOf(simple) },
  { weight: 1, arbitrary: affineOf(mixtureOf(simple)) },
  { weight: 1, arbitrary: mixtureOf(affineOf(simple)) },
);

/** Laws that state an exact form. */
export const anyExactLaw: fc.Arbitrary<DistributionSpec> = fc.oneof(
  { weight: 4, arbitrary: exactSimple },
  { weight: 2, arbitrary: mixtureOf(exactSimple) },
  { weight: 2, arbitrary: affineOf(exactSimple) },
  { weight: 1, arbitrary: affineOf(mixtureOf(affineOf(exactSimple))) },
);

/** Laws without atoms. */
export const anyContinuousLaw: fc.Arbitrary<DistributionSpec> = fc.oneof(
  { weight: 4, arbitrary: continuous },
  { weight: 1, arbitrary: mixtureOf(continuous) },
  { weight: 1, arbitrary: affineOf(continuous) },
);

/** A number in the open interval (0, 1), at times close to an end. */
export const probability: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 1, max: 999 }).map((k) => k / 1000),
  fc.integer({ min: 1, max: 40 }).map((k) => 2 ** -k),
  fc.integer({ min: 1, max: 40 }).map((k) => 1 - 2 ** -k),
);
