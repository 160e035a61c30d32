import { toNumber } from "../arithmetic/rational.ts";
import { unitRoundoff } from "../arithmetic/tolerance.ts";
import type { FiniteProof } from "../certificate/format.ts";
import { defaultProofOptions, definitionOf } from "../certificate/prove/certificate.ts";
import { exactProgram, rowsByPrice } from "../certificate/prove/exact-program.ts";
import { liftProgram } from "../certificate/prove/program-proof.ts";
import { statedProblem } from "../certificate/prove/stated.ts";
import { isBilateralTrade } from "../environments/bilateral-trade.ts";
import type { FiniteEnvironment } from "../environments/environment.ts";
import { firstBestOfOutcomes } from "../environments/first-best.ts";
import { isPartnership } from "../environments/partnership.ts";
import { TypeProfiles } from "../environments/type-profiles.ts";
import { type Change, UnsupportedProblemError } from "../errors.ts";
import { solveExact } from "../exact-lp/optimum.ts";
import { firstBestGains } from "../mechanism/sums.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { heaviestWeight } from "../problem/objective.ts";
import { budgetStage } from "../problem/words.ts";
import { boundedness } from "../program/boundedness.ts";
import { feasibility, type Means, meansOf, tradeMeans } from "../program/feasibility.ts";
import { demandsOf } from "../program/question.ts";
import type { Bracket } from "../result.ts";
import type { Solver } from "../solver/solver.ts";
import { largeProgram, solveVerified, type VerdictTolerance } from "../solver/verified.ts";
import { about } from "./answer/finish.ts";
import { budgetPrice, claimedBracket, tabledMechanism } from "./answer/lifted.ts";
import { cellOf } from "./cells.ts";
import { provedEfficient } from "./efficient.ts";
import { isGrid, toAverages, toGrid, toProfiles } from "./grid-problem.ts";
import { type ProgramTask, programTask } from "./program-task.ts";
import { type Answer, labelOf, type Route, type RouteContext, without } from "./route.ts";
import { boundednessQuestion, contradiction, infeasibleProgram, unboundedness } from "./words.ts";

/** A program on finitely many types: the reduced one of bilateral trade, or the naive one of any other finite environment. */
export const linearProgram: Route = {
  name: "linear-program",
  accepts: (problem) => {
    if (isGrid(problem)) return true;
    if (isPartnership(problem.environment) && problem.environment.divisions)
      return {
        assumption: "No route brackets a continuous problem in which divisions are listed; it is solved on finitely many types.",
        changes: toProfiles(problem, 600),
      };
    const cell = `${problem.incentives} incentives, ${problem.participation} participation and the budget rule ${problem.budget.rule}`;
    return {
      assumption: `No route brackets a continuous problem with ${cell}; such a problem is solved as a program on finitely many types.`,
      changes: waysOn(problem),
    };
  },
  async solve(problem, context) {
    // Decided by rule: a solver may call an unbounded program infeasible.
    const solver = solverOf(context);
    const endless = unboundedProgram(problem, solver);
    if (endless) return endless;
    const proved = context.stated && (await provedByProgram(problem, context));
    return typeof proved === "object" ? proved : solveReduced(problem, solver, context, proved);
  },
};

/** A grid that takes seconds (two traders have a reduced program, more are solved over all profiles of types), and the words that many traders are served with. */
function waysOn(problem: DesignProblem): readonly Change[] {
  if (isBilateralTrade(problem.environment)) return [toGrid(problem, 1_600)];
  return [...toProfiles(problem, 600), ...toAverages(problem)];
}

/** The answer to an unbounded problem; null where it is bounded. */
export function unboundedProgram(problem: DesignProblem, solver: Solver): Answer | null {
  if (boundedness(boundednessQuestion(problem)).bounded) return null;
  return without("linear-program", "unbounded", unboundedness(problem), about(firstBestOf(problem)), labelOf(solver));
}

/** The solver at hand; throws UnsupportedProblemError without one. */
export function solverOf({ solver }: RouteContext): Solver {
  if (solver) return solver;
  throw new UnsupportedProblemError({
    assumption: "This combination of constraints needs a solver.",
    alternative: "Pass one, such as highs.",
  });
}

/**
 * The answer of the program written from the definitions, lifted to rationals: a bounded problem, solved once. In words why there is no proof.
 */
