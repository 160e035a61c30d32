import { type Rational, toNumberAbove, toNumberBelow } from "../arithmetic/rational.ts";
import { type Audit, constraintsOf } from "../audit/audit.ts";
import { auditBilateral } from "../audit/audit-bilateral.ts";
import { auditFinite } from "../audit/audit-finite.ts";
import { auditMultilateral } from "../audit/audit-multilateral.ts";
import type { FiniteEnvironment } from "../environments/environment.ts";
import type { Mechanism } from "../mechanism/mechanism.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import type { Bracket, Level, Result, Route } from "../result.ts";
import { type Achieved, achieved, weighted } from "./achieved.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** What a route found, before the audit. */
export interface Found {
  readonly route: Route;
  readonly value: Bracket;
  readonly firstBest: Bracket;
  readonly mechanism: Mechanism;
  readonly multiplier: number | null;
  readonly multiplierExact: Rational | null;
  readonly level: Level;
  readonly solver: { readonly name: string; readonly version: string };
  readonly ironed?: Result["ironed"];
  /** `limit` when a limit came before the answer was as sharp as asked. */
  readonly status: "optimal" | "limit";
  readonly explanation: string;
  /** The environment of a finite mechanism. */
  readonly environment?: FiniteEnvironment;
  /** Replaces the audit on types where the mechanism speaks of intervals of types. */
  readonly audit?: Audit;
}

/** A known value as a bracket. */
export function exactly(value: Rational): Bracket {
  return { lower: toNumberBelow(value), upper: toNumberAbove(value), exact: value };
}

export function about(value: number): Bracket {
  return { lower: value, upper: value, exact: null };
}

/** The result of a route whose mechanism has been audited; a mechanism that fails is an `error`, whatever the route believes. */
export function finish(problem: DesignProblem, found: Found, stopwatch: Stopwatch): Result {
  const constraints = constraintsOf(problem);
  const { mechanism } = found;
  const audit =
    found.audit ??
    stopwatch.time("audit", () => {
      if (mechanism.kind === "bilateral-trade") return auditBilateral(constraints, mechanism);
      if (mechanism.kind === "multilateral-trade") return auditMultilateral(constraints, mechanism);
      return auditFinite(found.environment ?? problem.environment.toFinite(problem.discretization), constraints, mechanism);
    });
  const got = achieved(mechanism, found.environment);
  const passed = audit.passes && attains(problem, found, got, audit);
  return {
    status: passed ? found.status : "error",
    explanation: passed ? found.explanation : failure(found, audit),
    problem,
    route: found.route,
    value: found.value,
    firstBest: found.firstBest,
    gainsFromTrade: got.gains,
    brokerProfit: got.broker,
    rents: { buyers: got.buyers, sellers: got.sellers },
    multiplier: found.multiplier,
    multiplierExact: found.multiplierExact,
    mechanism,
    audit,
    ironed: found.ironed ?? null,
    level: passed ? found.level : "float",
    solver: found.solver,
    timings: stopwatch.timings,
  };
}

/** A problem with no mechanism to audit. */
export function without(
  problem: DesignProblem,
  route: Route,
  status: "infeasible" | "unbounded" | "limit" | "error",
  explanation: string,
  firstBest: Bracket,
  solver: Result["solver"],
  stopwatch: Stopwatch,
): Result {
  const value = status === "infeasible" ? Number.NEGATIVE_INFINITY : status === "unbounded" ? Number.POSITIVE_INFINITY : Number.NaN;
  return {
    status,
    explanation,
    problem,
    route,
    value: about(value),
    firstBest,
    gainsFromTrade: Number.NaN,
    brokerProfit: Number.NaN,
    rents: { buyers: Number.NaN, sellers: Number.NaN },
    multiplier: null,
    multiplierExact: null,
    mechanism: null,
    audit: null,
    ironed: null,
    level: "float",
    solver,
    timings: stopwatch.timings,
  };
}

/** The claimed value is the mechanism's own, as recomputed from who gets what. */
function attains(problem: DesignProblem, found: Found, got: Achieved, audit: Audit): boolean {
  const { objective } = problem;
  const heaviest = Math.max(objective.buyers.valueOf(), objective.sellers.valueOf(), objective.broker.valueOf());
  return Math.abs(found.value.lower - weighted(objective, got)) <= 10 * heaviest * audit.tolerance;
}

function failure(found: Found, audit: Audit): string {
  const worst = (["incentives", "participation", "budget", "allocation"] as const)
    .filter((property) => !(audit[property].worst <= audit.tolerance))
    .map((property) => `${property} fail by ${audit[property].worst}${audit[property].at ? ` (${audit[property].at})` : ""}`);
  const what = worst.length > 0 ? worst.join("; ") : "the mechanism does not attain the value that the solver reported";
  return `The answer of ${found.solver.name} did not pass the audit: ${what}. It is not reported as optimal; try another solver.`;
}
