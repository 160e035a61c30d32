import { formatRational, ratio, rational, zero } from "../arithmetic/rational.ts";
import type { PiecewiseUniformSpec } from "../distributions/distribution.ts";
import { refuse, refuseAs } from "../errors.ts";
import type { NumberJson } from "./described.ts";

/** Most bins: more knots than a histogram ever has. */
const binLimit = 10_000;

/**
 * The histogram of samples as a law: so many intervals of equal width from the smallest to the largest, each with the share of the weights that fall into it, spread evenly. A
 * sample on a knot belongs to the interval above it, the largest to the last. Exact.
 *
 * Throws InvalidInputError with field `bins` for a wrong number of them, or samples that are all equal.
 *
 * @example
 * binned([0, 1, 1, 4], [1, 1, 1, 1], 2); // knots 0, 2, 4 with masses 3/4, 1/4
 */
export function binned(samples: readonly NumberJson[], weights: readonly NumberJson[], bins: number): PiecewiseUniformSpec {
  if (!Number.isInteger(bins) || bins < 1 || bins > binLimit)
    refuse("bins", `a whole number from 1 to ${binLimit}`, bins, "Say into how many intervals the samples are put.");
  const points = samples.map(rational);
  const [first] = points;
  if (!first) refuseAs("bins", "samples to put into bins", "none", "Add the samples.");
  const least = points.reduce((low, point) => (point.lt(low) ? point : low), first);
  const most = points.reduce((high, point) => (point.gt(high) ? point : high), first);
  const width = most.sub(least).div(BigInt(bins));
  if (width.equals(zero)) refuseAs("bins", "samples that differ", `only ${formatRational(least)}`, "Leave the bins out.");
  const masses = new Array(bins).fill(zero);
  let total = zero;
  points.forEach((point, k) => {
    const weight = rational(weights[k] as NumberJson);
    const bin = Math.min(bins - 1, Number(point.sub(least).div(width).floor().valueOf()));
    masses[bin] = masses[bin].add(weight);
    total = total.add(weight);
  });
  return {
    distribution: "piecewise-uniform",
    knots: Array.from({ length: bins + 1 }, (_, k) => formatRational(least.add(width.mul(ratio(BigInt(k), 1n))))),
    masses: masses.map((mass) => formatRational(mass.div(total))),
  };
}
