import { objectiveValue, type Program } from "../program/program.ts";
import { reducedCostsOf } from "./result.ts";

/** How far a point with multipliers is from being optimal; every number is relative and 0 at an exact optimum. */
export interface OptimalityError {
  /** Worst violation of a row (relative to its largest entry and the point) or of a column bound. */
  readonly primal: number;
  /** Worst multiplier that leans on a bound that is not there, relative to the largest objective coefficient. */
  readonly dual: number;
  /** Σ |multiplier| · distance to the bound it leans on, relative to the objective. */
  readonly gap: number;
}

/**
 * Measures a point (length n) and row multipliers (length m) against the program's optimality conditions; the reduced costs follow from them, so that
 * stationarity holds by construction. The primal part alone is meaningful for any point.
 */
export function optimalityError(program: Program, point: ArrayLike<number>, rowMultipliers: ArrayLike<number>): OptimalityError {
  const { starts, indices, values } = program.matrix;
  const reducedCosts = reducedCostsOf(program, point, rowMultipliers);
  const gradient = reducedCostsOf(program, point, new Float64Array(program.rowCount));
  let largestCost = 0;
  for (let j = 0; j < program.columnCount; j++) {
    const c = program.objective[j] as number;
    largestCost = Math.max(largestCost, Math.abs(c), Math.abs(c - (gradient[j] as number)));
  }
  if (largestCost === 0) largestCost = 1;
  const error = { primal: 0, dual: 0, gap: 0 };
  const account = (value: number, lower: number, upper: number, size: number, multiplier: number, multiplierSize: number) => {
    const outside = Math.max(lower - value, value - upper, 0);
    if (Number.isNaN(outside) || Number.isNaN(multiplier)) error.primal = Number.POSITIVE_INFINITY;
    error.primal = Math.max(error.primal, outside / size);
    if (multiplier === 0) return;
    const distance = multiplier > 0 ? upper - value : value - lower;
    if (distance === Number.POSITIVE_INFINITY) error.dual = Math.max(error.dual, (Math.abs(multiplier) * multiplierSize) / largestCost);
    else error.gap += Math.abs(multiplier) * Math.abs(distance);
  };
  for (let row = 0; row < program.rowCount; row++) {
    let activity = 0;
    let coefficient = 0;
    let term = 0;
    for (let k = starts[row] as number; k < (starts[row + 1] as number); k++) {
      const a = values[k] as number;
      const x = point[indices[k] as number] as number;
      activity += a * x;
      coefficient = Math.max(coefficient, Math.abs(a));
      term = Math.max(term, Math.abs(a * x));
    }
    const size = coefficient === 0 ? 1 : coefficient + term;
    account(
      activity,
      program.rowLower[row] as number,
      program.rowUpper[row] as number,
      size,
      rowMultipliers[row] as number,
      coefficient || 1,
    );
  }
  for (let j = 0; j < program.columnCount; j++) {
    const x = point[j] as number;
    account(x, program.columnLower[j] as number, program.columnUpper[j] as number, 1 + Math.abs(x), reducedCosts[j] as number, 1);
  }
  error.gap /= largestCost + Math.abs(objectiveValue(program, point) - program.offset);
  return error;
}

/** The worst of the three. */
export function worstError(error: OptimalityError): number {
  return Math.max(error.primal, error.dual, error.gap);
}
