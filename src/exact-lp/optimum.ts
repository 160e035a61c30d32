import { type ExactVector, entryOf } from "../arithmetic/exact-vector.ts";
import { type Rational, zero } from "../arithmetic/rational.ts";
import type { Solver, SolverResult } from "../solver/solver.ts";
import { type BasicSolution, basicSolution, readBasis } from "./basis.ts";
import { pivotToOptimum } from "./pivots.ts";
import { type ExactProgram, floatProgram } from "./program.ts";

/** Who solves an exact program in doubles, and how. */
export interface FloatSolve {
  readonly solver: Solver;
  readonly timeLimitSeconds: number;
  readonly tolerance: number;
}

/** A solver that fails at a tight tolerance often succeeds at a looser one; exactness does not depend on it. */
const looserTolerance = 1e-7;

/** Solves an exact program in doubles. */
export async function solveExact(program: ExactProgram, { solver, timeLimitSeconds, tolerance }: FloatSolve): Promise<SolverResult> {
  const float = floatProgram(program).program;
  const result = await solver.solve(float, { timeLimitSeconds, tolerance });
  if (result.status !== "error" || tolerance >= looserTolerance) return result;
  return solver.solve(float, { timeLimitSeconds, tolerance: looserTolerance });
}

/** The exact solution of a solver's basis, after exact pivots towards the optimum; null when the basis does not fit or is singular. Throws OutOfTime after `until`. */
export function exactOptimum(
  program: ExactProgram,
  result: SolverResult,
  until?: number,
): { readonly solution: BasicSolution; readonly pivots: number } | null {
  const basis = result.basis && readBasis(program, result.basis);
  const start = basis && basicSolution(program, basis, until);
  return start ? pivotToOptimum(program, start) : null;
}

/** objective·x + offset at an exact point. */
export function objectiveAt({ objective, offset }: ExactProgram, point: ExactVector): Rational {
  let value = offset;
  objective.forEach((c, j) => {
    if (point.numerators[j] !== 0n && !c.equals(zero)) value = value.add(c.mul(entryOf(point, j)));
  });
  return value;
}
