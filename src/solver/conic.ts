import type { SparseRows } from "../program/program.ts";
import type { SolverOptions } from "./options.ts";
import type { Solver } from "./solver.ts";
import type { SolverStatus } from "./status.ts";

/**
 * A conic program:
 *
 *     maximise    c·x − ½ xᵀQx
 *     subject to  b − A x ∈ K
 *
 * with n columns and m rows. K is the product of the cones in the order of the fields of {@link Cones}; each takes as many rows as its dimension.
 * Multipliers y (length m) lie in the dual cone, with c − Qx = Aᵀy.
 */
export interface ConicProgram {
  readonly columnCount: number;
  readonly rowCount: number;
  /** c, length n. */
  readonly objective: Float64Array;
  /** Lower triangle of Q, symmetric positive semidefinite. */
  readonly quadratic?: SparseRows;
  readonly matrix: SparseRows;
  /** b, length m. */
  readonly rightHandSide: Float64Array;
  readonly cones: Cones;
}

export interface Cones {
  /** {0}: that many rows are equalities A x = b. */
  readonly zero: number;
  /** [0, ∞): that many rows are inequalities A x ≤ b. */
  readonly nonnegative: number;
  /** Dimensions of the second-order cones {(t, u): ‖u‖ ≤ t}. */
  readonly secondOrder: readonly number[];
  /** Number of exponential cones {(u, v, w): v·exp(u/v) ≤ w, v > 0}, three rows each. */
  readonly exponential: number;
  /** Exponents α in (0, 1) of the power cones {(u, v, w): u^α v^(1−α) ≥ |w|, u, v ≥ 0}, three rows each. */
  readonly power: readonly number[];
}

export interface ConicResult {
  readonly status: SolverStatus;
  /** c·x − ½ xᵀQx at the point; NaN without one. */
  readonly objective: number;
  /** Length n. */
  readonly point: Float64Array | undefined;
  /** Length m. */
  readonly multipliers: Float64Array | undefined;
  readonly iterations: number;
  readonly seconds: number;
  readonly message: string;
}

/** A solver that also takes conic programs. */
export interface ConicSolver extends Solver {
  /**
   * Solves a conic program.
   *
   * @throws InvalidInputError when the dimensions do not fit together.
   */
  solveConic(program: ConicProgram, options?: Partial<SolverOptions>): Promise<ConicResult>;
}
