import { zero } from "../../arithmetic/rational.ts";
import { statedProblem } from "../../certificate/prove/stated.ts";
import { isBilateralTrade } from "../../environments/bilateral-trade.ts";
import { isLinear, type LinearEnvironment } from "../../environments/linear.ts";
import { UnsupportedProblemError } from "../../errors.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { countsAllGains } from "../../problem/objective.ts";
import { budgetBalances, budgetStage } from "../../problem/words.ts";
import { boundedness } from "../../program/boundedness.ts";
import { feasibility, meansOf } from "../../program/feasibility.ts";
import { demandsOf } from "../../program/question.ts";
import { bySize } from "../../solver/by-size.ts";
import { refinedKnots } from "../../type-space/common-knots.ts";
import { about } from "../answer/finish.ts";
import { efficient } from "../efficient.ts";
import { isGrid } from "../grid-problem.ts";
import { roundProgress } from "../round-progress.ts";
import { type Answer, type Route, type RouteContext, without } from "../route.ts";
import { virtualSurplus } from "../virtual-surplus.ts";
import { boundednessQuestion, numericalBracket, unboundedness, widthNotReached } from "../words.ts";
import { certifiedPairs, certifiedRelaxed } from "./certified.ts";
import type { CellRound, CellSolvers } from "./round.ts";
import { type CellScheme, cellScheme, mostStates, quickStates } from "./scheme.ts";

/** Cells of each law to begin with. */
const firstCells = 8;

/** Cells a side at which a bracket is as sharp as it gets, unless fewer are asked for: the programs grow with the product of both sides. */
const mostCells = 40;

/** Rows beyond which an interior point method is faster than a simplex method: the programs on cells are degenerate. */
const largeProgram = 8_000;

/** The share of what cells cost the bound that the next cells attack, and by how much knots may grow at once. */
const attacked = 0.9;
const growth = 0.6;

/** Seconds that programs of more than two traders take where nobody set a limit: their size grows with a power of the cells. */
const patience = 20;

/** The bracket is not looked for closer than this where theory bounds the value from above. */
const sharpest = 1e-8;

/**
 * Agents with laws, where no theory gives the optimum: an inner program (mechanisms constant on cells) from below, an outer program (what all mechanisms satisfy
 * on average over cells) from above, on cells that become shorter where the outer program's trade changes most. Theory bounds the value as well: without the
 * budget's demand in every state, and with Bayesian incentives, the second best is known. Two traders, of whom one sells to the other, have programs and certificates of their own.
 */
export const cellProgram: Route = {
  name: "cell-program",
  accepts: (problem) =>
    isLinear(problem.environment) && problem.environment.frontier.name !== "listed" && !isGrid(problem) && !byTheory(problem),
  async solve(problem, context) {
    const environment = problem.environment as LinearEnvironment;
    const solver = context.solver;
    if (!solver)
      throw new UnsupportedProblemError({
        assumption: "This combination of constraints needs a solver.",
        alternative: "Pass one, such as highs.",
      });
    const self = { name: solver.name, version: solver.version };
    if (!boundedness(boundednessQuestion(problem)).bounded)
      return without("cell-program", "unbounded", unboundedness(problem), about(Number.NaN), self);
    const relaxed = await theoryBound(problem, context);
    if (relaxed.status === "infeasible")
      return { ...relaxed, route: "cell-program", solver: self, ...certifiedRelaxed(context.stated, relaxed) };
    const { firstBest } = relaxed;
    const rule = feasibility(demandsOf(problem), { ...meansOf(firstBest.upper, [], 1), ...worstPair(environment) });
    if (rule.status === "infeasible")
      return without("cell-program", "infeasible", `Infeasible: ${rule.reason} Require less, or weaken participation.`, firstBest, self);
    const gains = countsAllGains(problem.objective) ? firstBest.upper : Number.POSITIVE_INFINITY;
    const onCells = context.conic ? bySize(solver, context.conic, largeProgram) : solver;
    // The mechanisms of many agents are made exact from a basis, which the interior point has not.
    const solvers = { outer: onCells, inner: isBilateralTrade(environment) ? onCells : solver };
    const best = await search(problem, { ...context, solvers }, Math.min(gains, relaxed.value.upper), firstBest.upper);
    const { stated, stopwatch } = context;
    const { round, bounded, cut, infeasible } = best;
    const proof =
      stated &&
      (await stopwatch.timeAsync("proof", () =>
        certifiedPairs(stated, { round, bounded, cut, infeasible, relaxed }, onCells, context.options),
      ));
    return answerOf(problem, context, best, { relaxed, firstBest, proof });
  },
};

