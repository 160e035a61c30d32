import { UnsupportedProblemError } from "./errors.ts";
import type { DesignProblem } from "./problem/design-problem.ts";
import type { Result } from "./result.ts";
import { chooseRoute, isGrid } from "./routes/choose.ts";
import { efficientRoute } from "./routes/efficient.ts";
import { linearProgramRoute } from "./routes/linear-program.ts";
import { marketByVirtualSurplus } from "./routes/market.ts";
import { checkSolveOptions, type SolveOptions } from "./routes/options.ts";
import { Stopwatch } from "./routes/stopwatch.ts";
import { bilateralByVirtualSurplus } from "./routes/virtual-surplus.ts";
import type { Solver } from "./solver/solver.ts";

/**
 * The best mechanism of a design problem, audited.
 *
 * The route is chosen by the words of the problem ({@link chooseRoute}); `options.solver` forces the program route. `fallback` is the solver of
 * problems that need a program. Infeasible, unbounded and limited problems are results with an explanation.
 *
 * Throws InvalidInputError for options that are wrong and UnsupportedProblemError when no route serves the problem as it stands, with what serves instead.
 */
export async function solveWith(problem: DesignProblem, fallback: Solver, options: Partial<SolveOptions> = {}): Promise<Result> {
  const settings = checkSolveOptions(options);
  const stopwatch = new Stopwatch();
  const { environment } = problem;
  const route = settings.solver ? "linear-program" : chooseRoute(problem);
  if (route === "virtual-surplus" && environment.kind === "bilateral-trade")
    return bilateralByVirtualSurplus(problem, environment, settings, stopwatch);
  if (route === "virtual-surplus" && environment.kind === "multilateral-trade")
    return marketByVirtualSurplus(problem, environment, settings, stopwatch);
  if (route === "efficient" && environment.kind !== "finite") return efficientRoute(problem, environment, settings, stopwatch);
  if (!isGrid(problem)) throw needsGrid(problem, settings.solver);
  return linearProgramRoute(problem, settings.solver ?? fallback, settings, stopwatch);
}

function needsGrid(problem: DesignProblem, solver: Solver | undefined): UnsupportedProblemError {
  const cell = `${problem.incentives} incentives, ${problem.participation} participation and the budget rule ${problem.budget.rule}`;
  return new UnsupportedProblemError({
    assumption: solver
      ? `A program (solver ${solver.name}) needs finitely many types, and the laws of this problem are continuous.`
      : `No route brackets a continuous problem with ${cell}; such a problem is solved as a program on finitely many types.`,
    alternative: `Add "discretization": {"rule": "midpoint", "points": 40} to the instance${solver ? ", or leave the solver out for a proved bracket where a route has one" : ""}.`,
  });
}
