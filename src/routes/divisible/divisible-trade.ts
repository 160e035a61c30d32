import { type DivisibleTrade, isDivisibleTrade } from "../../environments/divisible-trade.ts";
import { UnsupportedProblemError } from "../../errors.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { ConicSolver } from "../../solver/conic.ts";
import type { Solver } from "../../solver/solver.ts";
import type { Route, RouteContext } from "../route.ts";
import { servedByCones, solveByCones } from "./conic.ts";
import { servedBySurplus, solveBySurplus } from "./virtual-surplus.ts";

/** Virtual surplus of a divisible good: bayesian incentives with interim participation, and the cells of the same value; on laws a bracket. */
export const divisibleSurplus: Route = {
  name: "virtual-surplus",
  accepts: (problem) => servedBySurplus(problem, environmentOf(problem)),
  solve: async (problem, context) => solveBySurplus(problem, environmentOf(problem), context),
};

/** Every other combination of words on finite types, and any where a solver is asked for: a conic program. */
export const divisibleCones: Route = {
  name: "quadratic-program",
  accepts: (problem) => servedByCones(problem, environmentOf(problem)),
  solve: async (problem, context) => solveByCones(problem, environmentOf(problem), conicSolverOf(context), context),
};

function environmentOf({ environment }: DesignProblem): DivisibleTrade {
  if (!isDivisibleTrade(environment)) throw new Error("the routes of divisible goods are asked of those only");
  return environment;
}

/** The solver asked for, where it takes cones; the one at hand. */
function conicSolverOf({ options, conic }: Pick<RouteContext, "options" | "conic">): ConicSolver {
  const asked = options.solver;
  if (asked && !takesCones(asked))
    throw new UnsupportedProblemError({
      assumption: `The budget of a divisible good is quadratic, and ${asked.name} solves no conic programs.`,
      alternative: "Leave the solver out, or use clarabel.",
    });
  const solver = asked ?? conic;
  if (solver && takesCones(solver)) return solver;
  throw new UnsupportedProblemError({
    assumption: "The budget of a divisible good is quadratic, and no conic solver is at hand.",
    alternative: "Pass one, such as clarabel.",
  });
}

function takesCones(solver: Solver): solver is ConicSolver {
  return "solveConic" in solver;
}
