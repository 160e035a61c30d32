import { type ExactVector, entryOf } from "../../arithmetic/exact-vector.ts";
import { formatRational, type Rational, toNumber } from "../../arithmetic/rational.ts";
import type { FiniteProof } from "../../certificate/format.ts";
import { defaultProofOptions, definitionOf } from "../../certificate/prove/certificate.ts";
import { exactProgram } from "../../certificate/prove/exact-program.ts";
import { finiteProof } from "../../certificate/prove/program-proof.ts";
import type { Proved } from "../../certificate/prove/proof.ts";
import { statedProblem } from "../../certificate/prove/stated.ts";
import type { NaiveProblem } from "../../certificate/verify/finite/naive-problem.ts";
import { type Change, type Refusal, UnsupportedProblemError } from "../../errors.ts";
import { type FloatSolve, objectiveAt } from "../../exact-lp/optimum.ts";
import type { DesignProblem, SelectWord } from "../../problem/design-problem.ts";
import type { Result, Wish } from "../../result.ts";
import type { Solver } from "../../solver/solver.ts";
import { about, exactly } from "../answer/finish.ts";
import { budgetPrice, tabledMechanism } from "../answer/lifted.ts";
import { isGrid, toFewerPoints, toProfiles } from "../grid-problem.ts";
import { attainedAt, firstBestOf, linearProgram, solverOf, unboundedProgram } from "../linear-program.ts";
import { type Answer, labelOf, type Route, type RouteContext, without } from "../route.ts";
import { withoutLotteries } from "./deterministic.ts";
import { type Best, bestOn, exactlyOn, type Face, inDoubles, satisfies, wholeSet, withEquations } from "./face.ts";
import { distanceTo } from "./nearest.ts";
import { leastSquares, type Squares, varianceOf } from "./quadratic.ts";
import { rentRanges } from "./rent-ranges.ts";
import { columnsOf, meaningless, objectiveOf } from "./wishes.ts";

/** Most columns of a program over all profiles whose optima are searched. */
const mostColumns = 30_000;

/** Share of what is at stake by which an objective may fall in answers that are not exact. */
const fallShare = 1e-6;

/**
 * The optimum that is wished for. The problem is solved over all profiles of types, once; its prices say which rows and columns every optimum leaves at their bounds, and each wish is a program over
 * that face. So the objective cannot fall: where the prices are exact, every point of the face attains it to the last digit.
 */
export const selection: Route = {
  name: "quadratic-program",
  accepts(problem) {
    const { environment } = problem;
    if (!("frontier" in environment) && environment.groups !== undefined)
      return {
        assumption: "Optima are told apart in environments with linear utility and finitely many outcomes.",
        ...withoutWishes(problem),
      };
    if (!isGrid(problem))
      return {
        assumption: "Optima are told apart on finitely many types, and the laws of this problem are continuous.",
        ...withoutWishes(problem, environment.groups?.every(({ law }) => law.exact) ? toProfiles(problem, 100) : []),
      };
    for (const word of problem.select) {
      const refusal = meaningless(word, problem);
      if (refusal) return refusal;
    }
    return true;
  },
  async solve(problem, context) {
    const { options, stopwatch } = context;
    const solver = solverOf(context);
    const endless = unboundedProgram(problem, solver);
    if (endless) return endless;
    const naive = stopwatch.time("build", () => definitionOf(context.stated ?? statedProblem(problem)));
    if (typeof naive === "string")
      throw new UnsupportedProblemError({
        assumption: `Optima are told apart by a program in exact numbers over all profiles of types, and ${naive}.`,
        ...withoutWishes(problem),
      });
    const size = columnsOf(naive).count;
    if (size > mostColumns)
      throw new UnsupportedProblemError({
        assumption: `Optima are told apart by a program over all profiles of types with at most ${mostColumns} columns, and its program has ${size}.`,
        ...withoutWishes(problem, toFewerPoints(problem, 100)),
      });
    const program = stopwatch.time("build", () => exactProgram(naive, problem.environment.groups !== undefined));
    const limits = { solver, timeLimitSeconds: options.timeLimitSeconds, tolerance: defaultProofOptions.tolerance };
    const optimum = await stopwatch.timeAsync("solve", () => bestOn(wholeSet(program), program.objective, limits));
    // Whatever else comes of it, the other route has the words for it.
    if ("failure" in optimum) return linearProgram.solve(problem, context);
    const value = optimum.value.add(program.offset);
    const stake = Math.abs(firstBestOf(problem)) || 1;
    const search: Search = {
      problem,
      naive,
      limits,
      quadratic: quadraticSolver(context),
      stake,
      face: optimum.face,
      point: optimum.point,
      wishes: [],
    };
    const { agents } = problem.environment.toFinite(problem.discretization);
    const ranges = options.rentRanges ? await stopwatch.timeAsync("ranges", () => rentRanges(optimum.face, naive, agents, limits)) : null;
    for (const [k, word] of problem.select.entries()) {
      const more = k + 1 < problem.select.length || options.nearest !== undefined;
      await stopwatch.timeAsync("select", () => grant(search, word, more));
    }
    const { nearest } = options;
    if (nearest) await stopwatch.timeAsync("select", () => grantSquares(search, "nearest", distanceTo(nearest, naive, stake), false));
    const attained = objectiveAt(program, search.point);
    const exact = optimum.exact && attained.equals(value) && satisfies(program, search.point);
    const fallen = toNumber(value.sub(attained));
    if (!exact && !(Math.abs(fallen) <= fallShare * stake)) {
      const why = `The mechanism that was chosen is worth ${toNumber(attained)}, and the optimum ${toNumber(value)}.`;
      return without(routeName(search), "error", why, about(firstBestOf(problem)), labelOf(solver));
    }
    return answerOf(search, optimum, program, exact ? value : attained, exact, ranges, labelOf(solver), stopwatch);
  },
};

