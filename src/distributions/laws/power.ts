import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import type { DensitySlope, Distribution, DistributionSpec, Piece, PowerSpec, ProvenSlope } from "../distribution.ts";
import { powerEnclosure } from "../enclosures/power.ts";
import { exactPower } from "../exact-law.ts";
import { imageEnds } from "../law.ts";
import { type NumberField, readInterval, readShape, requireParameters, writtenFields } from "../law-fields.ts";
import { pieceByDensity, proven } from "../proofs.ts";
import { powerUnit } from "../shapes/power-unit.ts";
import { mirrorUnit, stretchUnit } from "../shapes/unit-interval.ts";

/** Rational numbers to higher powers have more digits than anybody waits for. */
const largestExact = 1024n;

/**
 * The power law: P(V ≤ v) = ((v − min)/(max − min))^exponent.
 *
 * Throws InvalidInputError when min ≥ max or the exponent is not between 0.001 and 1e6.
 *
 * @example
 * power({ min: 0, max: 1, exponent: 2 }).quantile(0.25); // 0.5
 */
export function power(spec: Omit<PowerSpec, "distribution">): Distribution {
  return powerOf(false, spec);
}

/** The power law, or its mirror image: P(V > v) = ((max − v)/(max − min))^exponent. */
export function powerOf(mirrored: boolean, spec: Omit<PowerSpec, "distribution">): Distribution {
  const kind = mirrored ? ("reverse-power" as const) : ("power" as const);
  requireParameters(spec, kind);
  const { min, max } = readInterval(spec);
  const exponent = readShape("exponent", spec.exponent);
  const written = { distribution: kind, ...writtenFields(spec, "min", "max", "exponent") };
  return powerOn(kind, min.exact, max.exact, exponent, mirrored, written);
}

function powerOn(
  kind: string,
  exactMin: Rational,
  exactMax: Rational,
  exponent: NumberField,
  mirrored: boolean,
  spec: DistributionSpec | undefined,
): Distribution {
  const min = toNumber(exactMin);
  const max = toNumber(exactMax);
  const a = exponent.value;
  const unit = powerUnit(a);
  const mean = a / (a + 1);
  return stretchUnit(mirrored ? mirrorUnit(unit) : unit, {
    kind,
    spec,
    min,
    max,
    unitMean: mirrored ? 1 / (a + 1) : mean,
    unitMeanGap: mirrored ? mean : 1 / (a + 1),
    pieces: powerPieces(min, max, a, mirrored),
    turns: [],
    // Rounding of u enters u^a multiplied by a; the exponent of a probability above 1e-290 is below 668, and is rounded itself.
    relativeError: (16 + 8 * a + 4 * 668) * unitRoundoff,
    exactLaw:
      exponent.exact.d === 1n && exponent.exact.n <= largestExact
        ? () => exactPower(exactMin, exactMax, exponent.exact.n, mirrored)
        : undefined,
    enclosure: () => powerEnclosure(exactMin, exactMax, exponent.exact, mirrored),
    image: (scale, shift) => {
      const ends = imageEnds(exactMin, exactMax, scale, shift);
      return powerOn(kind, ends.min, ends.max, exponent, ends.mirrored !== mirrored, undefined);
    },
  });
}

/**
 * In u = (v − min)/w the power law has ψ = min + w·[(1 + 1/a)u − u^(1−a)/a] and φ = min + w·(1 + 1/a)u.
 * ψ′/w = 1 + 1/a − ((1 − a)/a)·u^(−a): positive for a ≥ 1; for a < 1 it changes sign once, at u^a = (1 − a)/(1 + a).
 * The reverse law exchanges ψ and φ.
 */
export function powerPieces(min: number, max: number, a: number, mirrored: boolean): Piece[] {
  const width = max - min;
  const linear = { ...proven("increasing", "it is affine in the type with slope 1 + 1/exponent"), affine: true };
  const density: DensitySlope = a === 1 ? "constant" : a > 1 !== mirrored ? "increasing" : "decreasing";
  const piece = (from: number, to: number, curved: ProvenSlope) =>
    pieceByDensity(
      from,
      to,
      density,
      mirrored ? { virtualValue: linear, virtualCost: curved } : { virtualValue: curved, virtualCost: linear },
    );
  if (a >= 1) {
    return [
      piece(min, max, proven("increasing", "with u the distance to the end of low density, its slope is 1 + 1/a + ((a − 1)/a)·u^(−a) > 0")),
    ];
  }
  const turn = ((1 - a) / (1 + a)) ** (1 / a);
  const steep = proven("decreasing", "exponent below 1: the slope 1 + 1/a − ((1 − a)/a)·u^(−a) is negative where u^a < (1 − a)/(1 + a)");
  const flat = proven("increasing", "exponent below 1: the slope 1 + 1/a − ((1 − a)/a)·u^(−a) is positive where u^a > (1 − a)/(1 + a)");
  const at = mirrored ? max - width * turn : min + width * turn;
  if (!(at > min && at < max)) return [piece(min, max, flat)];
  return mirrored ? [piece(min, at, flat), piece(at, max, steep)] : [piece(min, at, steep), piece(at, max, flat)];
}
