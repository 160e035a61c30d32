import type { LinearEnvironment } from "../../environments/linear.ts";
import type { Mechanism } from "../../mechanism/mechanism.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { balancedMechanism } from "../../program/cells/balanced-mechanism.ts";
import { cellCoefficients } from "../../program/cells/coefficients.ts";
import type { GroupMechanism } from "../../program/cells/groups/mechanism.ts";
import { type CellProfiles, cellProfiles } from "../../program/cells/groups/profiles.ts";
import type { InnerMechanism } from "../../program/cells/inner.ts";
import { innerBalanced } from "../../program/cells/inner-balanced.ts";
import { bayesianMechanism, innerBayesian } from "../../program/cells/inner-bayesian.ts";
import { dominantMechanism, innerDominant } from "../../program/cells/inner-dominant.ts";
import { hasOuterProgram, outerProgram } from "../../program/cells/outer.ts";
import { type GroupQuestion, isPair, type PairQuestion, withTypes } from "../../program/cells/question.ts";
import type { Program } from "../../program/program.ts";
import { safeUpperBound } from "../../solver/dual-bound.ts";
import { provesInfeasible } from "../../solver/proof.ts";
import { preciseSolution } from "../../solver/residuals.ts";
import type { Solver } from "../../solver/solver.ts";
import type { CommonCut } from "../../type-space/common-knots.ts";
import type { TraderCell } from "../../type-space/trader-cells.ts";
import { onTypes } from "./mechanism.ts";
import { cellQuestion } from "./question.ts";

/** Both bounds on one set of cells; money in units of the problem. */
export interface CellRound {
  /** Where types were cut. */
  readonly knots: readonly number[];
  /** What a certificate for two traders is made from; null among other agents. */
  readonly pairs: { readonly question: PairQuestion; readonly mechanism: InnerMechanism | null } | null;
  /** What one of any other groups is made from. */
  readonly groups: { readonly question: GroupQuestion; readonly profiles: CellProfiles; readonly mechanism: GroupMechanism | null } | null;
  /** −∞ without a mechanism. */
  readonly lower: number;
  /** The mechanism, as everybody reads it. */
  readonly mechanism: (() => Mechanism) | null;
  /** Nobody trades and nobody pays, on these cells. */
  noTrade(): Mechanism;
  /** ∞ where the outer program gave no bound, −∞ where it has no point. */
  readonly upper: number;
  /** Both bounds are enclosed. */
  readonly proved: boolean;
  /** Cells of each law. */
  readonly cells: readonly number[];
  /** Per interval between knots (below the first, …, above the last), how much shorter cells there might bring; null without a point of the outer program. */
  readonly scores: readonly number[] | null;
}

/** Who solves programs that bound from above, and those that a mechanism is read from. */
export interface CellSolvers {
  readonly outer: Solver;
  readonly inner: Solver;
}

/** Seconds that are left, at most Infinity. */
export type TimeLeft = () => number;

/**
 * Solves both programs on the cells between knots; `enough` is an upper bound on the value, near which the inner value is not improved on.
 */
export async function solveRound(
  problem: DesignProblem,
  cut: CommonCut,
  knots: readonly number[],
  solver: Solver,
  timeLeft: TimeLeft,
): Promise<CellRound> {
  const { question: whole, proved } = cellQuestion(problem, problem.environment as LinearEnvironment, cut, knots);
  if (!isPair(whole)) throw new Error("two traders make a pair");
  const { scale } = cut.units(1);
  const typed = withTypes(whole);
  // Prices inside a gap are told apart state by state; rents on average need none of it.
  const question = whole.incentives === "interim" ? typed : whole;
  const { upper, rises } = await outerBound(typed, cellProfiles(typed.groups), solver, timeLeft);
  const mechanism = await bestMechanism(question, solver, timeLeft, upper);
  return {
    knots,
    pairs: { question, mechanism },
    groups: null,
    lower: mechanism ? mechanism.value.lo / scale : Number.NEGATIVE_INFINITY,
    mechanism: mechanism && (() => onTypes(question, mechanism, cut)),
    noTrade: () => {
      const [buyer, seller] = question.groups;
      const nothing = new Float64Array(buyer.cells.length * seller.cells.length);
      return onTypes(question, { x: nothing, rents: [nothing, nothing] }, cut);
    },
    upper: upper / scale,
    proved: proved && (mechanism?.proved ?? true),
    cells: typed.groups.map(({ cells }) => cells.length),
    scores: rises && scoresOf(typed.groups, rises, knots, cut),
  };
}

