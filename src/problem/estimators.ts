import type { DistributionSpec } from "../distributions/distribution.ts";
import { refuse, refuseAs } from "../errors.ts";

/** A law made from samples, in the fields of the instance format. */
export interface Estimator {
  readonly about: string;
  /** Throws InvalidInputError for samples that leave nothing to estimate. */
  of(samples: readonly number[], support: Support | undefined): DistributionSpec;
}

/** Where types may lie, if that is known. */
export interface Support {
  readonly min: number;
  readonly max: number;
}

export type EstimatorName = "empirical" | "kernel" | "decreasing" | "increasing";

/** Knots of a kernel estimate. */
const kernelKnots = 200;

/** The estimators by name. */
export const estimators: Readonly<Record<EstimatorName, Estimator>> = {
  empirical: {
    about: "every sample has the same probability",
    of: (samples) => ({ distribution: "empirical", samples: [...samples] }),
  },
  kernel: {
    about:
      "Epanechnikov kernel with the bandwidth 2.34·min(sd, iqr/1.34)·n^(−1/5), in 200 bins; mass beyond the support is reflected into it",
    of: kernelLaw,
  },
  decreasing: {
    about:
      "the maximum-likelihood law with a nonincreasing density (Grenander 1956): slopes of the least concave majorant of the distribution function",
    of: (samples, support) => monotoneLaw(samples, support, 1),
  },
  increasing: {
    about: "the same with a nondecreasing density: slopes of the greatest convex minorant",
    of: (samples, support) => monotoneLaw(samples, support, -1),
  },
};

/** Those that make a density of samples. */
export const smoothNames = ["kernel", "decreasing", "increasing"] as const satisfies readonly EstimatorName[];

export const estimatorNames = Object.keys(estimators) as readonly EstimatorName[];

/**
 * Grenander's estimate, the mirror image of the samples' for an increasing density. Its support begins (ends) where it is stated to, else at the samples' own end.
 *
 * @see U. Grenander (1956), On the Theory of Mortality Measurement, Skandinavisk Aktuarietidskrift 39.
 */
function monotoneLaw(samples: readonly number[], support: Support | undefined, sign: 1 | -1): DistributionSpec {
  const sorted = sortedWithin(samples, support).map((x) => sign * x);
  if (sign < 0) sorted.reverse();
  const start = support === undefined ? (sorted[0] as number) : sign > 0 ? support.min : -support.max;
  const n = sorted.length;
  // Points of the distribution function, those at the start left out: a density has no atom.
  const points = [{ at: start, count: 0 }];
  sorted.forEach((x, k) => {
    if (x > start) points.push({ at: x, count: k + 1 });
  });
  const hull: typeof points = [];
  for (const point of points) {
    const same = hull.at(-1);
    if (same && same.at === point.at) hull.pop();
    while (hull.length >= 2 && !isConcave(hull.at(-2) as typeof point, hull.at(-1) as typeof point, point)) hull.pop();
    hull.push(point);
  }
  if (hull.length < 2) refuseSamples(samples);
  // Samples at the start itself belong to the first interval.
  const knots = hull.map(({ at }) => sign * at);
  const masses = hull.slice(1).map(({ count }, k) => `${count - (hull[k] as (typeof points)[0]).count}/${n}`);
  if (sign < 0) return { distribution: "piecewise-uniform", knots: knots.reverse(), masses: masses.reverse() };
  return { distribution: "piecewise-uniform", knots, masses };
}

/** The slope does not grow at b. */
function isConcave(a: Point, b: Point, c: Point): boolean {
  return (b.count - a.count) * (c.at - b.at) >= (c.count - b.count) * (b.at - a.at);
}

interface Point {
  readonly at: number;
  readonly count: number;
}