/** A value below this share of the first best is next to nothing. */
const nothing = 1e-9;

/** The bracket is as narrow as asked against the value; or, where that is next to nothing, against what there is to gain. */
function isClose({ lower, upper }: { readonly lower: number; readonly upper: number }, width: number, stake: number): boolean {
  const size = Math.max(Math.abs(upper), Math.abs(lower));
  return upper - lower <= width * (size <= nothing * stake ? nothing * stake : size);
}

/** No trade at no payment is worth 0 wherever nothing is required. */
function leastValue({ budget }: DesignProblem): number {
  const { requiredProfit } = budget;
  return requiredProfit.equals(zero) || (requiredProfit.lt(zero) && !budgetBalances[budget.rule]) ? 0 : Number.NEGATIVE_INFINITY;
}

/** Best bounds of all rounds, and the round whose mechanism attains the lower one. */
interface Found {
  readonly round: CellRound | null;
  /** The round whose outer program gives the least bound, or excludes every mechanism. */
  readonly bounded: CellRound | null;
  readonly lower: number;
  readonly upper: number;
  readonly proved: boolean;
  readonly infeasible: boolean;
  /** Per round, the cells of the longer side and the distance of the bounds on them alone. */
  readonly widths: readonly (readonly [cells: number, width: number])[];
  readonly cut: CellScheme["cut"];
}

async function search(
  problem: DesignProblem,
  context: RouteContext & { readonly solvers: CellSolvers },
  known: number,
  stake: number,
): Promise<Found> {
  const { options, stopwatch } = context;
  const environment = problem.environment as LinearEnvironment;
  const laws = environment.groups.map(({ law }) => law);
  const width = options.width ?? problem.width;
  const most = Math.min(mostCells, options.maxCells);
  const isLimited = Number.isFinite(options.timeLimitSeconds) || isBilateralTrade(environment);
  const until = performance.now() + 1000 * (isLimited ? options.timeLimitSeconds : patience);
  const timeLeft = () => Math.max(1e-3, (until - performance.now()) / 1000);
  const states = isLimited ? mostStates : quickStates;
  const scheme = cellScheme(problem, environment, context.solvers, most, states);
  const { cut } = scheme;
  let knots = scheme.knots(Math.min(firstCells, most));
  let found: Found = {
    round: null,
    bounded: null,
    lower: Number.NEGATIVE_INFINITY,
    upper: known,
    proved: true,
    infeasible: false,
    widths: [],
    cut,
  };
  const tell = roundProgress("cell-program", width, context);
  if (!knots) return { ...found, lower: leastValue(problem) };
  let before = 0;
  for (;;) {
    const started = performance.now();
    const cells: readonly number[] = knots;
    const round = await stopwatch.timeAsync("search", () => scheme.solve(cells, timeLeft));
    const infeasible = round.upper === Number.NEGATIVE_INFINITY;
    // What is proved is not given up for what is not.
    const better = round.lower > found.lower && (round.proved || !found.round?.proved);
    found = {
      round: better ? round : (found.round ?? round),
      bounded: round.upper < (found.bounded?.upper ?? Number.POSITIVE_INFINITY) ? round : found.bounded,
      lower: Math.max(better ? round.lower : found.lower, leastValue(problem)),
      upper: infeasible ? found.upper : Math.max(leastValue(problem), Math.min(found.upper, round.upper)),
      proved: better ? round.proved : found.proved,
      infeasible: found.infeasible || infeasible,
      widths: [...found.widths, [Math.max(...round.cells), round.upper - round.lower]],
      cut,
    };
    tell({ ...found, cells: round.cells });
    const taken = (performance.now() - started) / 1000;
    const close = isClose(found, width, stake);
    const full = Math.max(...round.cells) >= most || !round.scores;
    // The next round takes several times as long as this one.
    if (close || full || infeasible || timeLeft() < Math.max(2 * taken, taken + (taken - before))) return found;
    before = taken;
    let room = Math.min(Math.max(1, Math.ceil(growth * knots.length)), most - Math.max(...round.cells));
    let next = refinedKnots(laws, scheme.cut, knots, round.scores ?? [], attacked, room);
    while (room > 1 && !scheme.fits(next)) {
      room = Math.floor(room / 2);
      next = refinedKnots(laws, scheme.cut, knots, round.scores ?? [], attacked, room);
    }
    if (next.length === knots.length || !scheme.fits(next)) return found;
    knots = next;
  }
}

