import { ceilingOf, floorOf } from "../../../arithmetic/elementary/enclosure.ts";
import { lcm, magnitude } from "../../../arithmetic/exact-vector.ts";
import type { Rational } from "../../../arithmetic/rational.ts";
import { Rejection } from "../rejection.ts";
import type { Cells, Ratio } from "./cells.ts";

/** A piecewise linear function of the quantile, best types first, from the height `jump` at 0: masses over `massUnit`, the rest in grains. */
export interface Slopes {
  readonly masses: readonly bigint[];
  readonly slopes: readonly bigint[];
  readonly massUnit: bigint;
  readonly jump: bigint;
}

/** Heights and slopes are integer numbers of grains of 1/grain, rounded to the safe side: upwards, unless they are deducted. */
export const grain = 1n << 128n;

/** Cells may be split at fractions of 2^−40 of the masses' common unit. */
const finer = 1n << 40n;

/**
 * A piecewise linear H̃ ≥ H on (0, 1], H = w·W + (κ − w)·R with W(q) = ∫₀^q v, R(q) = q·v(q), from the cells in increasing order of worth.
 *
 * H is known at the knots. Between them, where m is the cell's mass, H̃ goes from its height at the near knot (at least that of H, which may
 * fall there but not rise: v falls) to the height of H at the far knot:
 * - an atom: along a straight line, as H itself does;
 * - R concave, or its slopes bounded: under the lines from both ends with the extreme slopes, so through a point that is above both of them;
 * - R convex: R under its chord, W (concave) under its end tangents;
 * - nothing proved: R(q) ≤ q·v at the cell's best type, W under its end tangents; H̃ may then arrive above H.
 * In a worst cell without limit the near tangent serves alone, in a best cell without limit the far one, from a jump at quantile 0 (if nothing is
 * proved there, R ≤ W).
 *
 * With a relative error ε quantiles are those of the stated masses: H̃ is above H at the point of the cell that divides it in the same shares,
 * because heights, and slopes per unit of stated mass, are raised by what ε can make of them.
 */
