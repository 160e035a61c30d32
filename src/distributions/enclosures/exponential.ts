import { doubleDouble } from "../../arithmetic/interval/double-double.ts";
import { exponential, exponentialLessOne } from "../../arithmetic/interval/exponential.ts";
import type { Rational } from "../../arithmetic/rational.ts";
import { distance, distanceError, type LawEnclosure, type PointTail, smoothTails, u } from "../enclosure.ts";

const unit = 2 ** -47;

/**
 * The law of origin + Y or origin − Y (`down`), Y exponential with the given rate, cut off at `length` (null: not cut).
 *
 * P(y < Y) = e^(−ry)·(1 − e^(−r(L−y)))/(1 − e^(−rL)), and E[(Y − y)·1{y < Y ≤ y + d}] = e^(−ry)·g(rd)/(r(1 − e^(−rL))) with g(t) = 1 − e^(−t)(1 + t).
 */
export function exponentialEnclosure(
  exactOrigin: Rational,
  exactRate: Rational,
  down: boolean,
  exactLength: Rational | null,
): LawEnclosure {
  const origin = doubleDouble(exactOrigin);
  const rate = doubleDouble(exactRate).hi;
  const exactFar = exactLength === null ? null : down ? exactOrigin.sub(exactLength) : exactOrigin.add(exactLength);
  const infinite = { hi: down ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY, lo: 0 };
  const far = exactFar === null ? infinite : doubleDouble(exactFar);
  const length = exactLength === null ? Number.POSITIVE_INFINITY : doubleDouble(exactLength).hi;
  const total = -less(-rate * length);
  /** Mass and excess of Y over y1 on (y1, y1 + d); all relative errors are below unit + 8u(ry1 + rd + 1). */
  const mass = (y: number, d: number) => (exponential(-rate * y) * -less(-rate * d)) / total;
  const excess = (y: number, d: number) => (exponential(-rate * y) * secondRemainder(rate * d)) / (rate * total);
  const direction = down ? -1 : 1;
  const at = (hi: number, lo: number, side: 1 | -1, out: PointTail): void => {
    if (!Number.isFinite(hi)) {
      // The far end without a cut.
      const all = side > 0 === down;
      out.mass = all ? 1 : 0;
      out.massRadius = 0;
      out.moment = all ? origin.hi + direction / rate : 0;
      out.momentRadius = all ? 4 * u * (Math.abs(origin.hi) + 1 / rate) : 0;
      out.density = 0;
      out.densityRadius = 0;
      return;
    }
    const d = distance(hi, lo, origin);
    const y = Math.max(0, direction * d);
    const error = distanceError(d, hi, origin);
    const rest = length === Number.POSITIVE_INFINITY ? length : Math.max(0, direction * distance(far.hi, far.lo, { hi, lo }));
    const restError = rest === Number.POSITIVE_INFINITY ? 0 : distanceError(rest, hi, far);
    const away = side > 0 !== down;
    const density = (rate * exponential(-rate * y)) / total;
    const relative = unit + 16 * u * (rate * Math.min(y, 1e6 / rate) + 1);
    out.density = density;
    out.densityRadius = density * (relative + 1.1 * rate * error) + 2 ** -1000;
    const from = away ? y : 0;
    const width = away ? rest : y;
    out.mass = Math.min(1, mass(from, width));
    // The place moves the mass by the density at the nearer end.
    const edge = density * 1.2;
    out.massRadius = out.mass * relative + edge * (error + restError) + 2 ** -1000;
    const start = origin.hi + direction * from;
    const beyond = excess(from, width);
    out.moment = start * out.mass + direction * beyond;
    out.momentRadius =
      (Math.abs(start) + 8 * u * (Math.abs(origin.hi) + from)) * out.massRadius +
      out.mass * (8 * u * (Math.abs(origin.hi) + from) + error) +
      beyond * (relative + 16 * u) +
      (width === Number.POSITIVE_INFINITY ? 0 : width) * edge * (error + restError) +
      (away ? 0 : 0);
    if (!(rate * (error + restError) < 0.01)) {
      out.massRadius = Number.POSITIVE_INFINITY;
      out.densityRadius = Number.POSITIVE_INFINITY;
    }
  };
  const whole: PointTail = { mass: 0, massRadius: 0, moment: 0, momentRadius: 0, density: 0, densityRadius: 0 };
  at(origin.hi, origin.lo, down ? -1 : 1, whole);
  const law = {
    min: down ? far : origin,
    max: down ? origin : far,
    mean: whole.moment,
    meanRadius: whole.momentRadius,
    shape: down ? ("up" as const) : ("down" as const),
    at,
  };
  return {
    breaks: exactFar === null ? [exactOrigin] : down ? [exactFar, exactOrigin] : [exactOrigin, exactFar],
    atoms: [],
    increasing: { virtualValue: true, virtualCost: true },
    tails: (places, side) => smoothTails(law, places, side),
  };
}

function less(x: number): number {
  return x < -745 ? -1 : exponentialLessOne(x);
}

/** g(t) = 1 − e^(−t)(1 + t) = e^(−t)·Σ_{k ≥ 2} t^k/k!, all terms positive; relative error below 32u. */
function secondRemainder(t: number): number {
  if (t > 1) return t > 745 ? 1 : 1 - exponential(-t) * (1 + t);
  let term = (t * t) / 2;
  let sum = term;
  for (let k = 3; k <= 22; k++) {
    term *= t / k;
    sum += term;
  }
  return exponential(-t) * sum;
}
