import { isBilateralTrade } from "../../environments/bilateral-trade.ts";
import { type LinearEnvironment, roleOf } from "../../environments/linear.ts";
import { enumerationLimit } from "../../mechanism/states.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { stateCount } from "../../program/cells/groups/profiles.ts";
import { withTypes } from "../../program/cells/question.ts";
import { type CommonCut, commonCut, firstKnots } from "../../type-space/common-knots.ts";
import { solveGroupRound } from "./groups/round.ts";
import { cellQuestion } from "./question.ts";
import { type CellRound, type CellSolvers, solveRound, type TimeLeft } from "./round.ts";

/** How the laws of an environment are cut into cells, and what is solved on them. */
export interface CellScheme {
  readonly cut: CommonCut;
  /** About so many cells of each law, or as many as fit; null where not even the fewest do. */
  knots(count: number): readonly number[] | null;
  /** Whether programs on these cells are small enough. */
  fits(knots: readonly number[]): boolean;
  solve(knots: readonly number[], timeLeft: TimeLeft): Promise<CellRound>;
}

/** States of all agents, those of a group not told apart, beyond which programs take minutes, or more than some seconds; and with which to begin, so that a short limit brings a bracket, too. */
export const mostStates = 2_000;
export const quickStates = 800;
const firstStates = 200;

/** The programs of two traders, one of whom sells to the other, or those of any groups; at most `most` cells of each law and so many states of groups. */
export function cellScheme(
  problem: DesignProblem,
  environment: LinearEnvironment,
  solvers: CellSolvers,
  most: number,
  allStates: number,
): CellScheme {
  const { groups } = environment;
  const sided = groups.map((group) => ({ law: group.law, buys: roleOf(group) !== "seller", sells: roleOf(group) !== "buyer" }));
  const cut = commonCut(groups.map(({ law }) => law));
  const two = isBilateralTrade(environment);
  const fits = (knots: readonly number[], states = allStates) => {
    if (two) return true;
    const cells = withTypes(cellQuestion(problem, environment, cut, knots).question).groups.map(({ count, cells: own }) => ({
      count,
      cells: own.length,
    }));
    const profiles = cells.reduce((product, own) => product * own.cells ** own.count, 1);
    return cells.every((own) => own.cells <= most) && stateCount(cells) <= states && profiles <= enumerationLimit;
  };
  return {
    cut,
    fits,
    knots(count) {
      for (let cells = count; cells > 1; cells--) {
        const knots = firstKnots(sided, cut, cells);
        if (fits(knots, firstStates)) return knots;
      }
      return fits([]) ? [] : null;
    },
    solve: (knots, timeLeft) =>
      two ? solveRound(problem, cut, knots, solvers.outer, timeLeft) : solveGroupRound(problem, environment, cut, knots, solvers, timeLeft),
  };
}
