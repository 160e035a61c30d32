import { one, type Rational, toNumber } from "../../arithmetic/rational.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import type { Distribution, DistributionSpec, UniformSpec } from "../distribution.ts";
import { stepEnclosure } from "../enclosures/step.ts";
import { exactPower } from "../exact-law.ts";
import { continuousLaw, imageEnds } from "../law.ts";
import { readInterval, requireParameters, writtenFields } from "../law-fields.ts";
import { pieceByDensity } from "../proofs.ts";

/**
 * The uniform law on [min, max].
 *
 * Throws InvalidInputError when a bound is not finite or min ≥ max.
 *
 * @example
 * uniform({ min: 0, max: "1/3" }).quantile(0.5); // 0.16666666666666666
 */
export function uniform(spec: Omit<UniformSpec, "distribution">): Distribution {
  requireParameters(spec, "uniform");
  const { min, max } = readInterval(spec);
  return uniformOn(min.exact, max.exact, { distribution: "uniform", ...writtenFields(spec, "min", "max") });
}

function uniformOn(exactMin: Rational, exactMax: Rational, spec: DistributionSpec | undefined): Distribution {
  const min = toNumber(exactMin);
  const max = toNumber(exactMax);
  const width = max - min;
  const at = (p: number, q: number) => (p <= 0.5 ? min + width * p : max - width * q);
  return continuousLaw({
    kind: "uniform",
    spec,
    support: { min, max },
    pieces: [pieceByDensity(min, max, "constant")],
    mean: min + width / 2,
    relativeError: 8 * unitRoundoff,
    exactLaw: () => exactPower(exactMin, exactMax, 1n, false),
    enclosure: () => stepEnclosure({ knots: [exactMin, exactMax], masses: [one], atoms: [] }),
    image: (scale, shift) => {
      const ends = imageEnds(exactMin, exactMax, scale, shift);
      return uniformOn(ends.min, ends.max, undefined);
    },
    cdf: (x) => (x - min) / width,
    survival: (x) => (max - x) / width,
    pdf: () => 1 / width,
    density: [],
    quantile: (p) => at(p, 1 - p),
    upperQuantile: (q) => at(1 - q, q),
    mass: (low, high) => (high - low) / width,
    moment: (low, high) => ((high - low) / width) * (low + (high - low) / 2),
  });
}
