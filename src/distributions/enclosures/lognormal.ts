import { doubleDouble } from "../../arithmetic/interval/double-double.ts";
import { exponential } from "../../arithmetic/interval/exponential.ts";
import { logarithm } from "../../arithmetic/interval/logarithm.ts";
import { inverseRootTwoPi } from "../../arithmetic/interval/normal-tail.ts";
import type { Rational } from "../../arithmetic/rational.ts";
import { distance, distanceError, type LawEnclosure, moves, type PointTail, type SmoothLaw, smoothTails, u } from "../enclosure.ts";
import { scoreTail } from "./normal.ts";

const unit = 2 ** -47;

/**
 * The law of origin ± T, T = factor·e^(mu + sigma·Z): P(T > t) = P(Z > z) and E[T·1{T > t}] = E[T]·P(Z > z − sigma) at z = (log(t/factor) − mu)/sigma.
 *
 * The density turns where z = −sigma.
 */
export function lognormalEnclosure(
  exactMu: Rational,
  exactSigma: Rational,
  exactFactor: Rational,
  exactOrigin: Rational,
  down: boolean,
): LawEnclosure {
  const mu = doubleDouble(exactMu);
  const sigma = doubleDouble(exactSigma).hi;
  const factor = doubleDouble(exactFactor).hi;
  const origin = doubleDouble(exactOrigin);
  const direction = down ? -1 : 1;
  const meanLog = doubleDouble(exactMu.add(exactSigma.mul(exactSigma).div(2)));
  const mean = factor * exponential(meanLog.hi, meanLog.lo);
  const scratch: PointTail = { mass: 0, massRadius: 0, moment: 0, momentRadius: 0, density: 0, densityRadius: 0 };
  const at = (hi: number, lo: number, side: 1 | -1, out: PointTail): void => {
    const d = Number.isFinite(hi) ? direction * distance(hi, lo, origin) : Number.POSITIVE_INFINITY;
    const away = side > 0 !== down;
    if (!(d > 0) || d === Number.POSITIVE_INFINITY) {
      const all = d > 0 !== away;
      out.mass = all ? 1 : 0;
      out.massRadius = 0;
      out.moment = all ? origin.hi + direction * mean : 0;
      out.momentRadius = all ? 4 * u * Math.abs(origin.hi) + unit * mean : 0;
      out.density = 0;
      out.densityRadius = 0;
      return;
    }
    const t = d / factor;
    const relative = distanceError(d, hi, origin) / d + 4 * u;
    const log = logarithm(t);
    const z = (log.hi - mu.hi + (log.lo - mu.lo)) / sigma;
    const shift = (1.1 * relative + 2 ** -63 + u * (Math.abs(log.hi) + Math.abs(mu.hi))) / sigma + 4 * u * Math.abs(z);
    const turned = away ? z : -z;
    scoreTail(turned - (away ? sigma : -sigma), shift + 4 * u * (Math.abs(z) + sigma), scratch);
    const far = scratch.mass;
    const farRadius = scratch.massRadius;
    scoreTail(turned, shift, out);
    out.moment = origin.hi * out.mass + direction * mean * far;
    out.momentRadius = Math.abs(origin.hi) * (out.massRadius + 4 * u * out.mass) + mean * (farRadius + unit * far);
    const scale = sigma * d;
    out.density /= scale;
    out.densityRadius = (out.densityRadius / scale) * 1.01 + out.density * (relative + 8 * u);
    if (!(relative < 0.01)) {
      out.massRadius = Number.POSITIVE_INFINITY;
      out.densityRadius = Number.POSITIVE_INFINITY;
      out.momentRadius = Math.abs(origin.hi) + 1.01 * mean;
    }
  };
  // The mode e^(mu − sigma²) of T, and the density there: φ(sigma)/(sigma·mode).
  const modeLog = doubleDouble(exactMu.sub(exactSigma.mul(exactSigma)));
  const mode = factor * exponential(modeLog.hi, modeLog.lo);
  const peak = ((inverseRootTwoPi * exponential((-sigma * sigma) / 2)) / (sigma * mode)) * (1 + 2 ** -40);
  const turnAt = origin.hi + direction * mode;
  const slack = 2 ** -46 * (Math.abs(origin.hi) + mode);
  const positive: SmoothLaw = {
    min: down ? { hi: Number.NEGATIVE_INFINITY, lo: 0 } : origin,
    max: down ? origin : { hi: Number.POSITIVE_INFINITY, lo: 0 },
    mean: origin.hi + direction * mean,
    meanRadius: 4 * u * Math.abs(origin.hi) + unit * mean,
    shape: "hill",
    turn: { from: turnAt - slack, to: turnAt + slack, low: 0, high: sigma > 30 ? Number.POSITIVE_INFINITY : peak },
    at,
  };
  return {
    breaks: [exactOrigin],
    atoms: [],
    // The other curve rises where the density does (mirrored: falls) and where its own proof says so, which is not used here.
    increasing: down ? { virtualValue: true, virtualCost: false } : { virtualValue: false, virtualCost: true },
    tails: (places, side) => {
      const tails = smoothTails(positive, places, side);
      // At its end the density has the limit 0, but near it double arithmetic may not see that it is positive.
      for (let k = 0; k < tails.move.length; k++) if (tails.move[k] === moves.nothing) tails.low[k] = Math.max(0, tails.low[k] as number);
      return tails;
    },
  };
}