export async function provedByProgram(problem: DesignProblem, context: RouteContext): Promise<Answer | string> {
  const { stated, options, stopwatch } = context;
  if (!stated) return "no proof was asked for";
  const naive = stopwatch.time("build", () => definitionOf(stated));
  if (typeof naive === "string") return naive;
  const onAverage = budgetStage[problem.budget.rule] !== "ex-post";
  if (cellOf(problem) === "efficient" && (onAverage || naive.independent)) return provedEfficient(problem, naive, context);
  const solver = solverOf(context);
  const settings = { ...defaultProofOptions, ...options.proof };
  const columns = naive.prior.numerators.length * (naive.outcomes.length + naive.agents.length);
  if (columns > settings.columnLimit) return `its program has ${columns} columns, more than the limit of ${settings.columnLimit}`;
  // Reports of neighbouring types are enough where utility is linear in an ordered type.
  const program = stopwatch.time("build", () => exactProgram(naive, problem.environment.groups !== undefined));
  const limits = {
    solver,
    tolerance: settings.tolerance,
    get timeLimitSeconds() {
      return stopwatch.left(proofShare * options.timeLimitSeconds);
    },
  };
  const solution = await stopwatch.timeAsync("solve", () => solveExact(program, limits));
  stopwatch.add("solver", solution.seconds);
  const proof = await stopwatch.timeAsync("proof", () => liftProgram(naive, program, solution, limits, problem.symmetric));
  if (typeof proof === "string") return proof;
  const firstBest = about(firstBestOf(problem));
  const { mechanism: table, multipliers } = proof.proof as FiniteProof;
  if (!table) {
    const why = contradiction(problem, rowsByPrice(naive, multipliers));
    return without("linear-program", "infeasible", why, firstBest, labelOf(solver), proof);
  }
  const value = claimedBracket(proof);
  const price = budgetPrice(problem, multipliers);
  return {
    route: "linear-program",
    status: "optimal",
    explanation: `Optimal according to ${solver.name}, in exact arithmetic; the mechanism has passed the audit.`,
    value,
    firstBest: attainedAt(firstBest, value),
    mechanism: stopwatch.time("mechanism", () => tabledMechanism(problem, naive, table)),
    multiplier: price && toNumber(price),
    multiplierExact: value.exact && price,
    level: value.exact ? "exact" : "interval",
    solver: labelOf(solver),
    proof,
  };
}

/** What a proof may take of a limit on time; the rest is for an answer without one. */
const proofShare = 0.6;

async function solveReduced(problem: DesignProblem, solver: Solver, context: RouteContext, proof: string | undefined): Promise<Answer> {
  const { options, stopwatch } = context;
  const gains = firstBestOf(problem);
  const firstBest = about(gains);
  const end = (status: "infeasible" | "unbounded" | "limit" | "error", why: string) =>
    without("linear-program", status, why, firstBest, labelOf(solver), proof);
  const rule = feasibility(demandsOf(problem), meansOfProblem(problem, gains));
  if (rule.status === "infeasible") return end("infeasible", `Infeasible: ${rule.reason} Require less, or weaken participation.`);
  const task = stopwatch.time("build", () => programTask(problem));
  if (stopwatch.isOver(options.timeLimitSeconds))
    return end("limit", "The limit on time came before the program was solved in doubles. Raise the time limit, or use fewer types.");
  const tolerance = verdictTolerance(problem, gains, task);
  const { status, solution, tried } = await stopwatch.timeAsync("solve", () =>
    solveVerified(task.program, solver, tolerance, {
      timeLimitSeconds: stopwatch.left(options.timeLimitSeconds),
      onProgress: options.onProgress,
      basis: solver.capabilities.warmStart ? options.warmStart?.for(task.program) : undefined,
    }),
  );
  stopwatch.add("solver", solution.seconds);
  switch (status) {
    case "optimal":
      break;
    case "infeasible":
      return end("infeasible", infeasibleProgram(problem, task.program, solution));
    case "unbounded":
      return end("unbounded", unboundedness(problem));
    case "limit": {
      const why = `${solver.name} stopped at a limit (${solution.message}) before it found the optimum. Raise the time limit, or use fewer types.`;
      return { ...end("limit", why), ...(solution.point && { incumbent: task.mechanism(solution.point) }) };
    }
    case "error": {
      const exact = await solvedExactly(problem, context, tolerance);
      if (typeof exact !== "string") return exact;
      const failed = `${solver.name} did not solve the program: ${[...tried, exact].join("; ")}.`;
      const { another } = context;
      if (!another) return end("error", `${failed} Try another solver with --solver.`);
      const next = await solveReduced(problem, another, { ...context, solver: another, another: undefined }, proof);
      return { ...next, explanation: `${failed} Tried next: ${next.explanation}` };
    }
  }
  options.warmStart?.remember(task.program, solution);
  const { point, rowMultipliers: rows, reducedCosts: columns } = solution;
  if (!point) throw new Error(`${solver.name} reports an optimum without a point`);
  return {
    route: "linear-program",
    status: "optimal",
    explanation: `Optimal according to ${solver.name}, whose multipliers bound the value from above as recomputed from the program; the mechanism has passed the audit.`,
    value: about(solution.objective),
    firstBest,
    mechanism: stopwatch.time("mechanism", () => task.mechanism(point)),
    multiplier: task.multiplier(solution),
    duals: rows && columns ? stopwatch.time("duals", () => task.duals({ rows, columns })) : null,
    level: "float",
    solver: labelOf(solver),
    proof,
  };
}

