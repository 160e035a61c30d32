import { UndecidedConflictError } from "../../duals/conflict/conflict.ts";
import { demandsOf, type Ties } from "../../duals/conflict/demands.ts";
import { explainConflict, relaxationsOf } from "../../duals/conflict/infeasible.ts";
import type { ConflictExplanation } from "../../duals/conflict/named.ts";
import { writtenProblem } from "../../duals/conflict/written.ts";
import { UnsupportedProblemError } from "../../errors.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { incentivesStage, participationStage } from "../../problem/words.ts";
import type { Result } from "../../result.ts";
import { isGrid } from "../../routes/grid-problem.ts";
import type { Solve } from "../../solve.ts";
import type { Solver } from "../../solver/solver.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import type { Explanation } from "./explanation.ts";
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
  /** Points of the grid of midpoints that laws are put on where constraints are to be named. Default: 10, fewer among many agents. */
  readonly points: number | undefined;
}

/** With what answers are found. */
export interface ExplainBy {
  /** Answers the problem and its neighbours. */
  readonly solve: Solve;
  /** The same as a program, for the prices that a route leaves open. */
  readonly byProgram: Solve;
  /** Solves the programs of conflicts, whose answers are checked in exact arithmetic. */
  readonly solver: Solver;
}

/** Most entries of an exact program that conflicts are looked for in: profiles × (outcomes + agents). */
const sizeLimit = 40_000;

/**
 * Why the answer to a problem is what it is: of an optimum the constraints that cost something and what each is worth, the price of the budget, virtual values, worst-off types and where
 * trade is lost; of an infeasible problem a smallest set of constraints that exclude each other, checked, and the least that would change it; of an unbounded one the payments that can
 * be raised without limit.
 *
 * Throws UnsupportedProblemError where efficiency is asked of a problem that has no finite definition in exact numbers (laws made in code, too many types).
 */
export async function explainWith(
  problem: DesignProblem,
  { solve, byProgram, solver }: ExplainBy,
  { efficient = null, timeLimitSeconds = 30, points }: { readonly [Name in keyof ExplainOptions]?: ExplainOptions[Name] | undefined } = {},
): Promise<Explanation> {
  const settings = { efficient, timeLimitSeconds, points };
  if (settings.efficient !== null) return explainEfficiency(problem, settings.efficient, solver, settings);
  const result = await solve(problem);
  const about = { ...nothing, status: result.status, answer: result.explanation, value: result.value };
  if (result.status === "infeasible") return { ...about, ...(await conflictIn(problem, solver, settings)), value: null };
  if (result.status === "unbounded") return { ...about, ray: rayOf(problem), value: null };
  if (result.status === "optimal" || result.mechanism) {
    const duals = result.duals ?? (await pricesByProgram(problem, byProgram));
    return { ...about, optimum: await explainOptimum(problem, { ...result, duals }, solve) };
  }
  return { ...about, value: null };
}

const nothing = {
  efficient: null,
  grid: null,
  conflict: null,
  unnamed: null,
  relaxations: null,
  onLaws: null,
  ray: null,
  optimum: null,
} as const;

/** Profiles of a grid that is chosen for an explanation. */
const gridSize = 1_000;

/** Largest program, in profiles × (outcomes + agents), that is solved for its prices alone. */
const programLimit = 4_000;

/** The prices that the program of a small problem has, where its route tells none: those of the pools of a partnership. */
async function pricesByProgram(problem: DesignProblem, byProgram: ExplainBy["byProgram"]): Promise<Result["duals"]> {
  if (!isGrid(problem) || !("frontier" in problem.environment)) return null;
  if (typeof writtenProblem(problem, programLimit) === "string") return null;
  return (await byProgram(problem)).duals;
}

/** An error that says that nothing decides, as a value. */
function undecided(error: unknown): UndecidedConflictError {
  if (error instanceof UndecidedConflictError) return error;
  throw error;
}

const float = (solver: Solver, { timeLimitSeconds }: ExplainOptions) => ({ solver, timeLimitSeconds, tolerance: 1e-9 });

/** The conflict of an infeasible problem, where it can be written out; of laws on a grid, where that is infeasible, too. */
async function conflictIn(
  problem: DesignProblem,
  solver: Solver,
  settings: ExplainOptions,
): Promise<{ readonly conflict: ConflictExplanation | null; readonly unnamed: string | null; readonly grid: string | null }> {
  const written = definition(problem, settings);
  if (typeof written === "string") return { conflict: null, unnamed: written, grid: null };
  const { grid } = written;
  const conflict = await explainConflict(written, null, float(solver, settings)).catch(undecided);
  if (conflict instanceof UndecidedConflictError) return { conflict: null, unnamed: conflict.message, grid };
  return { conflict, unnamed: conflict ? null : `on ${grid ?? "the types as written"} the constraints can be met`, grid };
}

async function explainEfficiency(problem: DesignProblem, efficient: Ties, solver: Solver, settings: ExplainOptions): Promise<Explanation> {
  const written = definition(problem, settings);
  if (typeof written === "string")
    throw new UnsupportedProblemError({
      assumption: `Whether efficiency is possible is decided by a program in exact numbers, and ${written}.`,
      alternative: "Use a discretization with fewer points, or laws of the instance format.",
    });
  const { naive, ordered, grid } = written;
  const conflict = await explainConflict(written, efficient, float(solver, settings)).catch(undecided);
  if (conflict instanceof UndecidedConflictError)
    return { ...nothing, status: "error", answer: conflict.message, value: null, efficient, grid };
  const where = grid === null ? "" : `, on ${grid}`;
  return {
    status: conflict ? "infeasible" : "optimal",
    answer: conflict
      ? `Always choosing an efficient outcome is impossible under these constraints${where}.`
      : `Some mechanism always chooses an efficient outcome under these constraints${where}.`,
    ...nothing,
    efficient,
    grid,
    value: null,
    conflict,
    relaxations: conflict ? null : await relaxationsOf(naive, demandsOf(naive, ordered, efficient), float(solver, settings)),
    onLaws: await efficientOnLaws(problem),
  };
}

/** The finite problem in exact numbers, laws without a grid on one of midpoints; in words why there is none. */
function definition(problem: DesignProblem, { points }: ExplainOptions) {
  const { environment } = problem;
  if (isGrid(problem)) {
    const written = writtenProblem(problem, sizeLimit);
    return typeof written === "string" ? written : { ...written, grid: null };
  }
  const members = (environment.groups ?? []).reduce((sum, { count }) => sum + count, 0);
  const fitting = points ?? Math.min(10, Math.max(2, Math.floor(gridSize ** (1 / members))));
  const written = writtenProblem({ ...problem, discretization: { rule: "midpoint", points: fitting } }, sizeLimit);
  return typeof written === "string" ? written : { ...written, grid: `a grid of ${fitting} midpoints a law` };
}

/** What the most profitable efficient trade leaves the broker on laws, by quadrature; null on grids, and where another mechanism might leave more. */
async function efficientOnLaws(problem: DesignProblem): Promise<Explanation["onLaws"]> {
  const { environment, incentives, participation } = problem;
  if (isGrid(problem) || !("frontier" in environment) || environment.frontier.name !== "pair") return null;
  if (incentivesStage[incentives] !== "interim" || participationStage[participation] !== "interim") return null;
  const { brokerProfit, basis } = await evaluate("vcg-prime", problem, null);
  return { profit: brokerProfit, basis };
}