/** What has been chosen so far. */
interface Search {
  readonly problem: DesignProblem;
  readonly naive: NaiveProblem;
  readonly limits: FloatSolve;
  readonly quadratic: Solver | undefined;
  /** Money at stake. */
  readonly stake: number;
  face: Face;
  point: ExactVector;
  readonly wishes: Wish[];
}

/** Chooses by one wish; `more` wishes follow, for which what is left must be stated. */
async function grant(search: Search, word: SelectWord, more: boolean): Promise<void> {
  const { problem, naive, limits, wishes } = search;
  const linear = objectiveOf(word, problem, naive);
  if (linear) {
    const found = await bestOn(search.face, linear.columns, limits);
    if ("failure" in found) {
      const endless = "Among the optima it grows without limit: money can be moved as one likes.";
      const chosen = { word, value: null, exact: null };
      if (found.failure === "unbounded") wishes.push({ ...chosen, outcome: "unbounded", note: endless });
      else wishes.push({ ...chosen, outcome: "limit", note: `Not decided: ${found.why}.` });
    } else {
      await take(search, found);
      const value = measured(word, found.value.add(linear.constant));
      wishes.push({ word, outcome: "chosen", value: toNumber(value), exact: found.exact ? value : null, note: "" });
    }
    return;
  }
  if (word === "least-variance") return grantSquares(search, word, varianceOf(naive, search.stake), more);
  const found = await withoutLotteries(search.face, naive, limits);
  if ("failure" in found) wishes.push({ word, outcome: found.failure, value: null, exact: null, note: sentence(found.why) });
  else {
    await take(search, found);
    wishes.push({ word, outcome: "chosen", value: null, exact: null, note: "" });
  }
}

/** What is maximised for least trade is minus the quantity. */
function measured(word: SelectWord, value: Rational): Rational {
  return word === "least-trade" ? value.neg() : value;
}

/** A solver's point is brought onto the face that it was sought on, where that can be done exactly. */
async function take(search: Search, { face, point, exact }: Best): Promise<void> {
  search.point = exact ? point : ((await exactlyOn(search.face, inDoubles(point), search.limits)) ?? point);
  search.face = face;
}

async function grantSquares(search: Search, word: "least-variance" | "nearest", squares: Squares, more: boolean): Promise<void> {
  const { quadratic, limits, wishes } = search;
  const open = (note: string) => void wishes.push({ word, outcome: "limit", value: null, exact: null, note });
  if (!quadratic) return open("No solver of quadratic programs is at hand; pass one, such as clarabel.");
  const found = await leastSquares(search.face, squares, quadratic, limits);
  if (typeof found === "string") return open(`Not decided: ${found}.`);
  search.point = found.point;
  const note = `By ${quadratic.name}; the worst relative residual of the optimality conditions is ${found.residual.toExponential(1)}.`;
  wishes.push({ word, outcome: "chosen", value: squaresAt(squares, inDoubles(found.point)), exact: null, note });
  // What varies least is unique but for each agent's mean: the payments keep their distances.
  if (more)
    search.face = withEquations(
      search.face,
      squares.groups.flatMap((group) => distances(group, found.point)),
    );
}

