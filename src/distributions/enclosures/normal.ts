import { doubleDouble } from "../../arithmetic/interval/double-double.ts";
import { exponential } from "../../arithmetic/interval/exponential.ts";
import { inverseRootTwoPi, millsRatio, normalDensity } from "../../arithmetic/interval/normal-tail.ts";
import type { Rational } from "../../arithmetic/rational.ts";
import { distance, distanceError, type LawEnclosure, type PointTail, smoothTails, u } from "../enclosure.ts";

/** Relative error allowed to a density, to Mills' ratio, and to their product with all roundings of this file. */
const unit = 2 ** -47;

const everywhere = {
  min: { hi: Number.NEGATIVE_INFINITY, lo: 0 },
  max: { hi: Number.POSITIVE_INFINITY, lo: 0 },
};

/** The normal law. P(X > x) = φ(z)·m(z), E[X·1{X > x}] = mean·P(X > x) + sd·φ(z). */
export function normalEnclosure(exactMean: Rational, exactSd: Rational): LawEnclosure {
  const mean = doubleDouble(exactMean);
  const sd = doubleDouble(exactSd).hi;
  const at = (hi: number, lo: number, side: 1 | -1, out: PointTail): void => {
    if (!Number.isFinite(hi)) {
      const all = hi > 0 !== side > 0;
      out.mass = all ? 1 : 0;
      out.massRadius = 0;
      out.moment = all ? mean.hi : 0;
      out.momentRadius = all ? u * Math.abs(mean.hi) : 0;
      out.density = 0;
      out.densityRadius = 0;
      return;
    }
    const d = distance(hi, lo, mean);
    const z = (side * d) / sd;
    const shift = (distanceError(d, hi, mean) / sd) * 1.01 + 4 * u * Math.abs(z);
    scoreTail(z, shift, out);
    const { mass, massRadius, density, densityRadius } = out;
    out.moment = mean.hi * mass + side * sd * density;
    out.momentRadius = Math.abs(mean.hi) * (massRadius + 4 * u * mass) + sd * (densityRadius + 8 * u * density);
    out.density = density / sd;
    out.densityRadius = densityRadius / sd + (8 * u * density) / sd;
  };
  const peak = inverseRootTwoPi / sd;
  const turn = {
    from: mean.hi * (1 - Math.sign(mean.hi) * 4 * u),
    to: mean.hi * (1 + Math.sign(mean.hi) * 4 * u),
    low: 0,
    high: peak * (1 + 2 ** -50),
  };
  const law = { ...everywhere, mean: mean.hi, meanRadius: u * Math.abs(mean.hi), shape: "hill" as const, turn, at };
  return {
    breaks: [],
    atoms: [],
    increasing: { virtualValue: true, virtualCost: true },
    tails: (places, side) => smoothTails(law, places, side),
  };
}

/** P(Z > z) and φ(z) for a z that is known up to `shift`: φ moves by the factor e^(|z|·shift) ≤ 1 + 1.1·|z|·shift, the probability by φ·shift. */
export function scoreTail(z: number, shift: number, out: PointTail): void {
  const size = Math.abs(z);
  const density = normalDensity(size);
  const sway = 1.2 * shift * (size + shift);
  if (size - shift > 40 * (1 + 4 * u)) {
    // φ and the tail beyond 40 are below e^−800, less than the radius, however little is known of z.
    out.mass = z >= 0 ? 0 : 1;
    out.massRadius = 2 ** -1000;
    out.density = 0;
    out.densityRadius = 2 ** -1000;
    return;
  }
  if (!(sway < 0.1)) {
    out.mass = 0.5;
    out.massRadius = 0.5;
    out.density = inverseRootTwoPi / 2;
    out.densityRadius = inverseRootTwoPi / 2;
    return;
  }
  const small = density * millsRatio(size);
  const radius = unit * small + 1.2 * density * shift + 2 ** -1000;
  out.mass = z >= 0 ? small : 1 - small;
  out.massRadius = z >= 0 ? radius : radius + u;
  out.density = density;
  out.densityRadius = density * (unit + sway) + 2 ** -1000;
}

/**
 * The normal law conditioned on [min, max]. With a the end nearest the mean (0 where the mean is inside) densities are taken relative to that at a,
 * e^(−(z−a)(z+a)/2), so that nothing underflows far out in a tail; integrals are differences of such densities times Mills' ratio, or, over cells so narrow that
 * they would cancel, Taylor series.
 */
