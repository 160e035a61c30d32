import { isBilateralTrade } from "../../environments/bilateral-trade.ts";
import { type LinearEnvironment, roleOf } from "../../environments/linear.ts";
import { enumerationLimit } from "../../mechanism/states.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { stateCount } from "../../program/cells/groups/profiles.ts";
import type { Solver } from "../../solver/solver.ts";
import { type CommonCut, commonCut, firstKnots } from "../../type-space/common-knots.ts";
import { groupQuestion } from "./groups/question.ts";
import { solveGroupRound } from "./groups/round.ts";
import { type CellRound, solveRound, type TimeLeft } from "./round.ts";

/** How the laws of an environment are cut into cells, and what is solved on them. */
export interface CellScheme {
  readonly cut: CommonCut;
  /** About so many cells of each law, or as many as fit; null where not even the fewest do. */
  knots(count: number): readonly number[] | null;
  /** Whether programs on these cells are small enough. */
  fits(knots: readonly number[]): boolean;
  solve(knots: readonly number[], timeLeft: TimeLeft): Promise<CellRound>;
}

/** States of all agents, those of a group not told apart, beyond which programs take minutes; and with which to begin, so that a short limit brings a bracket, too. */
const mostStates = 2_000;
const firstStates = 200;

/** The programs of two traders, one of whom sells to the other, or those of any groups; at most `most` cells of each law. */
export function cellScheme(problem: DesignProblem, environment: LinearEnvironment, solver: Solver, most: number): CellScheme {
  const { groups } = environment;
  const sided = groups.map((group) => ({ law: group.law, buys: roleOf(group) !== "seller", sells: roleOf(group) !== "buyer" }));
  const cut = commonCut(groups.map(({ law }) => law));
  const two = isBilateralTrade(environment);
  const fits = (knots: readonly number[], states = mostStates) => {
    if (two) return true;
    const cells = groupQuestion(problem, environment, cut, knots).question.groups.map(({ count, cells: own }) => ({
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
      two ? solveRound(problem, cut, knots, solver, timeLeft) : solveGroupRound(problem, environment, cut, knots, solver, timeLeft),
  };
}