/** Rounding, relative, of a first best that was added up in doubles. */
const firstBestRounding = 1e-13;

/** A first best in doubles that a proved value attains but for rounding is that value. */
export function attainedAt(firstBest: Bracket, { lower, upper }: Bracket): Bracket {
  const near = Math.abs(lower - firstBest.upper) <= firstBestRounding * Math.abs(firstBest.upper);
  return near ? { ...firstBest, upper: Math.max(firstBest.upper, upper) } : firstBest;
}

/** Largest number of columns of a program that is solved in exact arithmetic when the solver's answer cannot be believed. */
const exactColumnLimit = 3_000;

/** The exact solution of a small problem by the program written from the definitions; in words why there is none. */
async function solvedExactly(problem: DesignProblem, context: RouteContext, tolerance: VerdictTolerance): Promise<Answer | string> {
  const proof = { ...defaultProofOptions, columnLimit: exactColumnLimit };
  try {
    const answer = await provedByProgram(problem, {
      ...context,
      stated: statedProblem(problem),
      options: { ...context.options, proof },
    });
    if (typeof answer === "string") return `exact arithmetic did not help (${answer})`;
    const { lower, upper } = answer.value;
    if (answer.status !== "optimal" || upper - lower <= tolerance.value) return answer;
    return `exact arithmetic finds no more than that the value is between ${lower} and ${upper}`;
  } catch (error) {
    if (error instanceof UnsupportedProblemError) return "exact arithmetic needs laws that an instance file can state";
    throw error;
  }
}

/** Share of the stakes by which a row may be violated. */
const violationShare = 1e-8;

/** Share of the stakes by which a value may be below its dual bound. */
const valueShare = 1e-7;

/**
 * The stakes are what the first best makes and what the budget asks for, or what `unit` says when there is nothing to gain. Neighbours' constraints add up
 * to those of far types once they are divided by the distance of the neighbours, so they must hold the better the nearer these are.
 */
function verdictTolerance({ budget, objective }: DesignProblem, gains: number, { unit, nearest, program }: ProgramTask): VerdictTolerance {
  const made = Math.max(0, gains) + Math.abs(toNumber(budget.requiredProfit));
  const stakes = made > 0 ? made : unit;
  const heaviest = toNumber(heaviestWeight(objective));
  // In large programs, where digits cost solves, far types are left to the audit.
  const share = program.matrix.values.length > largeProgram ? 1 : nearest;
  return { violation: Math.max(unitRoundoff, (violationShare * stakes * share) / unit), value: valueShare * stakes * heaviest };
}

/** Gains from trade of the efficient outcome on the types of a problem. */
export function firstBestOf({ environment, discretization }: DesignProblem): number {
  if (!isBilateralTrade(environment)) return finiteFirstBest(environment.toFinite(discretization));
  const { buyer, seller } = environment.typeSpaces(discretization);
  return firstBestGains(buyer, seller);
}

function meansOfProblem({ environment, discretization }: DesignProblem, firstBest: number): Means {
  if (isBilateralTrade(environment)) return tradeMeans(environment.typeSpaces(discretization), firstBest);
  const { utilities, outsideOptions, agents } = environment.toFinite(discretization);
  return meansOf(
    firstBest,
    [...utilities, ...outsideOptions],
    new TypeProfiles(environment.toFinite(discretization)).count * agents.length,
  );
}

function finiteFirstBest(finite: FiniteEnvironment): number {
  return firstBestOfOutcomes(new TypeProfiles(finite), finite.outcomes.length, finite.utilities, finite.outsideOptions);
}
