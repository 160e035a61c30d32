import fc from "fast-check";
import { formatRational, type Rational, ratio, sumRationals, toNumber } from "../../../src/arithmetic/rational.ts";
import type { DistributionSpec } from "../../../src/distributions/distribution.ts";

/** Fractions with small numerators and denominators. */
const point = fc.tuple(fc.integer({ min: 0, max: 24 }), fc.constantFrom(1, 2, 3, 7)).map(([n, d]) => ratio(BigInt(n), BigInt(d)));

function increasing(count: number) {
  return fc
    .uniqueArray(point, { minLength: count, maxLength: count, comparator: (a, b) => a.equals(b) })
    .map((points) => [...points].sort((a, b) => a.compare(b)));
}

/** Positive masses of total 1, as texts. */
export function masses(count: number, largest = 9): fc.Arbitrary<string[]> {
  return fc.array(fc.integer({ min: 1, max: largest }), { minLength: count, maxLength: count }).map((parts) => {
    const exact = parts.map((part) => ratio(BigInt(part), 1n));
    const total: Rational = sumRationals(exact);
    return exact.map((part) => formatRational(part.div(total)));
  });
}

const range = increasing(2).map(([min, max]) => ({ min: formatRational(min as Rational), max: formatRational(max as Rational) }));
const exponent = fc.integer({ min: 1, max: 4 });

const simple: fc.Arbitrary<DistributionSpec> = fc.oneof(
  range.map((ends): DistributionSpec => ({ distribution: "uniform", ...ends })),
  fc.tuple(range, exponent).map(([ends, power]): DistributionSpec => ({ distribution: "power", ...ends, exponent: power })),
  fc.tuple(range, exponent).map(([ends, power]): DistributionSpec => ({ distribution: "reverse-power", ...ends, exponent: power })),
  fc
    .integer({ min: 1, max: 4 })
    .chain((count) =>
      fc
        .tuple(increasing(count + 1), masses(count))
        .map(
          ([knots, parts]): DistributionSpec => ({ distribution: "piecewise-uniform", knots: knots.map(formatRational), masses: parts }),
        ),
    ),
  fc
    .integer({ min: 1, max: 5 })
    .chain((count) =>
      fc
        .tuple(increasing(count), masses(count))
        .map(([values, parts]): DistributionSpec => ({ distribution: "discrete", values: values.map(formatRational), masses: parts })),
    ),
  fc
    .array(point, { minLength: 1, maxLength: 6 })
    .map((samples): DistributionSpec => ({ distribution: "empirical", samples: samples.map(toNumber) })),
  point.map((at): DistributionSpec => ({ distribution: "point-mass", at: formatRational(at) })),
);

/** Laws whose probabilities are rational at rational points, mixtures and affine images included. */
export const rationalLaw: fc.Arbitrary<DistributionSpec> = fc.oneof(
  { weight: 3, arbitrary: simple },
  {
    weight: 1,
    arbitrary: fc
      .tuple(simple, simple, masses(2))
      .map(([first, second, weights]): DistributionSpec => ({ distribution: "mixture", weights, components: [first, second] })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(simple, fc.constantFrom("-1", "2", "-1/3", "3/2"), point)
      .map(([of, scale, shift]): DistributionSpec => ({ distribution: "affine", scale, shift: formatRational(shift), of })),
  },
);
