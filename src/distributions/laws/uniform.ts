import { one, type Rational, toNumber } from "../../arithmetic/rational.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import type { Distribution, DistributionSpec, UniformSpec } from "../distribution.ts";
import { stepEnclosure } from "../enclosures/step.ts";
import { exactPower } from "../exact-law.ts";
import { completeLaw } from "../law.ts";
import { readInterval, requireParameters, writable } from "../law-fields.ts";
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
  return uniformOn(min.exact, max.exact, { distribution: "uniform", min: writable(spec.min), max: writable(spec.max) });
}

function uniformOn(exactMin: Rational, exactMax: Rational, spec: DistributionSpec | undefined): Distribution {
  const min = toNumber(exactMin);
  const max = toNumber(exactMax);
  const width = max - min;
  const at = (p: number, q: number) => (p <= 0.5 ? min + width * p : max - width * q);
  return completeLaw({
    kind: "uniform",
    spec,
    support: { min, max },
    atoms: [],
    pieces: [pieceByDensity(min, max, "constant")],
    mean: min + width / 2,
    relativeError: 8 * unitRoundoff,
    exactLaw: () => exactPower(exactMin, exactMax, 1n, false),
    enclosure: () => stepEnclosure({ knots: [exactMin, exactMax], masses: [one], atoms: [] }),
    image: (scale, shift) => {
      const ends = [exactMin.mul(scale).add(shift), exactMax.mul(scale).add(shift)] as const;
      return scale.s > 0n ? uniformOn(ends[0], ends[1], undefined) : uniformOn(ends[1], ends[0], undefined);
    },
    cdf: (x) => (x <= min ? 0 : x >= max ? 1 : (x - min) / width),
    survival: (x) => (x <= min ? 1 : x >= max ? 0 : (max - x) / width),
    pdf: (x) => (x < min || x > max ? 0 : 1 / width),
    densityBounds: (a, b) => ({ min: a >= min && b <= max ? 1 / width : 0, max: Math.max(a, min) < Math.min(b, max) ? 1 / width : 0 }),
    quantile: (p) => (p >= 0 && p <= 1 ? at(p, 1 - p) : Number.NaN),
    upperQuantile: (q) => (q >= 0 && q <= 1 ? at(1 - q, q) : Number.NaN),
    massBetween: (a, b) => {
      const low = a > min ? a : min;
      const high = b < max ? b : max;
      return low < high ? (high - low) / width : 0;
    },
    partialMean: (a, b) => {
      const low = a > min ? a : min;
      const high = b < max ? b : max;
      return low < high ? ((high - low) / width) * (low + (high - low) / 2) : 0;
    },
  });
}
