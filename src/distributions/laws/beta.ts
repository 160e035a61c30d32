import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import type { BetaSpec, Distribution, DistributionSpec, Piece } from "../distribution.ts";
import { betaEnclosure } from "../enclosures/beta.ts";
import { imageEnds } from "../law.ts";
import { type NumberField, readInterval, readShape, requireParameters, writtenFields } from "../law-fields.ts";
import { logConcavePieces, pieceByDensity } from "../proofs.ts";
import { betaUnit } from "../shapes/beta-unit.ts";
import { stretchUnit } from "../shapes/unit-interval.ts";
import { powerPieces } from "./power.ts";

/**
 * The beta law with parameters a, b > 0 stretched to [min, max]: density proportional to (v − min)^(a−1)·(max − v)^(b−1).
 *
 * Throws InvalidInputError when min ≥ max or a parameter is not between 0.001 and 1e6.
 *
 * @example
 * beta({ a: 2, b: 2, min: 0, max: 1 }).cdf(0.25); // 0.15625
 */
export function beta(spec: Omit<BetaSpec, "distribution">): Distribution {
  requireParameters(spec, "beta");
  const { min, max } = readInterval(spec);
  const a = readShape("a", spec.a);
  const b = readShape("b", spec.b);
  return betaOn(min.exact, max.exact, a, b, { distribution: "beta", ...writtenFields(spec, "a", "b", "min", "max") });
}

function betaOn(exactMin: Rational, exactMax: Rational, a: NumberField, b: NumberField, spec: DistributionSpec | undefined): Distribution {
  const min = toNumber(exactMin);
  const max = toNumber(exactMax);
  const total = a.value + b.value;
  const turn = (a.value - 1) / (total - 2);
  return stretchUnit(betaUnit(a.value, b.value), {
    kind: "beta",
    spec,
    min,
    max,
    unitMean: a.value / total,
    unitMeanGap: b.value / total,
    pieces: betaPieces(min, max, a.value, b.value),
    turns: turn > 0 && turn < 1 ? [turn] : [],
    // Measured against the fixtures; logarithms of size a + b enter exponents.
    relativeError: (200 + 20 * total) * unitRoundoff,
    enclosure: () => betaEnclosure(exactMin, exactMax, a.exact, b.exact),
    image: (scale, shift) => {
      const ends = imageEnds(exactMin, exactMax, scale, shift);
      return ends.mirrored ? betaOn(ends.min, ends.max, b, a, undefined) : betaOn(ends.min, ends.max, a, b, undefined);
    },
  });
}

/** f′/f = (a − 1)/u − (b − 1)/s has one sign, or changes it once at u = (a − 1)/(a + b − 2). For a, b ≥ 1 the density is log-concave. */
function betaPieces(min: number, max: number, a: number, b: number): Piece[] {
  if (b === 1) return powerPieces(min, max, a, false);
  if (a === 1) return powerPieces(min, max, b, true);
  const turn = min + (max - min) * ((a - 1) / (a + b - 2));
  if (a > 1 && b > 1) return logConcavePieces(min, max, turn);
  if (a > 1) return [pieceByDensity(min, max, "increasing")];
  if (b > 1) return [pieceByDensity(min, max, "decreasing")];
  return turn > min && turn < max
    ? [pieceByDensity(min, turn, "decreasing"), pieceByDensity(turn, max, "increasing")]
    : [pieceByDensity(min, max, turn <= min ? "increasing" : "decreasing")];
}
