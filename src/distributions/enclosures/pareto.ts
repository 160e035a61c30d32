import { doubleDouble } from "../../arithmetic/interval/double-double.ts";
import { exponential, exponentialLessOne } from "../../arithmetic/interval/exponential.ts";
import { logarithm } from "../../arithmetic/interval/logarithm.ts";
import type { Rational } from "../../arithmetic/rational.ts";
import { distance, distanceError, type LawEnclosure, type PointTail, smoothTails, type Tails, u } from "../enclosure.ts";

const unit = 2 ** -47;

/**
 * The law of origin + T or origin − T (`down`), P(T > t) = (scale/t)^k for t ≥ scale, with the mass beyond `cap` (null: none) as an atom at it.
 *
 * With S the survival function and L = log(t₂/t₁): P(t₁ < T ≤ t₂) = S(t₁)·(1 − e^(−kL)) and E[T·1{…}] = k·t₁·S(t₁)·∫₀^L e^(−(k−1)x) dx.
 */
export function paretoEnclosure(
  exactScale: Rational,
  shape: Rational,
  exactCap: Rational | null,
  exactOrigin: Rational,
  down: boolean,
): LawEnclosure {
  const least = doubleDouble(exactScale).hi;
  const k = doubleDouble(shape).hi;
  const excess = doubleDouble(shape.sub(1)).hi;
  const origin = doubleDouble(exactOrigin);
  const place = (t: Rational) => (down ? exactOrigin.sub(t) : exactOrigin.add(t));
  const direction = down ? -1 : 1;
  const start = doubleDouble(place(exactScale));
  const exactEnd = exactCap === null ? null : place(exactCap);
  const end = exactEnd === null ? { hi: direction * Number.POSITIVE_INFINITY, lo: 0 } : doubleDouble(exactEnd);
  const top = exactCap === null ? Number.POSITIVE_INFINITY : doubleDouble(exactCap).hi;
  /** log(1 + x), x ≥ 0, of x with its relative error: absolute error 2^−62 and that error times min(1, x). */
  const logOnePlus = (x: number): number => {
    if (x > 2 ** 50) return logarithm(x).hi + 1 / x;
    const y = 1 + x;
    const { hi, lo } = logarithm(y, x < 1 ? x - (y - 1) : 1 - (y - x));
    return hi + lo;
  };
  const capLog = top === Number.POSITIVE_INFINITY ? top : logOnePlus(doubleDouble((exactCap as Rational).sub(exactScale)).hi / least);
  const capMass = top === Number.POSITIVE_INFINITY ? 0 : exponential(-k * capLog);
  const capRadius = capMass * (unit + 8 * u * k * (capLog === Number.POSITIVE_INFINITY ? 0 : capLog) + k * 2 ** -60);
  /** ∫₀^L e^(−(k−1)x) dx. */
  const integral = (length: number): number => {
    if (length === Number.POSITIVE_INFINITY) return 1 / excess;
    const y = -excess * length;
    if (Math.abs(y) < 2 ** -60) return length;
    return (y < -745 ? -1 : exponentialLessOne(y)) / -excess;
  };
  /** Without the atom. */
  const at = (hi: number, lo: number, side: 1 | -1, out: PointTail): void => {
    const infinite = !Number.isFinite(hi);
    // Distance from the start, and from the origin.
    const d = infinite ? Number.POSITIVE_INFINITY : Math.max(0, direction * distance(hi, lo, start));
    const error = infinite ? 0 : distanceError(d, hi, start);
    const t = least + d;
    const relative = infinite ? 0 : error / t + 4 * u;
    const log = infinite ? Number.POSITIVE_INFINITY : logOnePlus(d / least);
    const logError = infinite ? 0 : 2 ** -61 + 1.1 * Math.min(relative, (error + 4 * u * d) / least) + 2 * u * log;
    const survival = infinite ? 0 : exponential(-k * log);
    const slack = k * logError + unit;
    const away = side > 0 !== down;
    out.density = infinite ? 0 : (k * survival) / t;
    out.densityRadius = out.density * (1.1 * slack + 1.1 * relative + 16 * u) + 2 ** -1000;
    if (!(k * logError < 0.01) || !((Math.abs(excess) + 1) * logError < 0.01)) {
      out.massRadius = Number.POSITIVE_INFINITY;
      out.mass = 0;
      out.moment = 0;
      out.momentRadius = Number.POSITIVE_INFINITY;
      out.densityRadius = Number.POSITIVE_INFINITY;
      return;
    }
    let inner: number;
    let innerRadius: number;
    if (away) {
      const length = capLog === Number.POSITIVE_INFINITY ? capLog : Math.max(0, capLog - log);
      const share = length === Number.POSITIVE_INFINITY ? 1 : -exponentialLessOne(Math.max(-k * length, -745));
      const lengthError = length === Number.POSITIVE_INFINITY ? 0 : logError + 2 ** -60 + 4 * u * capLog;
      out.mass = survival * share;
      out.massRadius = out.mass * (1.1 * slack + 8 * u) + survival * 1.1 * k * lengthError * (k * lengthError < 0.1 ? 1 : 1e300);
      const reach = infinite ? 0 : k * t * survival;
      const whole = integral(length);
      inner = infinite ? 0 : reach * whole;
      innerRadius =
        inner *
          (1.1 * slack +
            1.1 * relative +
            unit +
            16 * u +
            1e-15 * Math.min(1, Math.abs(excess) * (length === Number.POSITIVE_INFINITY ? 0 : length))) +
        reach * 1.2 * lengthError * Math.max(1, exponential(Math.min(700, -excess * (length === Number.POSITIVE_INFINITY ? 0 : length))));
    } else {
      out.mass = infinite ? 1 : -exponentialLessOne(Math.max(-k * log, -745));
      out.massRadius = infinite ? 0 : out.mass * (unit + 8 * u) + survival * 1.1 * k * logError;
      const whole = integral(log);
      inner = k * least * whole;
      innerRadius =
        inner * (unit + 24 * u + 1e-15) +
        k * least * 1.2 * logError * Math.max(1, infinite ? 0 : exponential(Math.min(700, -excess * log)));
    }
    out.moment = origin.hi * out.mass + direction * inner;
    out.momentRadius = Math.abs(origin.hi) * (out.massRadius + 4 * u * out.mass) + innerRadius + 8 * u * inner + 2 ** -1000;
  };
  const whole: PointTail = { mass: 0, massRadius: 0, moment: 0, momentRadius: 0, density: 0, densityRadius: 0 };
  at(start.hi, start.lo, down ? -1 : 1, whole);
  const law = {
    min: down ? end : start,
    max: down ? start : end,
    // Of the continuous part.
    mean: whole.moment,
    meanRadius: whole.momentRadius,
    shape: down ? ("up" as const) : ("down" as const),
    at,
  };
  const capValue = exactEnd === null ? 0 : end.hi;
  const withAtom = (tails: Tails, hi: Float64Array, lo: Float64Array, side: 1 | -1): Tails => {
    if (exactEnd === null) return tails;
    for (let n = 0; n < hi.length; n++) {
      const before = down
        ? (hi[n] as number) > end.hi || (hi[n] === end.hi && (lo[n] as number) > end.lo)
        : (hi[n] as number) < end.hi || (hi[n] === end.hi && (lo[n] as number) < end.lo);
      const beyond = side > 0 !== down ? before : !before && (hi[n] !== end.hi || lo[n] !== end.lo);
      const outside = (tails.mass[n] as number) === 1 && (tails.massRadius[n] as number) === 0;
      if (outside) {
        // Beyond the whole support: everything, the atom included.
        tails.moment[n] = law.mean + capValue * capMass;
        tails.momentRadius[n] = law.meanRadius + Math.abs(capValue) * (capRadius + 8 * u * capMass) + 4 * u * Math.abs(law.mean);
        continue;
      }
      if (!beyond) continue;
      tails.mass[n] = (tails.mass[n] as number) + capMass;
      tails.massRadius[n] = (tails.massRadius[n] as number) + capRadius + 4 * u * (tails.mass[n] as number);
      tails.moment[n] = (tails.moment[n] as number) + capValue * capMass;
      tails.momentRadius[n] =
        (tails.momentRadius[n] as number) +
        Math.abs(capValue) * (capRadius + 8 * u * capMass) +
        4 * u * Math.abs(tails.moment[n] as number);
    }
    return tails;
  };
  const claims = shape.compare(1) >= 0;
  const breaks = exactEnd === null ? [place(exactScale)] : down ? [exactEnd, place(exactScale)] : [place(exactScale), exactEnd];
  return {
    breaks,
    atoms: exactEnd === null ? [] : [{ at: exactEnd, mass: capMass, radius: capRadius }],
    // ψ = v(1 − 1/k) of T itself; the density falls, so φ increases.
    increasing: down ? { virtualValue: true, virtualCost: claims } : { virtualValue: claims, virtualCost: true },
    decreasing: { virtualValue: !claims && !down, virtualCost: !claims && down },
    tails: (places, side) => withAtom(smoothTails(law, places, side), places.hi, places.lo, side),
  };
}
