import type { LinearEnvironment } from "../../../environments/linear.ts";
import { InvalidInputError } from "../../../errors.ts";
import { feasibleBasicPoint, readBasis } from "../../../exact-lp/basis.ts";
import { OutOfTime } from "../../../exact-lp/deadline.ts";
import { feasiblePoint } from "../../../exact-lp/feasible-point.ts";
import { exactForm } from "../../../exact-lp/of-program.ts";
import { solveExact } from "../../../exact-lp/optimum.ts";
import { floatProgram, type SolveExact } from "../../../exact-lp/program.ts";
import type { DesignProblem } from "../../../problem/design-problem.ts";
import { innerGroups } from "../../../program/cells/groups/inner.ts";
import { exactMechanism, floatMechanism, type GroupMechanism } from "../../../program/cells/groups/mechanism.ts";
import { type CellProfiles, cellProfiles } from "../../../program/cells/groups/profiles.ts";
import { type GroupQuestion, withTypes } from "../../../program/cells/question.ts";
import { preciseSolution, roomsOf, sizesOf, worstViolation } from "../../../solver/residuals.ts";
import type { Solver } from "../../../solver/solver.ts";
import type { CommonCut } from "../../../type-space/common-knots.ts";
import { cellQuestion } from "../question.ts";
import { type CellRound, type CellSolvers, outerBound, scoresOf, type TimeLeft } from "../round.ts";
import { onTypes } from "./mechanism.ts";

/** Both bounds on the cells of any number of agents between these knots. */
export async function solveGroupRound(
  problem: DesignProblem,
  environment: LinearEnvironment,
  cut: CommonCut,
  knots: readonly number[],
  { inner, outer }: CellSolvers,
  timeLeft: TimeLeft,
): Promise<CellRound> {
  const { question: whole, proved } = cellQuestion(problem, environment, cut, knots);
  const question = withTypes(whole);
  const { scale } = cut.units(1);
  const profiles = cellProfiles(question.groups);
  // A bound there is without the outer program, too.
  const found = await bestMechanism(question, profiles, inner, timeLeft);
  const bound = await outerBound(question, profiles, outer, timeLeft);
  return {
    knots,
    pairs: null,
    groups: { question, profiles, mechanism: found },
    lower: found ? found.value.lo / scale : Number.NEGATIVE_INFINITY,
    mechanism: found && (() => onTypes(environment, question, profiles, found, cut)),
    noTrade: () => {
      const kept = question.groups.map(({ reference }) => reference / question.unit);
      return onTypes(environment, question, profiles, { quantity: (g) => kept[g] as number, payment: () => 0 }, cut);
    },
    upper: bound.upper / scale,
    proved: proved && (found?.proved ?? true),
    cells: question.groups.map(({ cells }) => cells.length),
    scores: scoresOf(
      question.groups,
      bound.rises ?? question.groups.map(({ cells }) => Float64Array.from(cells, ({ mass }) => mass.hi)),
      knots,
      cut,
    ),
  };
}

/** The mechanism of the inner program; where it is not proved, one with dominant incentives and participation in every state, which hold whatever the masses are. */
async function bestMechanism(
  question: GroupQuestion,
  profiles: CellProfiles,
  solver: Solver,
  timeLeft: TimeLeft,
): Promise<GroupMechanism | null> {
  const own = await innerMechanism(question, profiles, solver, timeLeft);
  const isSternest = question.incentives === "ex-post" && question.participation === "ex-post";
  if (own?.proved || isSternest) return own;
  const sternest = await innerMechanism({ ...question, incentives: "ex-post", participation: "ex-post" }, profiles, solver, timeLeft);
  return sternest?.proved ? sternest : (own ?? sternest);
}

/** What a solver is asked for first, before a basis is made exact. */
const tolerance = 1e-9;

/** By how much a point that could not be made exact may miss a row, in units of the program. */
const acceptable = 1e-7;

/** Beyond so many units of the program payments are the trace of an unfinished solve, and nobody could audit them in doubles. */
const farOut = 2 ** 22;

/** Seconds after which an exact point is given up: where many masses count its fractions have thousands of digits. */
const exactSeconds = 4;

/** Null where time runs out, or a solver cannot hold probabilities that small beside 1. */
async function inReach<T>(work: () => T | Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OutOfTime || error instanceof InvalidInputError) return null;
    throw error;
  }
}

/** The mechanism of the inner program, exact where its basis is, or can be made so. */
export async function innerMechanism(
  question: GroupQuestion,
  profiles: CellProfiles,
  solver: Solver,
  timeLeft: TimeLeft,
): Promise<GroupMechanism | null> {
  const inner = innerGroups(question, profiles);
  const exact = exactForm(inner.program);
  const solved = await inReach(() => solveExact(exact, { solver, timeLimitSeconds: timeLeft(), tolerance }));
  if (!solved?.point?.every((x) => Math.abs(x) <= farOut)) return null;
  const seconds = () => Math.min(exactSeconds, timeLeft());
  const basis = solved.basis && readBasis(exact, solved.basis);
  const vertex = basis && (await inReach(() => feasibleBasicPoint(exact, basis, performance.now() + 1000 * seconds())));
  if (vertex) return exactMechanism(question, profiles, inner, vertex);
  const point = solved.point;
  const ask: SolveExact = (program) => solver.solve(floatProgram(program).program, { timeLimitSeconds: timeLeft() });
  const repaired = await inReach(() => feasiblePoint(exact, point, ask, seconds()));
  if (repaired !== null && typeof repaired !== "string") return exactMechanism(question, profiles, inner, repaired.values);
  // What a solver that ran out of time leaves may be no mechanism at all.
  const violation = worstViolation(roomsOf(inner.program, preciseSolution(point, new Float64Array(0))), sizesOf(inner.program).columns);
  return violation <= acceptable ? floatMechanism(question, inner, point) : null;
}