export function majorant(cells: Cells, weight: Rational, kappa: Rational): Slopes {
  const unit = lcm(weight.d, kappa.d);
  const own = weight.n * (unit / weight.d);
  const full = kappa.n * (unit / kappa.d);
  const excess = full - own;
  const worthUnit = cells.low.denominator;
  const momentUnit = cells.moment.denominator;
  const massUnit = cells.mass.denominator * finer;
  const epsilon = cells.relativeError;
  const masses: bigint[] = [];
  const slopes: bigint[] = [];
  let height = 0n;
  let jump = 0n;
  const line = (mass: bigint, to: bigint) => {
    masses.push(mass);
    slopes.push(ceilingOf((to - height) * massUnit, mass));
    height = to;
  };
  /** ε times a magnitude in grains. */
  const error = (size: bigint) => (epsilon.n === 0n ? 0n : ceilingOf(epsilon.n * magnitude(size), epsilon.d));
  /** A number of worths (or moments) times one of the two weights, in grains. */
  const priced = (share: bigint, amount: bigint, amountUnit: bigint, round = ceilingOf) => round(grain * share * amount, unit * amountUnit);
  const revenueAt = (q: bigint, v: bigint, round = ceilingOf) => round(grain * excess * q * v, unit * massUnit * worthUnit);

  let near = 0n;
  let before = 0n;
  /** What ε can make of W at the near knot. */
  let doubt = 0n;
  for (let k = cells.revenue.length - 1; k >= 0; k--) {
    const [low, high] = [cells.low.numerators[k] as bigint, cells.high.numerators[k] as bigint];
    const mass = (cells.mass.numerators[k] as bigint) * finer;
    const far = near + mass;
    const after = before + (cells.moment.numerators[k] as bigint);
    const spread = epsilon.n === 0n ? 0n : error(priced(own, cells.size.numerators[k] as bigint, cells.size.denominator));
    const valueHere = priced(own, before, momentUnit) + doubt;
    doubt += spread;
    const valueThere = priced(own, after, momentUnit) + doubt;
    /** The least height that is surely above H at the far knot. */
    const knot = () => valueThere + revenueAt(far, low) + error(revenueAt(far, low));
    const distortion = (end: Ratio | null, side: 1n | -1n) => {
      if (end === null || excess === 0n) return end === null && excess > 0n ? null : 0n;
      const exact = (side > 0n ? ceilingOf : floorOf)(grain * excess * end[0], unit * end[1]);
      return exact + side * error(exact);
    };
    /** Slopes of the near tangent from above, of the far one from below, per unit of stated mass. */
    const raised = (slope: bigint) => slope + error(slope);
    const lowered = (slope: bigint) => slope - error(slope);
    const nearWorth = raised(priced(full, high, worthUnit));
    const farWorth = lowered(priced(full, low, worthUnit, floorOf));
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
    const openAbove = cells.openAbove && near === 0n;
    const openBelow = cells.openBelow && k === 0;
    if (openAbove && openBelow) throw new Rejection("cells: one without limits on both sides proves nothing");
    if (!openAbove && !openBelow && low === high) line(mass, knot());
    else if (cells.revenue[k] === "concave" || cells.revenue[k] === "bounded") {
      const atNear = openAbove ? 0n : distortion(cells.distortionHigh[k] as Ratio | null, -1n);
      const atFar = openBelow ? null : distortion(cells.distortionLow[k] as Ratio | null, 1n);
      if (atNear === null) throw new Rejection("cells: a concave revenue curve begins with a finite slope");
      const slope = raised(nearWorth - atNear);
      const slopeAtEnd = atFar === null ? null : lowered(farWorth - atFar);
      if (openAbove) {
        if (slopeAtEnd === null) throw new Rejection("cells: the best cell has no finite tangent");
        jump = height = knot() - floorOf(slopeAtEnd * mass, massUnit);
        line(mass, knot());
      } else if (slopeAtEnd === null) line(mass, height + ceilingOf(slope * mass, massUnit));
      else {
        const share = meeting(height, slope, knot(), slopeAtEnd);
        line(share, corner(share, height, slope, knot(), slopeAtEnd));
        line(mass - share, knot());
      }
    } else if (openAbove) {
      // H ≤ κ·W, which lies under its far tangent.
      const end = priced(full, after, momentUnit) + error(priced(full, cells.size.numerators[k] as bigint, cells.size.denominator));
      jump = height = end - floorOf(farWorth * mass, massUnit);
      line(mass, end);
    } else if (openBelow) line(mass, height + ceilingOf(nearWorth * mass, massUnit));
    else {
      // W under its end tangents, R under a straight line; what the height at hand exceeds them by fades along the cell.
      const [slope, slopeAtEnd] = [raised(priced(own, high, worthUnit)), lowered(priced(own, low, worthUnit, floorOf))];
      const share = meeting(valueHere, slope, valueThere, slopeAtEnd);
      const value = corner(share, valueHere, slope, valueThere, slopeAtEnd);
      const atNear = revenueAt(near, high);
      const atFar = revenueAt(far, cells.revenue[k] === "convex" ? low : high);
      const [revenueHere, revenueThere] = [atNear + error(atNear), atFar + error(atFar)];
      const revenue = ceilingOf(revenueHere * (mass - share) + revenueThere * share, mass);
      const missing = valueHere + revenueHere - height;
      if (missing > 0n) {
        // A matter of rounding: the whole function is lifted.
        jump += missing;
        height += missing;
      }
      const spare = height - valueHere - revenueHere;
      line(share, value + revenue + ceilingOf(spare * (mass - share), mass));
      line(mass - share, valueThere + revenueThere);
    }
    near = far;
    before = after;
  }
  return { masses, slopes, massUnit, jump };
}
