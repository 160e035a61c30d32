import { doubleDouble, type TwoDoubles } from "../../arithmetic/interval/double-double.ts";
import { exponential, exponentialLessOne } from "../../arithmetic/interval/exponential.ts";
import { logarithm } from "../../arithmetic/interval/logarithm.ts";
import { multiple, powerError, powerOf } from "../../arithmetic/interval/power.ts";
import { one, type Rational } from "../../arithmetic/rational.ts";
import { distance, distanceError, type LawEnclosure, type PointTail, smoothTails, u } from "../enclosure.ts";

const unit = 2 ** -47;

/**
 * P(X ≤ x) = U^a with U = (x − min)/(max − min); `mirrored`: P(X > x) = ((max − x)/(max − min))^a.
 *
 * From the end where the power is taken: E[U·1{U ≤ t}] = a/(a + 1)·t^(a+1), and 1 − t^b = −expm1(b·log t) near the other end.
 */
export function powerEnclosure(exactMin: Rational, exactMax: Rational, exponent: Rational, mirrored: boolean): LawEnclosure {
  const min = doubleDouble(exactMin);
  const max = doubleDouble(exactMax);
  const width = doubleDouble(exactMax.sub(exactMin)).hi;
  const a = doubleDouble(exponent);
  const next = doubleDouble(exponent.add(one));
  const lower = doubleDouble(exponent.sub(one));
  const ratio = doubleDouble(exponent.div(exponent.add(one))).hi;
  const [origin, far] = mirrored ? [max, min] : [min, max];
  const direction = mirrored ? -1 : 1;
  const at = (hi: number, lo: number, side: 1 | -1, out: PointTail): void => {
    const d = distance(hi, lo, origin);
    const gap = distance(far.hi, far.lo, { hi, lo });
    const t = Math.min(1, Math.max(0, (direction * d) / width));
    const s = Math.min(1, Math.max(0, (direction * gap) / width));
    const near = side > 0 === mirrored;
    // Relative error of t, or the part of it that a small s decides.
    const error = t === 0 ? 0 : (distanceError(d, hi, origin) / width + 2 * u * t) / t;
    const log = logOf(t, s);
    // The logarithm is off by what t is off by, from whichever end it was formed.
    const slack = s < 0.25 ? (distanceError(gap, hi, far) / width + 4 * u * s) / Math.max(t, 0.7) : error;
    const powerSlack = (b: number) => powerError(b) + 1.1 * b * slack + 16 * u;
    const first = t === 0 ? 0 : powerOf(log, a);
    const second = t === 0 ? 0 : powerOf(log, next);
    if (!(next.hi * slack < 0.05)) {
      out.massRadius = Number.POSITIVE_INFINITY;
      out.moment = 0;
      out.momentRadius = Math.max(Math.abs(min.hi), Math.abs(max.hi)) * 1.01;
      out.density = 0;
      out.densityRadius = Number.POSITIVE_INFINITY;
      return;
    }
    let inner: number;
    let innerRadius: number;
    if (near) {
      out.mass = first;
      out.massRadius = first * powerSlack(a.hi);
      inner = ratio * second;
      innerRadius = inner * (powerSlack(next.hi) + 4 * u);
    } else {
      out.mass = oneLess(log, a, t);
      out.massRadius = out.mass * (unit + 2 ** -52) + first * (1.1 * a.hi * (slack + 2 ** -62));
      const rest = oneLess(log, next, t);
      inner = ratio * rest;
      innerRadius = inner * (unit + 8 * u) + ratio * second * (1.1 * next.hi * (slack + 2 ** -62));
    }
    out.moment = origin.hi * out.mass + direction * width * inner;
    out.momentRadius = Math.abs(origin.hi) * (out.massRadius + 4 * u * out.mass) + width * (innerRadius + 8 * u * inner) + 2 ** -1000;
    if (t === 0) {
      out.density = lower.hi > 0 ? 0 : lower.hi < 0 ? Number.POSITIVE_INFINITY : 1 / width;
      out.densityRadius = lower.hi === 0 ? (4 * u) / width : 0;
      return;
    }
    out.density = (a.hi * powerOf(log, lower)) / width;
    out.densityRadius = out.density * (powerSlack(Math.abs(lower.hi)) + 8 * u) + 2 ** -1000;
  };
  const whole: PointTail = { mass: 0, massRadius: 0, moment: 0, momentRadius: 0, density: 0, densityRadius: 0 };
  at(far.hi, far.lo, mirrored ? 1 : -1, whole);
  const grows = lower.hi > 0 !== mirrored;
  const law = {
    min,
    max,
    mean: whole.moment,
    meanRadius: whole.momentRadius,
    shape: lower.hi === 0 ? ("flat" as const) : grows ? ("up" as const) : ("down" as const),
    at,
  };
  // The curve with the power in it is increasing for exponents from 1 on, the other one is affine with slope 1 + 1/a.
  const steep = lower.hi >= 0;
  return {
    breaks: [exactMin, exactMax],
    atoms: [],
    increasing: mirrored ? { virtualValue: true, virtualCost: steep } : { virtualValue: steep, virtualCost: true },
    tails: (places, side) => smoothTails(law, places, side),
  };
}

/** log t for t = 1 − s, from the smaller of the two. */
function logOf(t: number, s: number): TwoDoubles {
  if (t <= 0) return { hi: Number.NEGATIVE_INFINITY, lo: 0 };
  if (s >= 0.25) return logarithm(t);
  const x = 1 - s;
  return logarithm(x, 1 - x - s);
}

/** 1 − t^b. */
function oneLess(log: TwoDoubles, b: TwoDoubles, t: number): number {
  if (t <= 0) return 1;
  const y = multiple(log, b);
  return y.hi < -745 ? 1 : y.hi < -40 ? 1 - exponential(y.hi, y.lo) : -exponentialLessOne(y.hi, y.lo);
}
