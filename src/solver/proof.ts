import { DoubleDouble } from "../arithmetic/double-double.ts";
import type { Program } from "../program/program.ts";

/**
 * Proofs that a linear program has no point, or no limit, checked against its data in floating point. A solver's word "infeasible" or "unbounded"
 * is worth as much as the vector that comes with it: presolve has been seen to call unbounded programs infeasible.
 */

/** Relative size below which a sum of products counts as 0. */
const proofTolerance = 1e-7;

/** Relative margin of a Farkas combination below which the data's own rounding, or a violation within all tolerances, might be what it shows. */
const leastMargin = 1e-9;

/** A column without bounds is asked to stay within this distance of 0: a combination proves that no point does, when it leaves rounding on the column. */
const radius = 2 ** 20;

/**
 * How far the Farkas multipliers y (length m) separate: the least yᵀA x over the column bounds minus the most the row bounds allow,
 * relative to the size of the terms compared. Infeasibility is proved when it is positive; −Infinity when a row bound is missing where y needs one.
 *
 * yᵀA is computed in twice the precision, its error counted against the proof; a column without the bound that its coefficient needs is taken to be at
 * most 2²⁰ from 0, so that only coefficients of the size of rounding pass.
 */
export function farkasMargin(program: Program, farkas: ArrayLike<number>): number {
  const { starts, indices, values } = program.matrix;
  const coefficients = Array.from({ length: program.columnCount }, () => new DoubleDouble());
  const margin = new DoubleDouble();
  let scale = 0;
  let doubt = 0;
  for (let row = 0; row < program.rowCount; row++) {
    const y = farkas[row] as number;
    if (Number.isNaN(y)) return Number.NEGATIVE_INFINITY;
    if (y === 0) continue;
    const bound = (y > 0 ? program.rowUpper[row] : program.rowLower[row]) as number;
    if (!Number.isFinite(bound)) return Number.NEGATIVE_INFINITY;
    margin.addProduct(-y, bound);
    scale = Math.max(scale, Math.abs(y * bound));
    for (let k = starts[row] as number; k < (starts[row + 1] as number); k++)
      (coefficients[indices[k] as number] as DoubleDouble).addProduct(y, values[k] as number);
  }
  for (let j = 0; j < program.columnCount; j++) {
    const lower = program.columnLower[j] as number;
    const upper = program.columnUpper[j] as number;
    if (lower > upper) return Number.POSITIVE_INFINITY;
    const { value: w, error } = coefficients[j] as DoubleDouble;
    const bound = w > 0 ? lower : upper;
    if (w !== 0 && Number.isFinite(bound)) {
      margin.addProduct(w, bound);
      scale = Math.max(scale, Math.abs(w * bound));
      doubt += error * Math.max(Math.abs(bound), Math.min(radius, Math.abs(w > 0 ? upper : lower)));
    } else doubt += (Math.abs(w) + error) * radius;
  }
  return scale === 0 ? 0 : (margin.value - margin.error - 2 * doubt) / scale;
}

/** Whether y proves that no point satisfies the constraints, beyond rounding. */
export function provesInfeasible(program: Program, farkas: ArrayLike<number>): boolean {
  return farkasMargin(program, farkas) > leastMargin;
}

/**
 * Whether the direction d (length n) can be followed forever from any feasible point and improves the objective: A d within the rows' recession cone,
 * d within the columns', Q d = 0, c·d > 0, each relative to the size of its terms. With a feasible point this proves unboundedness.
 */
export function provesUnboundedFrom(program: Program, ray: ArrayLike<number>): boolean {
  let largest = 0;
  for (let j = 0; j < program.columnCount; j++) {
    if (!Number.isFinite(ray[j] as number)) return false;
    largest = Math.max(largest, Math.abs(ray[j] as number));
  }
  if (largest === 0) return false;
  let gain = 0;
  let gainSize = 0;
  for (let j = 0; j < program.columnCount; j++) {
    const d = ray[j] as number;
    if (!mayMove(d, proofTolerance * largest, program.columnLower[j] as number, program.columnUpper[j] as number)) return false;
    gain += (program.objective[j] as number) * d;
    gainSize = Math.max(gainSize, Math.abs((program.objective[j] as number) * d));
  }
  if (!(gain > proofTolerance * gainSize)) return false;
  const { starts, indices, values } = program.matrix;
  for (let row = 0; row < program.rowCount; row++) {
    let activity = 0;
    let size = 0;
    for (let k = starts[row] as number; k < (starts[row + 1] as number); k++) {
      const term = (values[k] as number) * (ray[indices[k] as number] as number);
      activity += term;
      size = Math.max(size, Math.abs(term));
    }
    if (!mayMove(activity, proofTolerance * size, program.rowLower[row] as number, program.rowUpper[row] as number)) return false;
  }
  return curvatureVanishes(program, ray);
}

