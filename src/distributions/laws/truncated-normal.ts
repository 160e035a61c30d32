import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import { refuse } from "../../errors.ts";
import type { Distribution, DistributionSpec, TruncatedNormalSpec } from "../distribution.ts";
import { truncatedNormalEnclosure } from "../enclosures/normal.ts";
import { continuousLaw, imageEnds, quantilesFromTails } from "../law.ts";
import {
  type NumberField,
  readInterval,
  readLocation,
  readScale,
  requireParameters,
  requireResolved,
  writtenFields,
} from "../law-fields.ts";
import { gaussMoment } from "../numerics/gauss-legendre.ts";
import { monotoneRoot } from "../numerics/monotone-root.ts";
import { logConcavePieces } from "../proofs.ts";
import { mills, normalNarrow, normalUpper, normalUpperQuantile, scaledNormalIntegral } from "../shapes/standard-normal.ts";

/**
 * The normal law with the given mean and standard deviation, conditioned on [min, max] (which may lie far in a tail).
 *
 * Throws InvalidInputError when min ≥ max, the mean is more than a million sd away from [min, max], or sd is 1e12 times their distance or too small for doubles.
 *
 * @example
 * truncatedNormal({ mean: 0, sd: 1, min: 8, max: 12 }).mean; // 8.121368112…
 */
export function truncatedNormal(spec: Omit<TruncatedNormalSpec, "distribution">): Distribution {
  requireParameters(spec, "truncated-normal");
  const { min, max } = readInterval(spec);
  const mean = readLocation("mean", spec.mean);
  const sd = readScale("sd", spec.sd);
  requireShape(mean.value, sd.value, min.value, max.value, spec);
  const written = writtenFields(spec, "mean", "sd", "min", "max");
  return truncatedNormalWith(mean, sd, min.exact, max.exact, { distribution: "truncated-normal", ...written });
}

/** A wider law is the uniform or truncated exponential law to twelve digits. */
const leastScores = 1e-12;

/** Beyond this many standard deviations the law is the truncated exponential law to twelve digits. */
const deepestScore = 1e6;

/** Refuses what doubles cannot tell from an exponential or uniform law, or resolve at the end where the mass lies. */
function requireShape(mean: number, sd: number, min: number, max: number, spec: Omit<TruncatedNormalSpec, "distribution">): void {
  const anchor = Math.min(Math.max(mean, min), max);
  const depth = Math.abs(anchor - mean) / sd;
  if (!(depth <= deepestScore)) {
    refuse(
      "mean",
      `a mean at most ${deepestScore} standard deviations away from [min, max] (here ${depth})`,
      spec.mean,
      `Use "truncated-exponential" with rate (min − mean)/sd², here ${(anchor - mean) / sd / sd}: it is this law to twelve digits.`,
    );
  }
  if (!((max - min) / sd >= leastScores)) {
    refuse("sd", `at most ${1 / leastScores} times max − min`, spec.sd, 'So flat a law is "uniform" or "truncated-exponential": use that.');
  }
  requireResolved("sd", sd / Math.max(1, depth), anchor, spec.sd);
}