export function truncatedNormalEnclosure(exactMean: Rational, exactSd: Rational, exactMin: Rational, exactMax: Rational): LawEnclosure {
  // The mean above the middle of the support: the mirror image has it below.
  const mirrored = exactMean.mul(2).compare(exactMin.add(exactMax)) > 0;
  const law = mirrored
    ? halfTruncated(exactMean.neg(), exactSd, exactMax.neg(), exactMin.neg())
    : halfTruncated(exactMean, exactSd, exactMin, exactMax);
  const sign = mirrored ? -1 : 1;
  const min = doubleDouble(exactMin);
  const max = doubleDouble(exactMax);
  const whole: PointTail = { mass: 0, massRadius: 0, moment: 0, momentRadius: 0, density: 0, densityRadius: 0 };
  law.at(law.min.hi, law.min.lo, 1, whole);
  const inside = exactMean.compare(exactMin) > 0 && exactMean.compare(exactMax) < 0;
  const mean = doubleDouble(exactMean).hi;
  const smooth = {
    min,
    max,
    mean: sign * whole.moment,
    meanRadius: whole.momentRadius,
    shape: inside ? ("hill" as const) : exactMean.compare(exactMin) <= 0 ? ("down" as const) : ("up" as const),
    turn: inside ? { from: mean - 4 * u * Math.abs(mean), to: mean + 4 * u * Math.abs(mean), low: 0, high: law.peak } : undefined,
    at: (hi: number, lo: number, side: 1 | -1, out: PointTail) => {
      if (!mirrored) return law.at(hi, lo, side, out);
      law.at(-hi, -lo, side > 0 ? -1 : 1, out);
      out.moment = -out.moment;
    },
  };
  return {
    breaks: [exactMin, exactMax],
    atoms: [],
    increasing: { virtualValue: true, virtualCost: true },
    tails: (places, side) => smoothTails(smooth, places, side),
  };
}

/** An integral of the scaled density, with its radius. */
interface ScaledIntegral {
  value: number;
  radius: number;
}

