import { objectiveValue, type Program } from "../program/program.ts";
import type { SolverResult } from "./solver.ts";
import type { SolverStatus } from "./status.ts";

/** A result that carries nothing but its status: every array absent, the objective NaN. Fields of `more` replace these. */
export function bareResult(status: SolverStatus, more: Partial<SolverResult> & Pick<SolverResult, "message">): SolverResult {
  return {
    status,
    objective: Number.NaN,
    point: undefined,
    rowMultipliers: undefined,
    reducedCosts: undefined,
    basis: undefined,
    farkas: undefined,
    ray: undefined,
    iterations: 0,
    seconds: 0,
    ...more,
  };
}

/** The reduced costs z = c − Qx − Aᵀy that belong to row multipliers y at a point x. */
export function reducedCostsOf(program: Program, point: ArrayLike<number>, rowMultipliers: ArrayLike<number>): Float64Array {
  const z = Float64Array.from(program.objective);
  const q = program.quadratic;
  if (q) {
    for (let i = 0; i < program.columnCount; i++) {
      for (let k = q.starts[i] as number; k < (q.starts[i + 1] as number); k++) {
        const j = q.indices[k] as number;
        const value = q.values[k] as number;
        z[i] = (z[i] as number) - value * (point[j] as number);
        if (i !== j) z[j] = (z[j] as number) - value * (point[i] as number);
      }
    }
  }
  const { starts, indices, values } = program.matrix;
  for (let row = 0; row < program.rowCount; row++) {
    const y = rowMultipliers[row] as number;
    if (y === 0) continue;
    for (let k = starts[row] as number; k < (starts[row + 1] as number); k++) {
      const j = indices[k] as number;
      z[j] = (z[j] as number) - y * (values[k] as number);
    }
  }
  return z;
}

/**
 * The answer to a program without columns: optimal with value `offset` when 0 lies within every row's bounds, infeasible otherwise.
 * Backends disagree about such programs or refuse them.
 */
export function solveWithoutColumns(program: Program): SolverResult {
  for (let row = 0; row < program.rowCount; row++) {
    const lower = program.rowLower[row] as number;
    const upper = program.rowUpper[row] as number;
    if (lower <= 0 && upper >= 0) continue;
    const farkas = new Float64Array(program.rowCount);
    farkas[row] = upper < 0 ? 1 : -1;
    return bareResult("infeasible", { farkas, message: `no columns, and row ${row} does not admit 0` });
  }
  const point = new Float64Array(0);
  return bareResult("optimal", {
    objective: objectiveValue(program, point),
    point,
    rowMultipliers: new Float64Array(program.rowCount),
    reducedCosts: new Float64Array(0),
    message: "no columns",
  });
}

/** Whether every number of every array given is finite. */
export function allFinite(...arrays: readonly ArrayLike<number>[]): boolean {
  for (const array of arrays) for (let i = 0; i < array.length; i++) if (!Number.isFinite(array[i] as number)) return false;
  return true;
}
