import { DoubleDouble } from "../arithmetic/double-double.ts";
import { objectiveValue, type Program } from "../program/program.ts";
import { safeUpperBound } from "./dual-bound.ts";
import { elasticProgram } from "./elastic.ts";
import type { SolverOptions } from "./options.ts";
import { provesInfeasible, provesUnboundedFrom } from "./proof.ts";
import { refine } from "./refine.ts";
import { type PreciseSolution, preciseSolution, roomsOf, sizesOf, worstViolation } from "./residuals.ts";
import { reducedCostsOf } from "./result.ts";
import type { Solver, SolverResult } from "./solver.ts";

/** What may be left of a verdict. */
export interface VerdictTolerance {
  /** Largest violation of a row, absolute, in the rows' own units. */
  readonly violation: number;
  /** Largest distance from the objective to the dual bound, in the objective's units. */
  readonly value: number;
}

/** A verdict on a linear program that has been recomputed from the program. */
export interface Verified {
  readonly status: "optimal" | "infeasible" | "unbounded" | "limit" | "error";
  /** The solver's answer; when optimal, after refinement. */
  readonly solution: SolverResult;
  /** The dual bound of an optimum, −Infinity when infeasible, Infinity when unbounded; NaN otherwise. */
  readonly upper: number;
  /** What was tried without success, in words. */
  readonly tried: readonly string[];
}

/** A tolerance that more programs can be solved to; refinement gains the digits back. */
const looserTolerance = 1e-7;

/** Refinement aims at this share of the tolerance of the value, and takes what it gets within the tolerance itself. */
const aim = 0.01;

/** Entries beyond which a program is refined only when its first solution misses the tolerance itself: a correction is a solve of its own. */
export const largeProgram = 5_000;

/** The least violation of all rows, relative to their entries, that counts as proof when it cannot be avoided. */
const unavoidable = 1e-9;

/**
 * Solves a linear program and takes nobody's word for the outcome:
 *
 * - `optimal`: the point violates no row by more than the tolerance, and {@link safeUpperBound} of the multipliers is within the tolerance of its value. A point
 *   that misses either is refined ({@link refine});
 * - `infeasible`: a Farkas combination that {@link provesInfeasible} accepts, the solver's own or that of the least violation of all rows ({@link elasticProgram});
 * - `unbounded`: a ray, and a feasible point to follow it from;
 * - anything else is `error`, with what was tried: the solver at its usual tolerance, at a looser one with refinement, the least violation.
 *
 * @example
 * const { status, solution, upper } = await solveVerified(program, highs, { violation: 1e-9, value: 1e-9 });
 */
export async function solveVerified(
  program: Program,
  solver: Solver,
  tolerance: VerdictTolerance,
  options: Partial<SolverOptions> = {},
): Promise<Verified> {
  const tried: string[] = [];
  const until = performance.now() + 1000 * (options.timeLimitSeconds ?? Number.POSITIVE_INFINITY);
  const remaining = (): Partial<SolverOptions> =>
    options.timeLimitSeconds === undefined ? options : { ...options, timeLimitSeconds: Math.max(1e-6, (until - performance.now()) / 1000) };
  let answer: SolverResult | undefined;
  let ray = false;
  for (const more of [{}, { tolerance: looserTolerance }]) {
    answer = await solver.solve(program, { ...remaining(), ...more });
    const { status } = answer;
    if (status === "limit") return { status, solution: answer, upper: Number.NaN, tried };
    if (status === "optimal") {
      const found = await optimum(program, solver, answer, tolerance, remaining());
      if (typeof found !== "string") return { status, tried, ...found };
      tried.push(found);
    } else if (status === "infeasible" && answer.farkas && provesInfeasible(program, answer.farkas)) {
      return { status, solution: answer, upper: Number.NEGATIVE_INFINITY, tried };
    } else if (status === "unbounded" && answer.ray && provesUnboundedFrom(program, answer.ray)) {
      ray = true;
      break;
    } else tried.push(`${solver.name} ended with ${status} (${answer.message})`);
  }
  const least = await leastViolation(program, solver, remaining());
  if (least.farkas) {
    const solution = { ...(answer as SolverResult), status: "infeasible" as const, farkas: least.farkas };
    return { status: "infeasible", solution, upper: Number.NEGATIVE_INFINITY, tried };
  }
  tried.push(least.words);
  if (ray && least.feasible) return { status: "unbounded", solution: answer as SolverResult, upper: Number.POSITIVE_INFINITY, tried };
  return { status: "error", solution: answer as SolverResult, upper: Number.NaN, tried };
}

/** The solver's optimum, refined until it can be believed; in words why it cannot. */
async function optimum(
  program: Program,
  solver: Solver,
  answer: SolverResult,
  tolerance: VerdictTolerance,
  options: Partial<SolverOptions>,
): Promise<{ readonly solution: SolverResult; readonly upper: number } | string> {
  const { point, rowMultipliers } = answer;
  if (!point || !rowMultipliers) return `${solver.name} reports an optimum without its point or multipliers`;
  let upper = Number.NaN;
  let rest = "";
  const meets = (solution: PreciseSolution, violation: number, share: number) => {
    upper = safeUpperBound(program, solution);
    const short = upper - preciseObjective(program, solution);
    rest = `rows are violated by ${violation}, the dual bound is ${short} away`;
    return violation <= tolerance.violation && short <= share * tolerance.value;
  };
  const share = program.matrix.values.length > largeProgram ? 1 : aim;
  const accepts = (solution: PreciseSolution, violation: number) => meets(solution, violation, share);
  const { solution, violation, accepted } = await refine(program, solver, { ...answer, point, rowMultipliers }, accepts, options);
  if (!accepted && !meets(solution, violation, 1)) return `${solver.name} (${answer.message}) was refined, but ${rest}`;
  return {
    upper,
    solution: {
      ...answer,
      objective: objectiveValue(program, solution.point),
      point: solution.point,
      rowMultipliers: solution.rowMultipliers,
      reducedCosts: reducedCostsOf(program, solution.point, solution.rowMultipliers),
    },
  };
}

/** c·x + offset in twice the precision. */
function preciseObjective(program: Program, { point, pointLow }: PreciseSolution): number {
  const sum = new DoubleDouble();
  sum.add(program.offset);
  program.objective.forEach((c, j) => {
    sum.addProduct(c, point[j] as number);
    sum.addProduct(c, pointLow[j] as number);
  });
  return sum.value;
}

/** Whether rows must be violated: their multipliers as a Farkas proof, or whether a point violates none. */
async function leastViolation(
  program: Program,
  solver: Solver,
  options: Partial<SolverOptions>,
): Promise<{ readonly farkas?: Float64Array; readonly feasible: boolean; readonly words: string }> {
  const { basis: _, ...fresh } = options;
  const sizes = sizesOf(program);
  const answer = await solver.solve(elasticProgram(program, sizes.rows), fresh);
  const { point, rowMultipliers } = answer;
  if (answer.status !== "optimal" || !point || !rowMultipliers)
    return { feasible: false, words: `the least violation of the rows was sought, but ${solver.name} ended with ${answer.status}` };
  if (provesInfeasible(program, rowMultipliers)) return { farkas: rowMultipliers, feasible: false, words: "" };
  const violation = 0 - answer.objective;
  const own = preciseSolution(point.slice(0, program.columnCount), new Float64Array(program.rowCount));
  const feasible = violation <= unavoidable && worstViolation(roomsOf(program, own), sizes.columns) < Number.POSITIVE_INFINITY;
  return { feasible, words: `the rows can be satisfied but for a violation of ${violation}` };
}
