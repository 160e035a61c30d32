import { lcm } from "../arithmetic/exact-vector.ts";
import type { Rational } from "../arithmetic/rational.ts";
import type { Cells } from "./verify-cells.ts";

/** A piecewise linear function of the quantile, from 0 at 0, best types first: masses over `massUnit`, slopes in grains. */
export interface Slopes {
  readonly masses: readonly bigint[];
  readonly slopes: readonly bigint[];
  readonly massUnit: bigint;
}

/** Heights and slopes are integer numbers of grains of 1/grain, rounded to the safe side: upwards, unless they are deducted. */
export const grain = 1n << 128n;

/** Cells may be split at fractions of 2^−40 of the masses' common unit. */
const finer = 1n << 40n;

/**
 * A piecewise linear H̃ ≥ H on (0, 1], H = w·W + (κ − w)·R with W(q) = ∫₀^q v, R(q) = q·v(q), from the cells in increasing order of worth.
 *
 * H is known exactly at the knots. Between them, where m is the cell's mass, H̃ goes from its height at the near knot (at least that of H, which
 * may fall there but not rise: v falls) to the height of H at the far knot:
 * - an atom: along a straight line, as H itself does;
 * - R concave: under both end tangents, so through a point that is above both of them;
 * - R convex: R under its chord, W (concave) under its end tangents;
 * - nothing proved: R(q) ≤ q·v at the cell's best type, W under its end tangents; H̃ may then arrive above H.
 */
export function majorant(cells: Cells, weight: Rational, kappa: Rational): Slopes {
  const unit = lcm(weight.d, kappa.d);
  const own = weight.n * (unit / weight.d);
  const full = kappa.n * (unit / kappa.d);
  const excess = full - own;
  const worthUnit = cells.low.denominator;
  const momentUnit = cells.moment.denominator;
  const densityUnit = cells.densityLow.denominator;
  const massUnit = cells.mass.denominator * finer;
  const masses: bigint[] = [];
  const slopes: bigint[] = [];
  let height = 0n;
  const line = (mass: bigint, to: bigint) => {
    masses.push(mass);
    slopes.push(ceilingOf((to - height) * massUnit, mass));
    height = to;
  };
  /** (w·W + (κ − w)·q·v)·grain, rounded up. */
  const curve = (moment: bigint, q: bigint, v: bigint) =>
    ceilingOf(grain * (own * moment * massUnit * worthUnit + excess * q * v * momentUnit), unit * momentUnit * massUnit * worthUnit);
  /** A part (excess/unit or own/unit) of a worth, in grains. */
  const part = (share: bigint, worth: bigint) => ceilingOf(grain * share * worth, unit * worthUnit);
  /** (κ − w)·S/f at a type, in grains; null where it is infinite. */
  const distortion = (survival: bigint, density: bigint, round: typeof floorOf) =>
    excess === 0n || survival === 0n
      ? 0n
      : density === 0n
        ? null
        : round(grain * excess * survival * densityUnit, unit * massUnit * density);

  let near = 0n;
  let before = 0n;
  for (let k = cells.revenue.length - 1; k >= 0; k--) {
    const [low, high] = [cells.low.numerators[k] as bigint, cells.high.numerators[k] as bigint];
    const mass = (cells.mass.numerators[k] as bigint) * finer;
    const far = near + mass;
    const after = before + (cells.moment.numerators[k] as bigint);
    const atKnot = curve(after, far, low);
    /** About where the lines from the two ends meet, in units of mass; what follows is right wherever it is inside the cell. */
    const meeting = (from: bigint, slope: bigint, to: bigint, slopeAtEnd: bigint) => {
      const share = slope > slopeAtEnd ? ((to - from) * massUnit - slopeAtEnd * mass) / (slope - slopeAtEnd) : mass / 2n;
      return share < 1n ? 1n : share < mass ? share : mass - 1n;
    };
    /** A point above both lines, at `share` of the cell. */
    const corner = (share: bigint, from: bigint, slope: bigint, to: bigint, slopeAtEnd: bigint) => {
      const first = from + ceilingOf(slope * share, massUnit);
      const second = to - floorOf(slopeAtEnd * (mass - share), massUnit);
      return first > second ? first : second;
    };
    if (low === high) line(mass, atKnot);
    else if (cells.revenue[k] === "concave") {
      const atNear = distortion(near, cells.densityHigh.numerators[k] as bigint, floorOf);
      const atFar = distortion(far, cells.densityLow.numerators[k] as bigint, ceilingOf);
      if (atNear === null) throw new RangeError("a concave revenue curve begins with a finite slope");
      const slope = part(full, high) - atNear;
      if (atFar === null) {
        // The density vanishes at the worst type: the far tangent is vertical, the near one serves alone.
        line(mass, height + ceilingOf(slope * mass, massUnit));
      } else {
        const slopeAtEnd = floorOf(grain * full * low, unit * worthUnit) - atFar;
        const share = meeting(height, slope, atKnot, slopeAtEnd);
        line(share, corner(share, height, slope, atKnot, slopeAtEnd));
        line(mass - share, atKnot);
      }
    } else {
      // W under its end tangents, R under a straight line; what the height at hand exceeds them by fades along the cell.
      const [from, to] = [ceilingOf(grain * own * before, unit * momentUnit), ceilingOf(grain * own * after, unit * momentUnit)];
      const [slope, slopeAtEnd] = [part(own, high), floorOf(grain * own * low, unit * worthUnit)];
      const share = meeting(from, slope, to, slopeAtEnd);
      const value = corner(share, from, slope, to, slopeAtEnd);
      const atNear = near * high;
      const atFar = far * (cells.revenue[k] === "convex" ? low : high);
      const revenue = ceilingOf(grain * excess * (atNear * (mass - share) + atFar * share), unit * massUnit * worthUnit * mass);
      const spare =
        height -
        floorOf(grain * (own * before * massUnit * worthUnit + excess * atNear * momentUnit), unit * momentUnit * massUnit * worthUnit);
      line(share, value + revenue + ceilingOf(spare * (mass - share), mass));
      line(mass - share, to + ceilingOf(grain * excess * atFar, unit * massUnit * worthUnit));
    }
    near = far;
    before = after;
  }
  return { masses, slopes, massUnit };
}

/** The quotient rounded down; the divisor is positive. */
function floorOf(n: bigint, d: bigint): bigint {
  const quotient = n / d;
  return quotient * d > n ? quotient - 1n : quotient;
}

function ceilingOf(n: bigint, d: bigint): bigint {
  return -floorOf(-n, d);
}
