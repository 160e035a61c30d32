import { betaMasses } from "../../arithmetic/interval/beta-integral.ts";
import { doubleDouble } from "../../arithmetic/interval/double-double.ts";
import { one, type Rational } from "../../arithmetic/rational.ts";
import { distance, distanceError, type LawEnclosure, type Places, type PointTail, smoothTails, type Tails, u } from "../enclosure.ts";

/** Closer to an end of [0, 1] than this, places are known by their distance from that end. */
const nearEnd = 2 ** -10;

/**
 * The beta law on [min, max]: the integrals of U^(a−1)(1 − U)^(b−1) over all cells between the places, each enclosed by itself, added up from the far
 * end and divided by their total. No gamma function is needed, and tails keep their digits.
 */
export function betaEnclosure(exactMin: Rational, exactMax: Rational, exactA: Rational, exactB: Rational): LawEnclosure {
  const min = doubleDouble(exactMin);
  const max = doubleDouble(exactMax);
  const width = doubleDouble(exactMax.sub(exactMin)).hi;
  const a = doubleDouble(exactA);
  const b = doubleDouble(exactB);
  const mean = doubleDouble(exactMin.add(exactMax.sub(exactMin).mul(exactA.div(exactA.add(exactB))))).hi;
  const [risesFirst, fallsLast] = [exactA.compare(one), exactB.compare(one)];
  const shape =
    risesFirst === 0 && fallsLast === 0
      ? ("flat" as const)
      : risesFirst >= 0 && fallsLast <= 0
        ? ("up" as const)
        : risesFirst <= 0 && fallsLast >= 0
          ? ("down" as const)
          : risesFirst > 0
            ? ("hill" as const)
            : ("valley" as const);
  const turn = exactA.sub(one).div(exactA.add(exactB).sub(2).compare(0) === 0 ? one : exactA.add(exactB).sub(2));
  const turnAt = doubleDouble(exactMin.add(exactMax.sub(exactMin).mul(turn))).hi;
  const tails = (places: Places, side: 1 | -1): Tails => {
    const n = places.hi.length;
    const lows = new Float64Array(n);
    const gaps = new Float64Array(n);
    const errors = new Float64Array(n);
    for (let k = 0; k < n; k++) {
      const hi = places.hi[k] as number;
      const lo = places.lo[k] as number;
      const d = distance(hi, lo, min);
      const e = distance(max.hi, max.lo, { hi, lo });
      const [t, s] = [Math.min(1, Math.max(0, d / width)), Math.min(1, Math.max(0, e / width))];
      // Next to an end the distance from it says where the place is; the other one is what it leaves of 1.
      const [near, far] = [t < nearEnd, s < nearEnd];
      lows[k] = far ? 1 - s : t;
      gaps[k] = near ? 1 - t : s;
      const [fromMin, fromMax] = [near || !far ? distanceError(d, hi, min) : 0, far || !near ? distanceError(e, hi, max) : 0];
      errors[k] = (Math.max(fromMin, fromMax) / width) * 1.01;
    }
    const found = betaMasses(a, b, lows, gaps, side);
    let next = 0;
    const at = (hi: number, lo: number, _side: 1 | -1, out: PointTail): void => {
      // Places are asked for in increasing order.
      while (places.hi[next] !== hi || places.lo[next] !== lo) next++;
      const k = next;
      const density = found.density[k] as number;
      const error = errors[k] as number;
      // The place itself is off by `error`, and (as 1 − lows ≠ gaps) by 2u of its distances to the ends.
      const t = lows[k] as number;
      const s = gaps[k] as number;
      const slack = error + 4 * u * Math.min(t, s);
      const sway = t > 0 && s > 0 ? slack * (Math.abs(a.hi - 1) / t + Math.abs(b.hi - 1) / s) : 0;
      out.mass = found.mass[k] as number;
      out.massRadius = (found.massRadius[k] as number) + (Number.isFinite(density) && slack > 0 ? 1.2 * density * slack : 0);
      out.moment = min.hi * out.mass + width * (found.moment[k] as number);
      out.momentRadius =
        Math.abs(min.hi) * (out.massRadius + 4 * u * out.mass) +
        width *
          ((found.momentRadius[k] as number) +
            (Number.isFinite(density) && slack > 0 ? 1.2 * density * slack : 0) +
            8 * u * (found.moment[k] as number));
      out.density = density / width;
      out.densityRadius = ((found.densityRadius[k] as number) + density * (1.2 * sway + 4 * u)) / width;
      if (!(sway < 0.1)) {
        out.massRadius = Number.POSITIVE_INFINITY;
        out.momentRadius = Math.max(Math.abs(min.hi), Math.abs(max.hi)) * 1.01;
        out.densityRadius = Number.POSITIVE_INFINITY;
      }
    };
    const peak = found.turnDensity;
    const law = {
      min,
      max,
      mean,
      meanRadius: 2 * u * Math.abs(mean),
      shape,
      turn:
        shape === "hill" || shape === "valley"
          ? {
              from: turnAt - 4 * u * Math.abs(turnAt),
              to: turnAt + 4 * u * Math.abs(turnAt),
              low: peak.low / width / (1 + 2 ** -40),
              high: (peak.high / width) * (1 + 2 ** -40),
            }
          : undefined,
      at,
    };
    return smoothTails(law, places, side);
  };
  const concave = risesFirst >= 0 && fallsLast >= 0;
  return {
    breaks: [exactMin, exactMax],
    atoms: [],
    increasing: { virtualValue: concave, virtualCost: concave },
    tails,
  };
}