/** @see B. Silverman (1986), Density Estimation for Statistics and Data Analysis, ch. 3. */
function kernelLaw(samples: readonly number[], support: Support | undefined): DistributionSpec {
  const sorted = sortedWithin(samples, support);
  const n = sorted.length;
  const mean = sorted.reduce((sum, x) => sum + x, 0) / n;
  const deviation = Math.sqrt(sorted.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, n - 1));
  const quantile = (p: number) => sorted[Math.min(n - 1, Math.floor(p * n))] as number;
  const range = (quantile(0.75) - quantile(0.25)) / 1.34;
  const bandwidth = 2.34 * (range > 0 ? Math.min(deviation, range) : deviation) * n ** -0.2;
  if (!(bandwidth > 0)) refuseSamples(samples);
  const { min, max } = support ?? { min: (sorted[0] as number) - bandwidth, max: (sorted[n - 1] as number) + bandwidth };
  const knots = Array.from({ length: kernelKnots + 1 }, (_, k) => (k === kernelKnots ? max : min + ((max - min) * k) / kernelKnots));
  /** Distribution function of one kernel, in bandwidths. */
  const cdf = (u: number) => (u <= -1 ? 0 : u >= 1 ? 1 : 0.5 + 0.75 * u - 0.25 * u ** 3);
  const masses = new Float64Array(kernelKnots);
  const spread = (x: number) => {
    for (let k = Math.max(0, binOf(x - bandwidth)); k <= Math.min(kernelKnots - 1, binOf(x + bandwidth)); k++) {
      const [from, to] = [knots[k] as number, knots[k + 1] as number];
      masses[k] = (masses[k] as number) + cdf((to - x) / bandwidth) - cdf((from - x) / bandwidth);
    }
  };
  const binOf = (x: number) => Math.floor(((x - min) / (max - min)) * kernelKnots);
  for (const x of sorted) {
    spread(x);
    if (x - min < bandwidth) spread(2 * min - x);
    if (max - x < bandwidth) spread(2 * max - x);
  }
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return { distribution: "piecewise-uniform", knots, masses: Array.from(masses, (mass) => mass / total) };
}

/** The samples in order; throws InvalidInputError where one lies beyond the support or there is none. */
function sortedWithin(samples: readonly number[], support: Support | undefined): number[] {
  if (samples.length === 0) refuseSamples(samples);
  const sorted = Array.from(Float64Array.from(samples).sort());
  const [least, most] = [sorted[0] as number, sorted[sorted.length - 1] as number];
  if (support && (least < support.min || most > support.max))
    refuse(
      "support",
      `an interval that holds all samples, from ${least} to ${most}`,
      [support.min, support.max],
      "Widen it, or leave it out.",
    );
  return sorted;
}

function refuseSamples(samples: readonly number[]): never {
  const received = samples.length === 0 ? "none" : `${samples.length} of the same`;
  refuseAs(
    "samples",
    "at least two different numbers, of which a density can be estimated",
    received,
    'Give more samples, or use "empirical".',
  );
}

/** What traders answered to prices that were offered to them. */
export interface Offer {
  readonly price: number;
  readonly accepted: boolean;
}

/**
 * A law from accepted and rejected offers, by a stated mapping: a buyer accepts a price of at most its value, a seller one of at least its cost. The share that accepts is
 * fitted by isotonic regression over prices (nonincreasing for buyers, nondecreasing for sellers); what changes between two prices is spread evenly between them, and what
 * lies beyond the lowest and highest price evenly up to the ends of the support.
 *
 * Throws InvalidInputError without offers, or with prices outside the support.
 *
 * @see M. Ayer et al. (1955), An Empirical Distribution Function for Sampling with Incomplete Information, Ann. Math. Statist. 26.
 */
export function lawFromOffers(offers: readonly Offer[], side: "buyer" | "seller", support: Support): DistributionSpec {
  const prices = [...new Set(offers.map(({ price }) => price))].sort((a, b) => a - b);
  sortedWithin(prices, support);
  const tally = new Map(prices.map((price) => [price, { asked: 0, below: 0 }]));
  for (const { price, accepted } of offers) {
    const own = tally.get(price) as { asked: number; below: number };
    own.asked++;
    // Who is known to have a type of at most the price: a buyer that declines, a seller that accepts.
    if (accepted === (side === "seller")) own.below++;
  }
  const pools: { from: number; asked: number; below: number }[] = [];
  prices.forEach((price, k) => {
    const pool = { from: k, ...(tally.get(price) as { asked: number; below: number }) };
    for (let last = pools.at(-1); last && last.below * pool.asked >= pool.below * last.asked; last = pools.at(-1)) {
      pool.from = last.from;
      pool.asked += last.asked;
      pool.below += last.below;
      pools.pop();
    }
    pools.push(pool);
  });
  const shares = prices.map((_, k) => {
    const { below, asked } = pools.findLast(({ from }) => from <= k) as (typeof pools)[0];
    return below / asked;
  });
  const knots: number[] = [];
  const cumulative: number[] = [];
  const add = (at: number, share: number) => {
    if (knots.at(-1) === at) cumulative[cumulative.length - 1] = share;
    else {
      knots.push(at);
      cumulative.push(share);
    }
  };
  add(support.min, 0);
  prices.forEach((price, k) => {
    if (price > support.min && price < support.max) add(price, shares[k] as number);
  });
  add(support.max, 1);
  return { distribution: "piecewise-uniform", knots, masses: cumulative.slice(1).map((share, k) => share - (cumulative[k] as number)) };
}
