import type { AgentGroup } from "../environments/linear.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import type { Bracket } from "../result.ts";
import type { Discretization } from "../type-space/discretization.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { type BracketSolution, solveBracket } from "../virtual-surplus/bracket/solve-bracket.ts";
import { type GridSolution, solveGrid } from "../virtual-surplus/grid/solve-grid.ts";
import type { Feasible } from "../virtual-surplus/kernel/evaluators.ts";
import type { DesignTerms } from "../virtual-surplus/kernel/terms.ts";
import { exactly } from "./answer/finish.ts";
import { isGrid } from "./grid-problem.ts";
import { roundProgress } from "./round-progress.ts";
import type { RouteContext } from "./route.ts";

/** How the search ends, on grids or on the laws themselves. */
export type MarketSolution = GridSolution | BracketSolution;
export type MarketOptimum = Extract<MarketSolution, { readonly lambda: number }>;

/** Who trades, on which types, and what. */
interface Market {
  readonly groups: readonly AgentGroup[];
  readonly frontier: Feasible;
  grids(discretization?: Discretization): readonly TypeSpace[];
}

/** The search for the given terms: the problem's own, or those of the first best. */
export function searchMarket(
  problem: DesignProblem,
  { groups, frontier, grids }: Market,
  terms: DesignTerms,
  context: RouteContext,
  {
    exactLimit = context.options.exactLimit,
    maxCells = context.options.maxCells,
  }: { readonly exactLimit?: number; readonly maxCells?: number } = {},
): MarketSolution {
  const { options, stopwatch } = context;
  if (isGrid(problem)) {
    const spaces = stopwatch.time("discretize", () => grids(problem.discretization));
    const onGrids = groups.map((group, g) => ({ ...group, types: spaces[g] as TypeSpace }));
    return stopwatch.time("search", () => solveGrid({ groups: onGrids, frontier, terms, exactLimit }));
  }
  const width = options.width ?? problem.width;
  const bracketOptions = {
    width,
    maxCells,
    timeLimitSeconds: options.timeLimitSeconds,
    onRound: roundProgress("virtual-surplus", width, context),
  };
  return stopwatch.time("search", () => solveBracket({ groups, frontier, terms, options: bracketOptions }));
}

export function firstBestOf({ exact, firstBest }: MarketOptimum): Bracket {
  // Nobody has to trade: what is below 0 is rounding.
  return exact ? exactly(exact.firstBest) : { lower: Math.max(0, firstBest.lower), upper: Math.max(0, firstBest.upper), exact: null };
}