function truncatedNormalWith(
  meanField: NumberField,
  sdField: NumberField,
  exactMin: Rational,
  exactMax: Rational,
  spec: DistributionSpec | undefined,
): Distribution {
  const mean = meanField.value;
  const sd = sdField.value;
  const min = toNumber(exactMin);
  const max = toNumber(exactMax);
  // All densities are relative to that at the point of the support nearest the mean, so that nothing underflows there.
  const anchor = mean < min ? min : mean > max ? max : mean;
  const alpha = (anchor - mean) / sd;
  const z = (x: number) => alpha + (x - anchor) / sd;
  const exponent = (x: number) => {
    const step = (x - anchor) / sd;
    return step * (step / 2 + alpha);
  };
  /** ∫ of the scaled density between two points of the support. */
  const integral = (low: number, high: number) => scaledNormalIntegral(z(low), z(high), (high - low) / sd, exponent(low), exponent(high));
  const total = integral(min, max);
  const pdf = (x: number) => Math.exp(-exponent(x)) / (total * sd);
  const cdf = (x: number) => integral(min, x) / total;
  const survival = (x: number) => integral(x, max) / total;

  const partialMean = (low: number, high: number, depth: number): number => {
    const d = (high - low) / sd;
    if (normalNarrow(z(low), z(high), d)) {
      const first = (low - anchor) / sd;
      const weight = (t: number) => {
        const step = first + t * d;
        return Math.exp(-step * (step / 2 + alpha));
      };
      return (d * gaussMoment(low, high, weight)) / total;
    }
    const centre = (mean * integral(low, high)) / total;
    const e1 = exponent(low);
    const e2 = exponent(high);
    // e^(−e1) − e^(−e2), whose exponents differ by d·(z1 + z2)/2
    const difference = (d * (z(low) + z(high))) / 2;
    const drop = e1 <= e2 ? -Math.exp(-e1) * Math.expm1(-difference) : Math.exp(-e2) * Math.expm1(difference);
    const swing = (sd * drop) / total;
    const sum = centre + swing;
    // Where the two terms cancel, halve until the parts do not, or are narrow.
    if (depth === 0 || Math.abs(sum) >= 0.05 * (Math.abs(centre) + Math.abs(swing))) return sum;
    // Most of the mass lies near the anchor: cut there first.
    const step = Math.min((high - low) / 2, (2 * sd) / Math.max(1, Math.abs(alpha)));
    const middle = anchor <= low ? low + step : anchor >= high ? high - step : low + (high - low) / 2;
    return partialMean(low, middle, depth - 1) + partialMean(middle, high, depth - 1);
  };

  /** First guess of the point with P(V ≤ x) = p and P(V > x) = q, the smaller of the two being exact. */
  const guess = (p: number, q: number) => {
    if (alpha === 0) {
      // Close to an end the density is nearly constant.
      if (p < 1e-3 && p / pdf(min) < 0.1 * Math.min(sd, (sd * sd) / (mean - min))) return min + p / pdf(min);
      if (q < 1e-3 && q / pdf(max) < 0.1 * Math.min(sd, (sd * sd) / (max - mean))) return max - q / pdf(max);
      const below = normalUpper((mean - min) / sd);
      const above = normalUpper((max - mean) / sd);
      const inside = 1 - below - above;
      const tail = below + p * inside;
      return tail <= 0.5 ? mean - sd * normalUpperQuantile(tail) : mean + sd * normalUpperQuantile(above + q * inside);
    }
    // From the anchor outwards the density falls at least like an exponential: solve δ(δ/2 + |α|) = log of the tail's fall.
    const size = Math.abs(alpha);
    const whole = mills(size);
    const [near, away] = alpha > 0 ? [p, q] : [q, p];
    const beyond = whole - total;
    const fall = near <= 0.5 ? -Math.log1p((-near * total) / whole) : -Math.log((away * total + Math.max(beyond, 0)) / whole);
    const step = (2 * fall) / (size + Math.sqrt(size * size + 2 * fall));
    return alpha > 0 ? anchor + sd * step : anchor - sd * step;
  };
  const below = (p: number) => monotoneRoot(cdf, pdf, p, min, max, guess(p, 1 - p), true);
  const above = (q: number) => monotoneRoot(survival, pdf, q, min, max, guess(1 - q, q), false);

  const deepest = Math.min(668, Math.max(exponent(min), exponent(max)));
  return continuousLaw({
    kind: "truncated-normal",
    spec,
    support: { min, max },
    pieces: logConcavePieces(min, max, mean),
    mean: partialMean(min, max, 60),
    // Rounding of z enters the exponents.
    relativeError: (64 + 8 * deepest) * unitRoundoff,
    enclosure: () => truncatedNormalEnclosure(meanField.exact, sdField.exact, exactMin, exactMax),
    image: (scale, shift) => {
      const ends = imageEnds(exactMin, exactMax, scale, shift);
      const field = (exact: Rational): NumberField => ({ exact, value: toNumber(exact) });
      const centre = field(meanField.exact.mul(scale).add(shift));
      return truncatedNormalWith(centre, field(sdField.exact.mul(scale.abs())), ends.min, ends.max, undefined);
    },
    cdf,
    survival,
    pdf,
    density: [mean],
    ...quantilesFromTails(below, above),
    mass: (low, high) => integral(low, high) / total,
    moment: (low, high) => partialMean(low, high, 60),
  });
}
