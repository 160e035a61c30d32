import type { Program } from "../program/program.ts";
import type { Basis, SolverOptions } from "./options.ts";
import type { SolverStatus } from "./status.ts";

/** What a backend can do; conformance tests skip exactly what is not declared here, and print it. */
export interface SolverCapabilities {
  readonly linear: boolean;
  /** `strictly-convex`: only a positive definite Q. */
  readonly quadratic: false | "strictly-convex" | "convex";
  /** Row multipliers and reduced costs come with an optimal point. */
  readonly duals: boolean;
  readonly basis: boolean;
  readonly warmStart: boolean;
  /** Farkas rays of infeasible and recession rays of unbounded linear programs. */
  readonly rays: boolean;
  readonly timeLimit: boolean;
  readonly progress: boolean;
  /** Refused with an InvalidInputError beyond these, before any work. */
  readonly maxRows: number;
  readonly maxColumns: number;
  /** Accuracy in which its answers on well-scaled problems can be trusted (relative), e.g. 1e-9. */
  readonly accuracy: number;
}

/** What came back from a solver. Arrays are owned by the caller; values that do not exist are undefined, numbers that have no meaning NaN. */
export interface SolverResult {
  readonly status: SolverStatus;
  /** Value of the program's objective at `point`, offset included; NaN without a point. */
  readonly objective: number;
  /** Length n. */
  readonly point: Float64Array | undefined;
  /** Length m; sign convention in program.ts. */
  readonly rowMultipliers: Float64Array | undefined;
  /** Length n. */
  readonly reducedCosts: Float64Array | undefined;
  readonly basis: Basis | undefined;
  /** Length m when infeasible: y with yᵀA x > (the largest the row bounds allow) for every x within column bounds. */
  readonly farkas: Float64Array | undefined;
  /** Length n when unbounded: a direction that stays feasible and improves. */
  readonly ray: Float64Array | undefined;
  readonly iterations: number;
  /** Wall clock inside the backend, translation excluded. */
  readonly seconds: number;
  /** The backend's own words about the outcome, for logs. */
  readonly message: string;
}

/** The port through which every program is solved. An adapter holds capabilities, a status table and a translation; no modelling. */
export interface Solver {
  readonly name: string;
  /** Version of the backend, known after the first solve. */
  readonly version: string;
  readonly capabilities: SolverCapabilities;
  /**
   * Solves a program. Never throws for an outcome of the optimisation; throws InvalidInputError when the program exceeds the
   * declared capabilities or size.
   */
  solve(program: Program, options?: Partial<SolverOptions>): Promise<SolverResult>;
}
