import { type NumberInput, type Rational, rational, toNumber } from "../../arithmetic/rational.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import { refuseAs } from "../../errors.ts";
import type { Distribution, DistributionSpec, PiecewiseUniformSpec } from "../distribution.ts";
import { stepEnclosure } from "../enclosures/step.ts";
import { exactPiecewiseUniform } from "../exact-law.ts";
import { continuousLaw } from "../law.ts";
import { readList, readNumbers, requireIncreasing, requireParameters, requireWidth, writable } from "../law-fields.ts";
import { countBelow, countUpTo, RangeSums, runningTotals } from "../numerics/range-sums.ts";
import { readProbabilities } from "../probabilities.ts";
import { pieceByDensity } from "../proofs.ts";

/**
 * Constant density on each interval between increasing knots. An interval of mass 0 is a gap.
 *
 * Throws InvalidInputError when there are fewer than two knots, they do not increase, the masses are not one fewer, or are not probabilities.
 *
 * @example
 * piecewiseUniform({ knots: [0, 1, 3], masses: ["1/2", "1/2"] }).quantile(0.75); // 2
 */
export function piecewiseUniform(spec: Omit<PiecewiseUniformSpec, "distribution">): Distribution {
  requireParameters(spec, "piecewise-uniform");
  const writtenKnots = readList("knots", spec.knots, 2, "knots");
  const writtenMasses = readList("masses", spec.masses, 1, "masses");
  if (writtenMasses.length !== writtenKnots.length - 1) {
    refuseAs(
      "masses",
      `one mass per interval between knots (${writtenKnots.length - 1})`,
      `${writtenMasses.length} masses`,
      "Give every interval its probability.",
    );
  }
  const knots = readNumbers("knots", writtenKnots);
  requireIncreasing("knots", knots, writtenKnots);
  requireWidth("knots", (knots[knots.length - 1] as number) - (knots[0] as number), [knots[0], knots[knots.length - 1]]);
  for (let k = 1; k < knots.length; k++) requireWidth(`knots[${k}]`, (knots[k] as number) - (knots[k - 1] as number), writtenKnots[k]);
  const masses = readProbabilities("masses", writtenMasses, true);
  const numbers = (list: readonly unknown[]) => list.map((entry) => writable(entry as NumberInput));
  const written = { distribution: "piecewise-uniform" as const, knots: numbers(writtenKnots), masses: numbers(writtenMasses) };
  // Intervals without mass at either end are no part of the law.
  const from = masses.values.findIndex((mass) => mass > 0);
  const to = masses.values.findLastIndex((mass) => mass > 0) + 1;
  return piecewiseUniformOn(
    knots.slice(from, to + 1),
    masses.values.slice(from, to),
    () => ({
      knots: writtenKnots.slice(from, to + 1).map((entry) => rational(entry as NumberInput)),
      masses: masses.exact().slice(from, to),
    }),
    written,
  );
}

function piecewiseUniformOn(
  knots: Float64Array,
  masses: Float64Array,
  exact: () => { knots: readonly Rational[]; masses: readonly Rational[] },
  spec: DistributionSpec | undefined,
): Distribution {
  const n = masses.length;
  const min = knots[0] as number;
  const max = knots[n] as number;
  const widths = masses.map((_, k) => (knots[k + 1] as number) - (knots[k] as number));
  const below = runningTotals(masses, false);
  const above = runningTotals(masses, true);
  const massSums = new RangeSums(masses);
  const centres = masses.map((_, k) => (knots[k] as number) + (widths[k] as number) / 2);
  const moments = new RangeSums(masses.map((mass, k) => mass * (centres[k] as number)));
  /** The interval [knots[k], knots[k + 1]) that contains x; the last one contains max. */
  const interval = (x: number) => Math.min(countUpTo(knots, x) - 1, n - 1);
  const density = (k: number) => (masses[k] as number) / (widths[k] as number);
  /** Mass and mean of the part (low, high) of interval k. */
  const part = (k: number, low: number, high: number) => (masses[k] as number) * ((high - low) / (widths[k] as number));
  const partMean = (k: number, low: number, high: number) => part(k, low, high) * (low + (high - low) / 2);
  const across = (sums: RangeSums, piece: (k: number, low: number, high: number) => number) => (low: number, high: number) => {
    const i = interval(low);
    const j = interval(high);
    if (i === j) return piece(i, low, high);
    return piece(i, low, knots[i + 1] as number) + sums.sum(i + 1, j) + piece(j, knots[j] as number, high);
  };
  return continuousLaw({
    kind: "piecewise-uniform",
    spec,
    support: { min, max },
    pieces: Array.from(masses, (mass, k) => ({ mass, k }))
      .filter(({ mass }) => mass > 0)
      .map(({ k }) => pieceByDensity(knots[k] as number, knots[k + 1] as number, "constant")),
    mean: moments.sum(0, n),
    relativeError: (16 + 2 * Math.ceil(Math.log2(n + 1))) * unitRoundoff,
    exactLaw: () => {
      const law = exact();
      return exactPiecewiseUniform(law.knots, law.masses);
    },
    enclosure: () => {
      const law = exact();
      return stepEnclosure({ ...law, atoms: [] });
    },
    image: (scale, shift) => {
      const law = exact();
      const moved = law.knots.map((knot) => knot.mul(scale).add(shift));
      if (scale.s > 0n)
        return piecewiseUniformOn(Float64Array.from(moved, toNumber), masses, () => ({ knots: moved, masses: law.masses }), undefined);
      const reversed = { knots: moved.reverse(), masses: [...law.masses].reverse() };
      return piecewiseUniformOn(Float64Array.from(reversed.knots, toNumber), masses.slice().reverse(), () => reversed, undefined);
    },
    cdf: (x) => {
      const k = interval(x);
      return (below[k] as number) + part(k, knots[k] as number, x);
    },
    survival: (x) => {
      const k = interval(x);
      return (above[n - 1 - k] as number) + part(k, x, knots[k + 1] as number);
    },
    pdf: (x) => density(interval(x)),
    density: (a, b) => {
      const low = Math.max(a, min);
      const high = Math.min(b, max);
      if (!(low < high)) return { min: 0, max: 0 };
      const to = countBelow(knots, high);
      let least = a < min || b > max ? 0 : Number.POSITIVE_INFINITY;
      let most = 0;
      for (let k = interval(low); k < to && k < n; k++) {
        least = Math.min(least, density(k));
        most = Math.max(most, density(k));
      }
      return { min: least, max: most };
    },
    quantile: (p) => {
      // Lower quantile: the left end of a gap.
      const k = countBelow(below, p) - 1;
      // Above ½ the place within the interval is found from the other side, where the totals keep their digits.
      const share =
        p <= 0.5 ? (p - (below[k] as number)) / (masses[k] as number) : 1 - (1 - p - (above[n - 1 - k] as number)) / (masses[k] as number);
      return within(k, share);
    },
    upperQuantile: (q) => {
      // Upper quantile: the right end of a gap.
      const k = n - countBelow(above, q);
      const share =
        q <= 0.5 ? 1 - (q - (above[n - 1 - k] as number)) / (masses[k] as number) : (1 - q - (below[k] as number)) / (masses[k] as number);
      return within(k, share);
    },
    mass: across(massSums, part),
    moment: across(moments, partMean),
  });

  function within(k: number, share: number): number {
    const width = widths[k] as number;
    return share <= 0.5 ? (knots[k] as number) + width * Math.max(share, 0) : (knots[k + 1] as number) - width * Math.max(1 - share, 0);
  }
}