/** The proof by one row alone, or undefined: y = ±e_i where the column bounds keep row i's activity away from its own bounds. */
export function singleRowFarkas(program: Program): Float64Array | undefined {
  for (let row = 0; row < program.rowCount; row++) {
    for (const sign of [1, -1]) {
      if (marginOfRow(program, row, sign) <= leastMargin) continue;
      const farkas = new Float64Array(program.rowCount);
      farkas[row] = sign;
      return farkas;
    }
  }
  for (let j = 0; j < program.columnCount; j++) {
    if ((program.columnLower[j] as number) > (program.columnUpper[j] as number)) return new Float64Array(program.rowCount);
  }
  return undefined;
}

/** The ray along one column alone, or undefined: ±e_j that improves and that no bound or row stops. */
export function singleColumnRay(program: Program): Float64Array | undefined {
  const blockedUp = new Uint8Array(program.columnCount);
  const blockedDown = new Uint8Array(program.columnCount);
  const { starts, indices, values } = program.matrix;
  for (let row = 0; row < program.rowCount; row++) {
    const capped = (program.rowUpper[row] as number) < Number.POSITIVE_INFINITY;
    const floored = (program.rowLower[row] as number) > Number.NEGATIVE_INFINITY;
    for (let k = starts[row] as number; k < (starts[row + 1] as number); k++) {
      const j = indices[k] as number;
      const a = values[k] as number;
      if (a === 0) continue;
      if (a > 0 ? capped : floored) blockedUp[j] = 1;
      if (a > 0 ? floored : capped) blockedDown[j] = 1;
    }
  }
  for (let j = 0; j < program.columnCount; j++) {
    const c = program.objective[j] as number;
    const up = c > 0 && blockedUp[j] === 0 && program.columnUpper[j] === Number.POSITIVE_INFINITY;
    const down = c < 0 && blockedDown[j] === 0 && program.columnLower[j] === Number.NEGATIVE_INFINITY;
    if (!up && !down) continue;
    const ray = new Float64Array(program.columnCount);
    ray[j] = up ? 1 : -1;
    if (curvatureVanishes(program, ray)) return ray;
  }
  return undefined;
}

function marginOfRow(program: Program, row: number, sign: number): number {
  const bound = (sign > 0 ? program.rowUpper[row] : program.rowLower[row]) as number;
  if (!Number.isFinite(bound)) return Number.NEGATIVE_INFINITY;
  let margin = -sign * bound;
  let scale = Math.abs(bound);
  const { starts, indices, values } = program.matrix;
  for (let k = starts[row] as number; k < (starts[row + 1] as number); k++) {
    const w = sign * (values[k] as number);
    const columnBound = (w > 0 ? program.columnLower[indices[k] as number] : program.columnUpper[indices[k] as number]) as number;
    if (w === 0) continue;
    if (!Number.isFinite(columnBound)) return Number.NEGATIVE_INFINITY;
    margin += w * columnBound;
    scale = Math.max(scale, Math.abs(w * columnBound));
  }
  return scale === 0 ? 0 : margin / scale;
}

function mayMove(step: number, slack: number, lower: number, upper: number): boolean {
  if (step > slack) return upper === Number.POSITIVE_INFINITY;
  if (step < -slack) return lower === Number.NEGATIVE_INFINITY;
  return true;
}

function curvatureVanishes(program: Program, ray: ArrayLike<number>): boolean {
  const q = program.quadratic;
  if (!q) return true;
  let curvature = 0;
  let largestEntry = 0;
  let largestStep = 0;
  for (let i = 0; i < program.columnCount; i++) {
    largestStep = Math.max(largestStep, Math.abs(ray[i] as number));
    for (let k = q.starts[i] as number; k < (q.starts[i + 1] as number); k++) {
      const j = q.indices[k] as number;
      const value = q.values[k] as number;
      curvature += (i === j ? 1 : 2) * value * (ray[i] as number) * (ray[j] as number);
      largestEntry = Math.max(largestEntry, Math.abs(value));
    }
  }
  // dᵀQd is quadratic in the error of d.
  return Math.abs(curvature) <= 1e-12 * largestEntry * largestStep * largestStep;
}