function halfTruncated(exactMean: Rational, exactSd: Rational, exactMin: Rational, exactMax: Rational) {
  const mean = doubleDouble(exactMean);
  const sd = doubleDouble(exactSd).hi;
  const min = doubleDouble(exactMin);
  const max = doubleDouble(exactMax);
  // Relative error below 4u: the difference of the exact numbers is rounded, then divided by the rounded sd.
  const beyond = exactMean.compare(exactMin) < 0;
  const anchor = beyond ? doubleDouble(exactMin) : mean;
  const alpha = beyond ? doubleDouble(exactMin.sub(exactMean)).hi / sd : 0;
  const root = 1 / inverseRootTwoPi;
  /** Scaled density at distance `step` (in sd) from the anchor; the exponent's relative error is below 8u, that of the step included. */
  const relative = (step: number): number => exponential(-step * (step / 2 + alpha));
  const exponentOf = (step: number): number => Math.abs(step * (step / 2 + alpha));
  /** ∫ from z to ∞ of the scaled density, z ≥ 0, z = alpha + step. */
  const upper = (z: number, step: number, out: ScaledIntegral): void => {
    const value = relative(step) * millsRatio(Math.max(z, 0));
    out.value = value;
    out.radius = value * (unit + 24 * u * exponentOf(step) + 16 * u) + 2 ** -1000;
  };
  const one: ScaledIntegral = { value: 0, radius: 0 };
  const two: ScaledIntegral = { value: 0, radius: 0 };
  /** ∫ of the scaled density between two points of the support, d ≥ 0 apart (all in sd; relative errors below 8u, and 8u·|z| at z by the anchor). */
  const integral = (step1: number, step2: number, d: number, out: ScaledIntegral): void => {
    const z1 = alpha + step1;
    const z2 = alpha + step2;
    const size = Math.max(Math.abs(z1), Math.abs(z2));
    if (d <= 0.25 && size * d <= 0.5) {
      const start = relative(step1);
      const sum = narrow(z1, d, 1);
      out.value = start * sum;
      out.radius = out.value * (unit + 24 * u * (exponentOf(step1) + 1 + size * d)) + 2 ** -1000;
      return;
    }
    if (z1 >= 0) {
      upper(z1, step1, one);
      upper(z2, step2, two);
      out.value = one.value - two.value;
      out.radius = one.radius + two.radius + 2 * u * one.value;
    } else if (z2 <= 0) {
      // Mirrored at the mean, which is then the anchor: alpha = 0.
      upper(-z2, -step2, one);
      upper(-z1, -step1, two);
      out.value = one.value - two.value;
      out.radius = one.radius + two.radius + 2 * u * one.value;
    } else {
      upper(-z1, -step1, one);
      upper(z2, step2, two);
      out.value = root - one.value - two.value;
      out.radius = one.radius + two.radius + 8 * u * root;
    }
  };
  const total: ScaledIntegral = { value: 0, radius: 0 };
  const exactAnchor = beyond ? exactMin : exactMean;
  const firstStep = doubleDouble(exactMin.sub(exactAnchor)).hi / sd;
  const lastStep = doubleDouble(exactMax.sub(exactAnchor)).hi / sd;
  const width = doubleDouble(exactMax.sub(exactMin)).hi / sd;
  integral(firstStep, lastStep, width, total);
  const peak = (1 / (total.value - total.radius) / sd) * (1 + 2 ** -48);
  const part: ScaledIntegral = { value: 0, radius: 0 };
  const at = (hi: number, lo: number, side: 1 | -1, out: PointTail): void => {
    const d = distance(hi, lo, anchor);
    const step = d / sd;
    // What the place itself is off by, in sd: it moves the integrals by the density.
    const slack = (2 ** -102 * (Math.abs(hi) + Math.abs(anchor.hi) + Math.abs(mean.hi))) / sd;
    const here = relative(step);
    const hereRadius = here * (unit + 24 * u * exponentOf(step) + 2 * slack * (Math.abs(alpha + step) + 1)) + 2 ** -1000;
    if (!(slack * (Math.abs(alpha + step) + 1) < 0.01) || !(total.value > 2 * total.radius)) {
      out.massRadius = Number.POSITIVE_INFINITY;
      out.mass = 0;
      out.moment = 0;
      out.momentRadius = Math.max(Math.abs(min.hi), Math.abs(max.hi)) * 1.01;
      out.density = 0;
      out.densityRadius = Number.POSITIVE_INFINITY;
      return;
    }
    const rest = side > 0 ? distance(max.hi, max.lo, { hi, lo }) / sd : distance(hi, lo, min) / sd;
    const [from, to] = side > 0 ? [step, lastStep] : [firstStep, step];
    if (rest <= 0) {
      part.value = 0;
      part.radius = 0;
    } else integral(from, to, rest, part);
    const radius = part.radius + 2 * slack * here;
    const relativeTotal = total.radius / (total.value - total.radius);
    const mass = part.value / total.value;
    const massRadius = (radius / total.value + mass * (relativeTotal + 4 * u)) * 1.01;
    out.mass = Math.min(mass, 1);
    out.massRadius = massRadius;
    out.density = here / (total.value * sd);
    out.densityRadius = (hereRadius / (total.value * sd) + out.density * (relativeTotal + 8 * u)) * 1.01;
    const z1 = alpha + from;
    if (rest > 0 && rest <= 0.25 && Math.max(Math.abs(z1), Math.abs(alpha + to)) * rest <= 0.5) {
      // About the lower end of the cell: from there the moment is a series of its own.
      const start = relative(from);
      const second = (sd * start * narrow(z1, rest, 2)) / total.value;
      const origin = side > 0 ? hi : min.hi;
      out.moment = origin * mass + second;
      out.momentRadius =
        (Math.abs(origin) * (massRadius + 4 * u * mass) +
          second * (unit + 24 * u * (exponentOf(from) + 2) + relativeTotal + 8 * u) +
          (2 * slack * here * (Math.abs(origin) + sd)) / total.value) *
        1.01;
    } else {
      const farStep = side > 0 ? lastStep : firstStep;
      const far = relative(farStep);
      const farRadius = far * (unit + 24 * u * exponentOf(farStep));
      const swing = (side * sd * (here - far)) / total.value;
      out.moment = mean.hi * mass + swing;
      out.momentRadius =
        (Math.abs(mean.hi) * (massRadius + 4 * u * mass) +
          (sd * (hereRadius + farRadius + 8 * u * (here + far))) / total.value +
          Math.abs(swing) * (relativeTotal + 4 * u)) *
        1.01;
    }
  };
  return { min, max, at, peak };
}

/**
 * ∫₀^d t^(order−1)·e^(−zt−t²/2) dt, order 1 or 2, d ≤ ¼ and |z|d ≤ ½. The Taylor coefficients (k + 1)g_{k+1} = −(z·g_k + g_{k−1}) are bounded by those of e^(|z|t+t²/2),
 * hence by e^(|z|D+D²/2)/D^k; with D = 8d that is e^6·8^(−k)/d^k, so the terms beyond the 24th are together below 2^−60 of d^order.
 */
function narrow(z: number, d: number, order: 1 | 2): number {
  let before = 0;
  let now = 1;
  let power = d;
  if (order === 2) power *= d;
  let sum = power / order;
  for (let k = 0; k < 24; k++) {
    const next = -(z * now + before) / (k + 1);
    before = now;
    now = next;
    power *= d;
    sum += (now * power) / (k + 1 + order);
  }
  return sum;
}
