import { DoubleDouble } from "../arithmetic/double-double.ts";
import type { Program } from "../program/program.ts";
import { type PreciseSolution, preciseReducedCosts } from "./residuals.ts";

/** How far from 0 a column without bounds is looked for, as a multiple of the largest entry of a known point (at least of 1). */
const radiusFactor = 2 ** 20;

/**
 * An upper bound on the value of a linear program that holds whatever the multipliers are, rounding included:
 *
 *     offset + Σ_i max over the row's bounds of y_i·activity + Σ_j max over the column's bounds of z_j·x_j,   z = c − Aᵀy,
 *
 * with z computed in twice the precision and widened by its error. A multiplier that leans on a bound that is not there counts as 0. A column
 * without the bound that its z needs is bounded by `radius` instead (2²⁰ times the largest entry of the point, a million times as far as anything was found
 * to be of use), which is harmless where z is 0 up to rounding and says so where it is not.
 *
 * @see C. Jansson (2004), Rigorous Lower and Upper Bounds in Linear Programming, SIAM J. Optim. 14; A. Neumaier, O. Shcherbina (2004), Safe bounds
 * in linear and mixed-integer linear programming, Math. Programming 99.
 */
export function safeUpperBound(program: Program, solution: PreciseSolution): number {
  const signed = leaning(program, solution);
  const costs = preciseReducedCosts(program, signed);
  const radius = radiusFactor * solution.point.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
  const bound = new DoubleDouble();
  let widening = 0;
  bound.add(program.offset);
  signed.rowMultipliers.forEach((y, row) => {
    if (y === 0) return;
    const limit = (y > 0 ? program.rowUpper[row] : program.rowLower[row]) as number;
    bound.addProduct(y, limit);
    bound.addProduct(signed.rowMultipliersLow[row] as number, limit);
  });
  for (let j = 0; j < program.columnCount; j++) {
    const z = costs.values[j] as number;
    const error = costs.errors[j] as number;
    const lower = program.columnLower[j] as number;
    const upper = program.columnUpper[j] as number;
    if (lower > upper) return Number.NEGATIVE_INFINITY;
    const limit = z > 0 ? upper : lower;
    if (Number.isFinite(limit)) {
      bound.addProduct(z, limit);
      const other = z > 0 ? lower : upper;
      widening += error * Math.max(Math.abs(limit), Math.min(Number.isFinite(other) ? Math.abs(other) : radius, radius));
    } else widening += (Math.abs(z) + error) * radius;
  }
  return bound.value + bound.error + 2 * widening;
}

/** The multipliers without those that lean on a bound that is not there. */
function leaning(program: Program, solution: PreciseSolution): PreciseSolution {
  const rowMultipliers = solution.rowMultipliers.slice();
  const rowMultipliersLow = solution.rowMultipliersLow.slice();
  rowMultipliers.forEach((y, row) => {
    if (Number.isFinite((y > 0 ? program.rowUpper[row] : program.rowLower[row]) as number)) return;
    rowMultipliers[row] = 0;
    rowMultipliersLow[row] = 0;
  });
  return { ...solution, rowMultipliers, rowMultipliersLow };
}