/** The bound of the outer program, where there is one. */
export async function outerBound(
  question: GroupQuestion,
  profiles: CellProfiles,
  solver: Solver,
  timeLeft: TimeLeft,
): Promise<{ readonly upper: number; readonly rises: readonly Float64Array[] | null }> {
  if (!hasOuterProgram(question)) return { upper: Number.POSITIVE_INFINITY, rises: null };
  const outer = outerProgram(question, profiles);
  const solved = await solver.solve(outer.program, { timeLimitSeconds: timeLeft() });
  const { hi } = outer.offset;
  return { upper: upperBound(outer.program, solved) + hi, rises: solved.point ? outer.rises(solved.point) : null };
}

/** What a solve of an outer program bounds the value by. */
function upperBound(program: Program, { status, point, rowMultipliers, farkas }: Awaited<ReturnType<Solver["solve"]>>): number {
  if (status === "infeasible") return farkas && provesInfeasible(program, farkas) ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (!point || !rowMultipliers) return Number.POSITIVE_INFINITY;
  const bound = safeUpperBound(program, preciseSolution(point, rowMultipliers));
  return Number.isNaN(bound) ? Number.POSITIVE_INFINITY : bound;
}

/** A share of the value by which two bounds may differ and count as one. */
const closed = 1e-9;

/** The best mechanism that any of the inner programs gives, those with the most room for rounding last. */
async function bestMechanism(question: PairQuestion, solver: Solver, timeLeft: TimeLeft, upper: number): Promise<InnerMechanism | null> {
  const coefficients = cellCoefficients(question);
  const inEveryState: PairQuestion = { ...question, participation: "ex-post" };
  const even: PairQuestion = { ...question, balances: true };
  const { participation, incentives, balances } = question;
  const onAverage = participation === "interim" || participation === "ex-ante";
  type Attempt = readonly [Program, (point: Float64Array) => InnerMechanism | null];
  const balanced = (posted: boolean) => (): Attempt => [
    innerBalanced(question, coefficients, posted),
    (point) => balancedMechanism(question, coefficients, point),
  ];
  const deficit = (asked: PairQuestion) => (): Attempt => [
    innerDominant(asked, coefficients),
    (point) => dominantMechanism(asked, coefficients, point),
  ];
  const bayesian = (asked: PairQuestion) => (): Attempt => [
    innerBayesian(asked, coefficients),
    (point) => bayesianMechanism(asked, coefficients, point),
  ];
  // What balances leaves no deficit, and what is feasible under dominant incentives is so under Bayesian ones; both take less room for rounding.
  const simple = balances ? balanced(true) : deficit(inEveryState);
  const underDominance = balances
    ? participation === "ex-post"
      ? [balanced(true)]
      : [balanced(true), balanced(false)]
    : onAverage
      ? [deficit(inEveryState), deficit(question)]
      : [deficit(question)];
  const attempts = incentives === "interim" ? [bayesian(question), bayesian(even), simple] : underDominance;
  let best: InnerMechanism | null = null;
  for (const attempt of attempts) {
    if (best?.proved && (incentives === "interim" || upper - best.value.lo <= closed * Math.abs(upper) || timeLeft() <= 1e-3)) break;
    const [program, read] = attempt();
    const { point } = await solver.solve(program, { timeLimitSeconds: Math.max(1e-3, timeLeft()) });
    const found = point ? read(point) : null;
    if (found && isBetter(found, best)) best = found;
  }
  return best;
}

function isBetter(found: InnerMechanism, best: InnerMechanism | null): boolean {
  if (!best || found.proved !== best.proved) return !best || found.proved;
  return found.value.lo > best.value.lo;
}

/** What X of any cell is taken to rise by, whatever the outer program says: one of its solutions may hide where others rise. */
const uncertainRise = 0.02;

/** Σ over all laws of (probability that X rises over a cell of the interval) × (its length). */
export function scoresOf(
  laws: readonly { readonly cells: readonly TraderCell[]; readonly sign: 1 | -1 }[],
  rises: readonly Float64Array[],
  knots: readonly number[],
  cut: CommonCut,
): number[] {
  const scores = new Array<number>(knots.length + 1).fill(0);
  laws.forEach(({ cells, sign: side }, law) => {
    const { sign, shift, scale } = cut.units(side);
    cells.forEach(({ low, high, mean, mass, atom }, k) => {
      if (atom) return;
      const type = sign * (mean.lo / scale) + shift;
      let interval = knots.findIndex((knot) => knot > type);
      if (interval < 0) interval = knots.length;
      const length = Number.isFinite(high.hi - low.lo)
        ? high.hi - low.lo
        : 2 * Math.max(Number.isFinite(high.hi) ? high.hi - mean.lo : mean.hi - low.lo, 0);
      const rise = Math.max(0, (rises[law] as Float64Array)[k] as number);
      scores[interval] = (scores[interval] as number) + (rise + uncertainRise * mass.hi) * length;
    });
  });
  return scores;
}
