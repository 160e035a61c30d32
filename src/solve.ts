import { defaultProofOptions } from "./certificate/prove/certificate.ts";
import { statedProblem } from "./certificate/prove/stated.ts";
import { UndecidedConflictError } from "./duals/conflict/conflict.ts";
import { explainConflict } from "./duals/conflict/infeasible.ts";
import { writtenProblem } from "./duals/conflict/written.ts";
import { type Refusal, UnsupportedProblemError } from "./errors.ts";
import type { DesignProblem } from "./problem/design-problem.ts";
import { requireDesignProblem } from "./problem/required.ts";
import type { Dissolution, Result } from "./result.ts";
import { finish } from "./routes/answer/finish.ts";
import { asksForOptima, routeOf } from "./routes/choose.ts";
import { keptBracket } from "./routes/limits/kept-bracket.ts";
import { linearProgram } from "./routes/linear-program.ts";
import { checkSolveOptions, type SolveOptions } from "./routes/options.ts";
import { dissolutionOf } from "./routes/partnership/dissolution.ts";
import { selection } from "./routes/selection/selection.ts";
import { Stopwatch } from "./routes/stopwatch.ts";
import type { ConicSolver } from "./solver/conic.ts";
import type { Solver } from "./solver/solver.ts";

/** Solves a problem by solvers that were chosen before. */
export type Solve = (problem: DesignProblem, options?: Partial<SolveOptions>) => Promise<Result>;

/**
 * The best mechanism of a design problem, audited; with `options.proof`, lifted to rationals and certified.
 *
 * The route is that of {@link routeOf}: the first that accepts the problem; `options.solver` forces the program route. `fallback` is the solver of
 * problems that need a program, `conic` of those whose program is quadratic. Infeasible, unbounded and limited problems are results with an explanation.
 *
 * Throws InvalidInputError for options that are wrong and UnsupportedProblemError when no route serves the problem as it stands, with what serves instead.
 */
export async function solveWith(
  problem: DesignProblem,
  fallback: Solver | undefined,
  options: Partial<SolveOptions> = {},
  conic?: ConicSolver,
): Promise<Result> {
  requireDesignProblem(problem);
  const settings = checkSolveOptions(options);
  settings.signal?.throwIfAborted();
  const stated = settings.proof && statedProblem(problem);
  const asked = stated?.problem ?? problem;
  const solver = settings.solver ?? fallback;
  const another = solver?.name === fallback?.name ? undefined : fallback;
  const context = { options: settings, stopwatch: new Stopwatch(settings), solver, another, conic, stated };
  const route = asksForOptima(asked, settings) ? selection : routeOf(asked, settings.solver);
  const accepted = route.accepts(asked);
  if (accepted === false) throw new Error(`the route ${route.name} was chosen for a problem of another`);
  if (accepted !== true) throw refused(accepted, route === linearProgram ? settings.solver : undefined);
  const answer = await keptBracket(asked, await route.solve(asked, context), context);
  settings.signal?.throwIfAborted();
  const result = finish(problem, answer, context);
  const dissolution = await context.stopwatch.timeAsync("dissolution", () => dissolutionBeside(asked, settings, context.solver, result));
  const conflict =
    settings.conflict && result.status === "infeasible" && solver
      ? await context.stopwatch.timeAsync("conflict", () => conflictBeside(asked, { ...settings, solver }))
      : null;
  return { ...result, dissolution, conflict, timings: context.stopwatch.timings };
}

/** Seconds that the search for a conflict beside an answer may take, and the largest program that it is done for. */
const conflictLimits = { seconds: 10, size: 8_000 };

/** Which constraints of an infeasible problem exclude each other; null where that takes too long, or exact numbers are not to be had. */
async function conflictBeside(
  problem: DesignProblem,
  { solver, timeLimitSeconds }: { readonly solver: Solver; readonly timeLimitSeconds: number },
): Promise<Result["conflict"]> {
  const written = writtenProblem(problem, conflictLimits.size);
  if (typeof written === "string") return null;
  const float = { solver, timeLimitSeconds: Math.min(timeLimitSeconds, conflictLimits.seconds), tolerance: defaultProofOptions.tolerance };
  return explainConflict(written, null, float).catch(unlessUndecided);
}

/** That nothing decides is no answer, and no failure either. */
function unlessUndecided(error: unknown): null {
  if (error instanceof UndecidedConflictError) return null;
  throw error;
}

/** What is known of efficient dissolution beside an answer, which does not depend on it. */
async function dissolutionBeside(...args: Parameters<typeof dissolutionOf>): Promise<Dissolution | null> {
  try {
    return await dissolutionOf(...args);
  } catch (error) {
    if (error instanceof UnsupportedProblemError) return null;
    throw error;
  }
}

/**
 * Whether a partnership can be dissolved efficiently under the constraints of its problem, with the least subsidy for it and the types that gain least.
 *
 * On grids the answer is exact, under bayesian incentives and interim participation for any number of partners, else by a program over efficient outcomes; on laws it is a
 * proved bracket. Throws UnsupportedProblemError for what is no partnership or has no such answer.
 *
 * @see P. Cramton, R. Gibbons, P. Klemperer (1987), Dissolving a Partnership Efficiently, Econometrica 55.
 */
export async function efficientDissolutionWith(
  problem: DesignProblem,
  fallback: Solver | undefined,
  options: Partial<SolveOptions> = {},
): Promise<Dissolution> {
  requireDesignProblem(problem);
  const settings = checkSolveOptions(options);
  const found = await dissolutionOf(problem, settings, settings.solver ?? fallback, { columnLimit: defaultProofOptions.columnLimit });
  if (found) return found;
  throw new UnsupportedProblemError({
    assumption:
      "Efficient dissolution is asked of partnerships with participation and a budget, on finitely many types or on laws with bayesian incentives.",
    alternative: "Use a partnership, a discretization with fewer points, or bayesian incentives with interim participation.",
  });
}

function refused(refusal: Refusal, solver: Solver | undefined): UnsupportedProblemError {
  if (!solver) return new UnsupportedProblemError(refusal);
  return new UnsupportedProblemError({
    ...refusal,
    assumption: `A program (solver ${solver.name}) needs finitely many types, and the laws of this problem are continuous.`,
    alternative: "Without a solver named it has a proved bracket where a route gives one.",
  });
}
