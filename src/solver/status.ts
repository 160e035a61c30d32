/**
 * How a solver ended.
 *
 * - `optimal`: a point and multipliers that satisfy the tolerances were found.
 * - `infeasible`: no point satisfies the constraints.
 * - `unbounded`: the objective grows without limit on the feasible set.
 * - `infeasible-or-unbounded`: one of the two; the solver did not find out which.
 * - `limit`: the time or iteration limit came first; the point, if any, need not be feasible.
 * - `error`: the solver failed or returned something that cannot be read.
 */
export type SolverStatus = "optimal" | "infeasible" | "unbounded" | "infeasible-or-unbounded" | "limit" | "error";