function distances([first, ...others]: Squares["groups"][number], point: ExactVector): Parameters<typeof withEquations>[1] {
  if (!first) return [];
  return others.map(({ column }) => ({
    columns: [column, first.column],
    values: [1n, -1n],
    bound: entryOf(point, column).sub(entryOf(point, first.column)),
  }));
}

function squaresAt({ targets, groups }: Squares, point: Float64Array): number {
  const to = targets.reduce((sum, { column, weight, target }) => sum + weight * ((point[column] as number) - target) ** 2, 0);
  return groups.reduce((sum, group) => {
    const mass = group.reduce((all, { weight }) => all + weight, 0);
    const mean = group.reduce((all, { column, weight }) => all + weight * (point[column] as number), 0) / mass;
    return sum + group.reduce((all, { column, weight }) => all + weight * ((point[column] as number) - mean) ** 2, 0);
  }, to);
}

/** The solver asked for, where it solves quadratic programs that are convex only; the one at hand. */
function quadraticSolver({ options, conic }: RouteContext): Solver | undefined {
  return options.solver?.capabilities.quadratic === "convex" ? options.solver : conic;
}

function routeName({ wishes }: Pick<Search, "wishes">): Answer["route"] {
  return wishes.some(({ word }) => word === "least-variance" || word === "nearest") ? "quadratic-program" : "linear-program";
}

function answerOf(
  search: Search,
  optimum: Best,
  program: Parameters<typeof objectiveAt>[0] & Parameters<typeof finiteProof>[1],
  attained: Rational,
  exact: boolean,
  ranges: Result["rentRanges"],
  solver: Answer["solver"],
  stopwatch: RouteContext["stopwatch"],
): Answer {
  const { problem, naive, point, wishes } = search;
  const proof = finiteProof(naive, program, point, optimum.prices) as FiniteProof;
  if (!proof.mechanism) throw new Error("a chosen optimum is a mechanism");
  const table = proof.mechanism;
  const text = formatRational(attained);
  const lifted: Proved = {
    claim: { status: "optimal", lower: text, upper: text },
    proof,
    method: "exact solution of the solver's basis, and a choice among the optima",
    repairs: [],
  };
  const value = exact ? exactly(attained) : about(toNumber(attained));
  const price = budgetPrice(problem, proof.multipliers);
  const sure = exact
    ? "Optimal, in exact arithmetic: the chosen mechanism lies on the face of the optima that the prices of the constraints define, so the objective did not fall."
    : "Optimal according to the solver: the chosen mechanism lies on the face of the optima that its prices define, up to its tolerance.";
  return {
    route: routeName(search),
    status: "optimal",
    explanation: [sure, ...wishes.flatMap(wishWords)].join(" "),
    value,
    firstBest: attainedAt(about(firstBestOf(problem)), value),
    mechanism: stopwatch.time("mechanism", () => tabledMechanism(problem, naive, table)),
    selection: wishes.length > 0 ? { wishes, exact } : null,
    rentRanges: ranges,
    multiplier: price && toNumber(price),
    multiplierExact: exact ? price : null,
    level: exact ? "exact" : "float",
    solver,
    proof: exact ? lifted : undefined,
  };
}

/** What became of a wish that was not granted. */
function wishWords({ word, outcome, note }: Wish): string[] {
  return outcome === "chosen" ? [] : [`"${word}" chose nothing: ${note.charAt(0).toLowerCase()}${note.slice(1)}`];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The changes with which optima are told apart, and to leave the wishes out; what was asked for by an option is left out there. */
function withoutWishes({ select }: DesignProblem, changes: readonly Change[] = []): Pick<Refusal, "changes" | "alternative"> {
  if (select.length > 0) return { changes: [...changes, { select: null }] };
  return { changes, alternative: "Without ranges of rents and a nearest mechanism the optimum is reported as it is found." };
}
