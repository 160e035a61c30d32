import { definitionOf } from "../../certificate/prove/certificate.ts";
import { statedProblem } from "../../certificate/prove/stated.ts";
import type { NaiveProblem } from "../../certificate/verify/naive-problem.ts";
import { type NamedAgent, namedAgents } from "../../duals/names.ts";
import { UnsupportedProblemError } from "../../errors.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { incentivesStage, participationStage } from "../../problem/words.ts";
import type { Result } from "../../result.ts";
import { isGrid } from "../../routes/grid-problem.ts";
import type { Solver } from "../../solver/solver.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { demandsOf } from "./demands.ts";
import type { ConflictExplanation, Explanation, Ties } from "./explanation.ts";
import { explainConflict, relaxationsOf } from "./infeasible.ts";
import { explainOptimum } from "./optimum.ts";
import { rayOf } from "./ray.ts";

/** What may be asked of an explanation; none need be given. */
export interface ExplainOptions {
  /**
   * Why always choosing an efficient outcome is impossible, or that it is possible, in the place of the optimum. Where several outcomes are efficient: `trade` takes the last as
   * they are listed (trade), `rest` the first (no trade), `any` whichever serves best. Default null: the problem as it stands.
   */
  readonly efficient: Ties | null;
  /** Limit for the search of the smallest conflict, in seconds; what was not tried by then stays in it. Default 30. */
  readonly timeLimitSeconds: number;
  /** Points of the grid of midpoints that laws are put on where constraints are to be named. Default 10. */
  readonly points: number;
}

const defaultExplainOptions: ExplainOptions = { efficient: null, timeLimitSeconds: 30, points: 10 };

/** Most entries of an exact program that conflicts are looked for in: profiles × (outcomes + agents). */
const sizeLimit = 40_000;

/**
 * Why the answer to a problem is what it is: of an optimum the constraints that cost something and what each is worth, the price of the budget, virtual values, worst-off types and where
 * trade is lost; of an infeasible problem a smallest set of constraints that exclude each other, checked, and the least that would change it; of an unbounded one the payments that can
 * be raised without limit.
 *
 * `solve` answers the problem and its neighbours, `solver` solves the programs of conflicts, whose answers are checked in exact arithmetic.
 *
 * Throws UnsupportedProblemError where efficiency is asked of a problem that has no finite definition in exact numbers (laws made in code, too many types).
 */
export async function explainWith(
  problem: DesignProblem,
  solve: (problem: DesignProblem) => Promise<Result>,
  solver: Solver,
  options: Partial<ExplainOptions> = {},
): Promise<Explanation> {
  const settings = { ...defaultExplainOptions, ...options };
  if (settings.efficient !== null) return explainEfficiency(problem, settings.efficient, solver, settings);
  const result = await solve(problem);
  const nothing = { efficient: null, grid: null, conflict: null, relaxations: null, onLaws: null, ray: null, optimum: null } as const;
  const about = { ...nothing, status: result.status, answer: result.explanation, value: result.value };
  if (result.status === "infeasible") return { ...about, ...(await conflictIn(problem, solver, settings)), value: null };
  if (result.status === "unbounded") return { ...about, ray: rayOf(problem), value: null };
  if (result.status === "optimal" || result.mechanism) return { ...about, optimum: await explainOptimum(problem, result, solve) };
  return { ...about, value: null };
}

type Settings = ExplainOptions;

const float = (solver: Solver, { timeLimitSeconds }: Settings) => ({ solver, timeLimitSeconds, tolerance: 1e-9 });

/** The conflict of an infeasible problem, where it can be written out; of laws on a grid, where that is infeasible, too. */
async function conflictIn(
  problem: DesignProblem,
  solver: Solver,
  settings: Settings,
): Promise<{ readonly conflict: ConflictExplanation | null; readonly grid: string | null }> {
  const written = definition(problem, settings);
  if (typeof written === "string") return { conflict: null, grid: null };
  const { naive, agents, ordered, grid } = written;
  return { conflict: await explainConflict(naive, agents, ordered, null, float(solver, settings)), grid };
}

async function explainEfficiency(problem: DesignProblem, efficient: Ties, solver: Solver, settings: Settings): Promise<Explanation> {
  const written = definition(problem, settings);
  if (typeof written === "string")
    throw new UnsupportedProblemError({
      assumption: `Whether efficiency is possible is decided by a program in exact numbers, and ${written}.`,
      alternative: "Use a discretization with fewer points, or laws of the instance format.",
    });
  const { naive, agents, ordered, grid } = written;
  const conflict = await explainConflict(naive, agents, ordered, efficient, float(solver, settings));
  const where = grid === null ? "" : `, on ${grid}`;
  return {
    status: conflict ? "infeasible" : "optimal",
    answer: conflict
      ? `Always choosing an efficient outcome is impossible under these constraints${where}.`
      : `Some mechanism always chooses an efficient outcome under these constraints${where}.`,
    efficient,
    grid,
    value: null,
    conflict,
    relaxations: conflict ? null : await relaxationsOf(naive, demandsOf(naive, ordered, efficient), float(solver, settings)),
    onLaws: await efficientOnLaws(problem),
    ray: null,
    optimum: null,
  };
}

/** The finite problem in exact numbers, laws without a grid on one of midpoints; in words why there is none. */
function definition(problem: DesignProblem, { points }: Settings) {
  const grid = isGrid(problem) ? null : `a grid of ${points} midpoints a law`;
  const asked: DesignProblem = grid === null ? problem : { ...problem, discretization: { rule: "midpoint", points } };
  const naive = written(asked);
  if (typeof naive === "string") return naive;
  if (naive.prior.numerators.length * (naive.outcomes.length + naive.agents.length) > sizeLimit)
    return "this problem has too many profiles of types";
  const agents: readonly NamedAgent[] = namedAgents(asked);
  return { naive, agents, ordered: "frontier" in asked.environment, grid };
}

function written(problem: DesignProblem): NaiveProblem | string {
  try {
    return definitionOf(statedProblem(problem));
  } catch (error) {
    if (error instanceof UnsupportedProblemError) return "its laws are made in code";
    throw error;
  }
}

/** What the most profitable efficient trade leaves the broker on laws, by quadrature; null on grids, and where another mechanism might leave more. */
async function efficientOnLaws(problem: DesignProblem): Promise<Explanation["onLaws"]> {
  const { environment, incentives, participation } = problem;
  if (isGrid(problem) || !("frontier" in environment) || environment.frontier.name !== "pair") return null;
  if (incentivesStage[incentives] !== "interim" || participationStage[participation] !== "interim") return null;
  const { brokerProfit, basis } = await evaluate("vcg-prime", problem, null);
  return { profit: brokerProfit, basis };
}
