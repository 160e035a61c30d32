import { type Rational, toNumber, zero } from "../../arithmetic/rational.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import { refuse } from "../../errors.ts";
import type { Distribution, DistributionSpec, ParetoSpec, Piece } from "../distribution.ts";
import { paretoEnclosure } from "../enclosures/pareto.ts";
import { type NumberField, readLocation, readScale, readShape, requireParameters, writable, writtenFields } from "../law-fields.ts";
import { pieceByDensity, proven } from "../proofs.ts";
import { type HalfLineLaw, halfLineLaw } from "../shapes/half-line.ts";

/**
 * The Pareto law: P(V > v) = (scale/v)^shape for v ≥ scale; with `cap` the mass beyond it is an atom at it.
 *
 * Throws InvalidInputError when the scale is not between 1e-150 and 1e150 or the shape between 0.001 and 1e6, the cap is not above the scale, or the mean is infinite (shape ≤ 1 without cap).
 *
 * @example
 * pareto({ scale: 1, shape: 2 }).upperQuantile(0.01); // 10
 */
export function pareto(spec: Omit<ParetoSpec, "distribution">): Distribution {
  requireParameters(spec, "pareto");
  const scale = readScale("scale", spec.scale);
  const shape = readShape("shape", spec.shape);
  const cap = spec.cap === undefined ? undefined : readLocation("cap", spec.cap);
  if (cap !== undefined && !(cap.value > scale.value)) {
    refuse("cap", `a number above scale (${writable(spec.scale)})`, spec.cap, "Raise the cap, or leave it out.");
  }
  if (cap === undefined && !(shape.value > 1)) {
    refuse(
      "shape",
      "a shape above 1, because the mean is infinite otherwise",
      spec.shape,
      'Give a "cap" (the mass beyond it becomes an atom at it) or a shape above 1.',
    );
  }
  const written = { distribution: "pareto" as const, ...writtenFields(spec, "scale", "shape") };
  const capped = spec.cap === undefined ? written : { ...written, cap: writable(spec.cap) };
  return paretoWith(scale.exact, shape, cap?.exact, zero, false, capped);
}

function paretoWith(
  exactScale: Rational,
  shape: NumberField,
  exactCap: Rational | undefined,
  origin: Rational,
  down: boolean,
  spec: DistributionSpec | undefined,
): Distribution {
  const least = toNumber(exactScale);
  const cap = exactCap === undefined ? Number.POSITIVE_INFINITY : toNumber(exactCap.sub(exactScale));
  const deepest = Number.isFinite(cap) ? Math.min(668, shape.value * Math.log1p(cap / least)) : 668;
  return halfLineLaw(paretoLaw(least, shape.value, cap, exactCap === undefined ? Number.POSITIVE_INFINITY : toNumber(exactCap)), {
    kind: "pareto",
    spec,
    origin,
    least: exactScale,
    cap: exactCap,
    down,
    // Rounding of log(v/scale) enters the exponent multiplied by the shape.
    relativeError: (32 + 8 * shape.value + 4 * deepest) * unitRoundoff,
    enclosure: () => paretoEnclosure(exactScale, shape.exact, exactCap ?? null, origin, down),
    image: (scale, shift) => {
      const stretch = scale.abs();
      return paretoWith(
        exactScale.mul(stretch),
        shape,
        exactCap?.mul(stretch),
        origin.mul(scale).add(shift),
        scale.s > 0n ? down : !down,
        undefined,
      );
    },
  });
}

function paretoLaw(least: number, k: number, cap: number, capAt: number): HalfLineLaw {
  const logAt = (t: number) => Math.log1p(t / least);
  const survival = (t: number) => (t < 0.5 * least ? Math.exp(-k * logAt(t)) : (least / (least + t)) ** k);
  /** log of the ratio of T at the two ends. */
  const logRatio = (t1: number, d: number) => Math.log1p(d / (least + t1));
  /** E[T · 1{…}] = k·T1·P(T > T1)·∫₀^L e^(−(k − 1)x) dx with L the log ratio of the ends. */
  const moment = (t1: number, t2: number, d: number) => {
    const length = logRatio(t1, d);
    // A large positive exponent would lose digits: then T·P(V > T) at both ends, of which the upper is at least e times the lower.
    if ((1 - k) * length > 1) return (k / (1 - k)) * ((least + t2) * survival(t2) - (least + t1) * survival(t1));
    const integral = k === 1 ? length : -Math.expm1(-(k - 1) * length) / (k - 1);
    return k * (least + t1) * survival(t1) * integral;
  };
  return {
    least,
    cap,
    survival,
    cdf: (t) => -Math.expm1(-k * logAt(t)),
    chance: (t, width) => k * survival(t) * (width / (least + t)),
    mass: (t1, _t2, d) => survival(t1) * -Math.expm1(-k * logRatio(t1, d)),
    moment,
    lowerQuantile: (p) => least * Math.expm1(-Math.log1p(-p) / k),
    upperQuantile: (q) => least * Math.expm1(-Math.log(q) / k),
    // The density T^(−k−1) is singular at T = 0 only.
    narrow: (t1, t2) => t2 < Number.POSITIVE_INFINITY && 2 * least + t1 + t2 >= 4 * (t2 - t1) && (k + 1) * (t2 - t1) <= 2 * least + t1 + t2,
    turns: [],
    pieces: paretoPieces(least, k),
    mean: cap === Number.POSITIVE_INFINITY ? (least * k) / (k - 1) : moment(0, cap, cap) + capAt * survival(cap),
  };
}

/** ψ = v(1 − 1/shape), with or without a cap, because the cap leaves P(V > v) below it as it was; φ = c(1 − 1/shape) + c^(shape+1)/(shape·scale^shape). */
function paretoPieces(scale: number, shape: number): Piece[] {
  const virtualValue =
    shape >= 1
      ? proven("increasing", "the virtual value is v·(1 − 1/shape), and the shape is at least 1")
      : proven("decreasing", "the virtual value is v·(1 − 1/shape), and the shape is below 1");
  return [pieceByDensity(scale, Number.POSITIVE_INFINITY, "decreasing", { virtualValue: { ...virtualValue, affine: true } })];
}