/** How fast the bounds of the last two rounds closed, as a sentence that follows another; empty where they did not, or to rounding. */
function orderOf(widths: Found["widths"]): string {
  const [[cells, width], [more, less]] = [widths.at(-2) ?? [0, 0], widths.at(-1) ?? [0, 0]];
  const order = Math.log(width / less) / Math.log(more / cells);
  if (!Number.isFinite(order) || !(order > 0)) return "";
  return ` From ${cells} to ${more} cells a side the distance of the bounds fell like cells^−${order.toFixed(1)}.`;
}

/** The routes that solve a problem by theory. */
const theories = [virtualSurplus, efficient];

/** Theory gives the optimum itself. */
function byTheory(problem: DesignProblem): boolean {
  return theories.some((route) => route.accepts(problem) === true);
}

/**
 * What the same problem is worth when the budget only has to hold on average and truth and participation only to be best on average: an upper bound that theory gives. Participation stays as it is where
 * theory serves it.
 */
async function theoryBound(problem: DesignProblem, context: RouteContext): Promise<Answer> {
  const { budget } = problem;
  const rule = budgetStage[budget.rule] === "never" ? budget.rule : "ex-ante";
  const onAverage: DesignProblem = { ...problem, incentives: "bayesian", budget: { ...budget, rule } };
  const relaxed = byTheory(onAverage) ? onAverage : { ...onAverage, participation: "interim" as const };
  const route = theories.find((one) => one.accepts(relaxed) === true);
  if (!route) throw new Error("theory serves every budget that holds on average");
  const width = Math.max(sharpest, (context.options.width ?? problem.width) / 100);
  const stated = context.stated && statedProblem(relaxed);
  return route.solve(relaxed, { ...context, stated, options: { ...context.options, width, onProgress: undefined } });
}

/** In bilateral trade, the lowest value and the highest cost. */
function worstPair(environment: LinearEnvironment) {
  if (!isBilateralTrade(environment)) return {};
  return { worst: { value: environment.buyer.support.min, cost: environment.seller.support.max } };
}

function answerOf(
  problem: DesignProblem,
  { options, stopwatch, solver }: RouteContext,
  { round, lower, upper, proved, infeasible, widths }: Found,
  { relaxed, firstBest, proof }: { readonly relaxed: Answer; readonly firstBest: Answer["firstBest"]; readonly proof: Answer["proof"] },
): Answer {
  const self = { name: (solver as NonNullable<typeof solver>).name, version: (solver as NonNullable<typeof solver>).version };
  if (infeasible)
    return {
      ...without(
        "cell-program",
        "infeasible",
        "Infeasible: even on average over cells of types the constraints contradict each other, as the multipliers of the outer program prove. Require less, or weaken participation.",
        firstBest,
        self,
        proof,
      ),
      level: proved ? "continuum" : "float",
    };
  const mechanism = round?.mechanism ?? (leastValue(problem) === 0 ? round?.noTrade : null);
  if (!round || !mechanism)
    return {
      ...without(
        "cell-program",
        "limit",
        `On up to ${Math.max(0, ...(round?.cells ?? []))} cells a side no mechanism was found that satisfies the constraints; none at all is worth more than ${upper}.`,
        firstBest,
        self,
        proof,
      ),
      value: { lower, upper, exact: null },
    };
  const { cells } = round;
  const width = options.width ?? problem.width;
  const close = isClose({ lower, upper }, width, firstBest.upper);
  const sure = proved && relaxed.level !== "float";
  const basis = `a mechanism that is constant on ${cells.join(" × ")} cells, feasible for every type, attains the lower bound; what all mechanisms satisfy on average over cells, and theory, give the upper one`;
  return {
    route: "cell-program",
    status: close ? "optimal" : "limit",
    explanation: !sure
      ? numericalBracket(close ? null : width)
      : close
        ? `Optimal up to the stated bracket, which is proved for the continuous problem itself: ${basis}.${orderOf(widths)}`
        : `${widthNotReached(width)}${orderOf(widths)}`,
    value: { lower, upper, exact: null },
    firstBest,
    mechanism: stopwatch.time("mechanism", mechanism),
    level: sure ? "continuum" : "float",
    solver: self,
    proof,
  };
}
