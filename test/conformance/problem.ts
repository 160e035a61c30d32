import type { Program } from "../../src/program/program.ts";
import type { SolverStatus } from "../../src/solver/status.ts";

/**
 * A program with its answer, worked out by hand. `point`, `rowMultipliers` and `reducedCosts` are given where they are unique;
 * the generic conditions of optimality are checked in any case.
 */
export interface Problem {
  readonly name: string;
  readonly program: Program;
  /** Statuses that are right; the first is the most informative one. */
  readonly status: readonly SolverStatus[];
  readonly objective?: number;
  readonly point?: readonly number[];
  readonly rowMultipliers?: readonly number[];
  readonly reducedCosts?: readonly number[];
  /** What the quadratic objective asks of a solver. */
  readonly kind: "linear" | "strictly-convex" | "convex";
}
