import type { DesignProblem } from "../problem/design-problem.ts";
import type { Route } from "../result.ts";

/**
 * Which route serves a problem when no solver is asked for.
 *
 * - `virtual-surplus`: Bayesian × interim × every budget; and the cells that have the same value: ex-post participation or dominant incentives with an ex-ante
 *   budget or none (threshold allocations are monotone in every state, and their tight prices are ex-post individually rational).
 * - `efficient`: ex-ante participation (or none) where lump sums make the first best attainable.
 * - `linear-program`: everything else.
 */
export function chooseRoute(problem: DesignProblem): Route {
  const { environment, incentives, participation, budget } = problem;
  if (environment.kind === "finite") return "linear-program";
  const expected = budget.rule === "ex-ante" || budget.rule === "none";
  if (participation === "interim" || participation === "ex-post") {
    if (incentives === "bayesian" && participation === "interim") return "virtual-surplus";
    // Among many traders tight prices at a profile are served by the program only.
    if (expected && (environment.kind === "bilateral-trade" || (incentives === "bayesian" && participation === "ex-post")))
      return "virtual-surplus";
    return "linear-program";
  }
  return incentives === "bayesian" || (expected && environment.kind === "bilateral-trade") ? "efficient" : "linear-program";
}

/** The problem has only finitely many types as it stands: a discretization, or laws made of atoms. */
export function isGrid(problem: DesignProblem): boolean {
  const { environment, discretization } = problem;
  if (environment.kind === "finite" || discretization !== undefined) return true;
  const laws =
    environment.kind === "bilateral-trade"
      ? [environment.buyer, environment.seller]
      : [...environment.buyers, ...environment.sellers].map((group) => group.distribution);
  return laws.every((law) => law.pieces.length === 0);
}
