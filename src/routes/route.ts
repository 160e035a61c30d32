import type { Proved } from "../certificate/prove/proof.ts";
import type { Stated } from "../certificate/prove/stated.ts";
import type { Refusal } from "../errors.ts";
import type { Mechanism } from "../mechanism/mechanism.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import type { Bracket, Result, RouteName } from "../result.ts";
import type { ConicSolver } from "../solver/conic.ts";
import type { Solver } from "../solver/solver.ts";
import type { SolveOptions } from "./options.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** One way to solve design problems. */
export interface Route {
  readonly name: RouteName;
  /** True; false where the problem is another route's; or, of the last route that could serve it, why none does and what serves instead. */
  accepts(problem: DesignProblem): boolean | Refusal;
  /** The answer to an accepted problem. When a proof is asked for, the same answer comes lifted to rationals. */
  solve(problem: DesignProblem, context: RouteContext): Promise<Answer>;
}

/** What a route works with. */
export interface RouteContext {
  readonly options: SolveOptions;
  readonly stopwatch: Stopwatch;
  /** For problems that need a program. */
  readonly solver: Solver | undefined;
  /** For quadratic and conic programs. */
  readonly conic: ConicSolver | undefined;
  /** Tried where the answer of `solver` cannot be believed. */
  readonly another: Solver | undefined;
  /** The problem as its instance file states it, when a proof is asked for. */
  readonly stated: Stated | undefined;
}

/**
 * What a route found, before the audit: a mechanism with the bracket of its value, or why there is none; and, when a proof is asked for, the proof of it,
 * whose mechanism is then the one in the answer, or in words why there is no proof.
 */
export interface Answer {
  readonly route: RouteName;
  /** `limit` with a mechanism: a limit came before the answer was as sharp as asked. */
  readonly status: Result["status"];
  readonly explanation: string;
  readonly value: Bracket;
  readonly firstBest: Bracket;
  readonly mechanism: Mechanism | null;
  /** What a solver had found when a limit came; not audited. */
  readonly incumbent?: Mechanism;
  readonly price?: Result["price"];
  readonly selection?: Result["selection"];
  readonly rentRanges?: Result["rentRanges"];
  readonly multiplier?: Result["multiplier"];
  readonly multiplierExact?: Result["multiplierExact"];
  readonly duals?: Result["duals"];
  readonly ironed?: Result["ironed"];
  readonly pools?: Result["pools"];
  readonly rounds?: Result["rounds"];
  readonly estimate?: Result["estimate"];
  readonly level: Result["level"];
  readonly solver: Result["solver"];
  readonly proof?: Proved | string | undefined;
}

/** What an answer says of the solver behind it. */
export const labelOf = ({ name, version }: Solver): Result["solver"] => ({ name, version });

/** An answer without a mechanism. */
export function without(
  route: RouteName,
  status: "infeasible" | "unbounded" | "limit" | "error",
  explanation: string,
  firstBest: Bracket,
  solver: Result["solver"],
  proof?: Proved | string,
): Answer {
  const value = status === "infeasible" ? Number.NEGATIVE_INFINITY : status === "unbounded" ? Number.POSITIVE_INFINITY : Number.NaN;
  return {
    route,
    status,
    explanation,
    value: { lower: value, upper: value, exact: null },
    firstBest,
    mechanism: null,
    level: "float",
    solver,
    proof,
  };
}
