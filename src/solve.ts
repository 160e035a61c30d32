import { statedProblem } from "./certificate/prove/stated.ts";
import { UnsupportedProblemError } from "./errors.ts";
import type { DesignProblem } from "./problem/design-problem.ts";
import type { Result } from "./result.ts";
import { chooseRoute } from "./routes/choose.ts";
import { finish } from "./routes/finish.ts";
import { linearProgram } from "./routes/linear-program.ts";
import { checkSolveOptions, type SolveOptions } from "./routes/options.ts";
import { Stopwatch } from "./routes/stopwatch.ts";
import type { Solver } from "./solver/solver.ts";

/**
 * The best mechanism of a design problem, audited; with `options.proof`, lifted to rationals and certified.
 *
 * The route is the first that accepts the problem ({@link chooseRoute}); `options.solver` forces the program route. `fallback` is the solver of
 * problems that need a program. Infeasible, unbounded and limited problems are results with an explanation.
 *
 * Throws InvalidInputError for options that are wrong and UnsupportedProblemError when no route serves the problem as it stands, with what serves instead.
 */
export async function solveWith(
  problem: DesignProblem,
  fallback: Solver | undefined,
  options: Partial<SolveOptions> = {},
): Promise<Result> {
  const settings = checkSolveOptions(options);
  const stated = settings.proof && statedProblem(problem);
  const asked = stated?.problem ?? problem;
  const context = { options: settings, stopwatch: new Stopwatch(), solver: settings.solver ?? fallback, stated };
  const route = settings.solver ? linearProgram : (chooseRoute(asked) ?? linearProgram);
  const accepted = route.accepts(asked);
  if (accepted !== true) throw refused(accepted, settings.solver);
  return finish(problem, await route.solve(asked, context), context);
}

function refused({ because, instead }: { readonly because: string; readonly instead: string }, solver: Solver | undefined) {
  if (!solver) return new UnsupportedProblemError({ assumption: because, alternative: instead });
  return new UnsupportedProblemError({
    assumption: `A program (solver ${solver.name}) needs finitely many types, and the laws of this problem are continuous.`,
    alternative: `${instead.replace(/\.$/, "")}, or leave the solver out for a proved bracket where a route has one.`,
  });
}
