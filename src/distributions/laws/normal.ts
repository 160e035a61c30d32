import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import type { Distribution, DistributionSpec, NormalSpec } from "../distribution.ts";
import { normalEnclosure } from "../enclosures/normal.ts";
import { continuousLaw, quantilesFromTails } from "../law.ts";
import { readLocation, readScale, requireParameters, requireResolved, writtenFields } from "../law-fields.ts";
import { gaussMoment } from "../numerics/gauss-legendre.ts";
import { logConcavePieces } from "../proofs.ts";
import { normalMass, normalNarrow, normalUpper, normalUpperQuantile, rootTwoPi } from "../shapes/standard-normal.ts";

/**
 * The normal law with the given mean and standard deviation.
 *
 * Throws InvalidInputError when sd is not between 1e-150 and 1e150, or too small for the doubles around the mean.
 *
 * @example
 * normal({ mean: 0, sd: 1 }).survival(9); // 1.1285884059538408e-19
 */
export function normal(spec: Omit<NormalSpec, "distribution">): Distribution {
  requireParameters(spec, "normal");
  const mean = readLocation("mean", spec.mean);
  const sd = readScale("sd", spec.sd);
  requireResolved("sd", sd.value, mean.value, spec.sd);
  return normalWith(mean.exact, sd.exact, { distribution: "normal", ...writtenFields(spec, "mean", "sd") });
}

function normalWith(exactMean: Rational, exactSd: Rational, spec: DistributionSpec | undefined): Distribution {
  const mean = toNumber(exactMean);
  const sd = toNumber(exactSd);
  const pdf = (x: number) => {
    const z = (x - mean) / sd;
    return Math.exp((-z * z) / 2) / (rootTwoPi * sd);
  };
  const mass = (a: number, b: number) => normalMass((a - mean) / sd, (b - mean) / sd, (b - a) / sd);
  const partialMean = (a: number, b: number, depth: number): number => {
    const z1 = (a - mean) / sd;
    const z2 = (b - mean) / sd;
    const d = (b - a) / sd;
    // Distances from a keep the digits that a score loses when the mean is huge.
    if (normalNarrow(z1, z2, d)) return (d * gaussMoment(a, b, (t) => Math.exp(-((z1 + t * d) ** 2) / 2))) / rootTwoPi;
    const centre = mean * mass(a, b);
    const swing = sd * densityDrop(z1, z2);
    const total = centre + swing;
    // Where the two terms cancel, halve until the parts do not, or are narrow. An infinite cell is cut one deviation away.
    if (depth === 0 || Math.abs(total) >= 0.05 * (Math.abs(centre) + Math.abs(swing))) return total;
    const middle =
      a === Number.NEGATIVE_INFINITY ? Math.min(b, mean) - sd : b === Number.POSITIVE_INFINITY ? Math.max(a, mean) + sd : a + (b - a) / 2;
    return partialMean(a, middle, depth - 1) + partialMean(middle, b, depth - 1);
  };
  return continuousLaw({
    kind: "normal",
    spec,
    support: { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY },
    pieces: logConcavePieces(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, mean),
    mean,
    // Rounding of z enters e^(−z²/2) multiplied by z², at most 1340 above 1e-290.
    relativeError: 4000 * unitRoundoff,
    enclosure: () => normalEnclosure(exactMean, exactSd),
    image: (scale, shift) => normalWith(exactMean.mul(scale).add(shift), exactSd.mul(scale.abs()), undefined),
    cdf: (x) => normalUpper((mean - x) / sd),
    survival: (x) => normalUpper((x - mean) / sd),
    pdf,
    density: [mean],
    ...quantilesFromTails(
      (p) => mean - sd * normalUpperQuantile(p),
      (q) => mean + sd * normalUpperQuantile(q),
    ),
    mass,
    moment: (low, high) => (low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY ? mean : partialMean(low, high, 60)),
  });
}

/** φ(z1) − φ(z2), the standardised ∫ zφ(z) dz. */
function densityDrop(z1: number, z2: number): number {
  if (Math.abs(z1) <= Math.abs(z2)) return (-Math.exp((-z1 * z1) / 2) * Math.expm1(((z1 - z2) * (z1 + z2)) / 2)) / rootTwoPi;
  return (Math.exp((-z2 * z2) / 2) * Math.expm1(((z2 - z1) * (z1 + z2)) / 2)) / rootTwoPi;
}
