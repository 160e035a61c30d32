import { rational, toNumber } from "../arithmetic/rational.ts";
import { CompensatedSum } from "../arithmetic/sum.ts";
import type { FiniteProof } from "../certificate/format.ts";
import { defaultProofOptions, definitionOf } from "../certificate/prove/certificate.ts";
import { exactProgram, rowsByPrice } from "../certificate/prove/exact-program.ts";
import { liftProgram, solveExact } from "../certificate/prove/program-proof.ts";
import type { FiniteEnvironment } from "../environments/environment.ts";
import { UnsupportedProblemError } from "../errors.ts";
import type { Mechanism } from "../mechanism/mechanism.ts";
import { recoverBilateral, recoverFinite } from "../mechanism/recover.ts";
import { firstBestGains } from "../mechanism/sums.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { boundedness } from "../program/boundedness.ts";
import type { Program } from "../program/program.ts";
import { finiteQuestion, tradeQuestion } from "../program/question.ts";
import { build } from "../program/reduced/build.ts";
import { settleProfit } from "../program/reduced/trade.ts";
import { buildReference } from "../program/reference/finite.ts";
import type { Solver, SolverResult } from "../solver/solver.ts";
import { cellOf } from "./cells.ts";
import { provedEfficient } from "./efficient.ts";
import { about } from "./finish.ts";
import { isGrid } from "./grid-problem.ts";
import { claimedBracket, tabledMechanism } from "./lifted.ts";
import { type Answer, type Route, type RouteContext, without } from "./route.ts";
import { boundednessQuestion, contradiction, infeasibleProgram, unboundedness } from "./words.ts";

/** A program, and how its point becomes a mechanism. */
interface Task {
  readonly program: Program;
  readonly environment?: FiniteEnvironment;
  /** The shadow price of the budget in money, when one row states the budget. */
  multiplier(solution: SolverResult): number | null;
  mechanism(point: Float64Array): Mechanism;
}

/** A program on finitely many types: the reduced one of bilateral trade, or the naive one of any other finite environment. */
export const linearProgram: Route = {
  name: "linear-program",
  accepts: (problem) => {
    if (isGrid(problem)) return true;
    const cell = `${problem.incentives} incentives, ${problem.participation} participation and the budget rule ${problem.budget.rule}`;
    return {
      because: `No route brackets a continuous problem with ${cell}; such a problem is solved as a program on finitely many types.`,
      instead: 'Add "discretization": {"rule": "midpoint", "points": 40} to the instance.',
    };
  },
  async solve(problem, context) {
    // Decided by rule: a solver may call an unbounded program infeasible.
    const solver = solverOf(context);
    if (!boundedness(boundednessQuestion(problem)).bounded)
      return without("linear-program", "unbounded", unboundedness(problem), about(firstBestOf(problem)), labelOf(solver));
    const proved = context.stated && (await provedByProgram(problem, context));
    return typeof proved === "object" ? proved : solveReduced(problem, solver, context, proved);
  },
};

function solverOf({ solver }: RouteContext): Solver {
  if (solver) return solver;
  throw new UnsupportedProblemError({
    assumption: "This combination of constraints needs a solver.",
    alternative: "Pass one, such as highs.",
  });
}

const labelOf = ({ name, version }: Solver) => ({ name, version });

/**
 * The answer of the program written from the definitions, lifted to rationals: a bounded problem, solved once. In words why there is no proof.
 */
export async function provedByProgram(problem: DesignProblem, context: RouteContext): Promise<Answer | string> {
  const { stated, options, stopwatch } = context;
  if (!stated) return "no proof was asked for";
  const naive = stopwatch.time("build", () => definitionOf(stated));
  if (typeof naive === "string") return naive;
  const onAverage = problem.budget.rule === "none" || problem.budget.rule === "ex-ante";
  if (cellOf(problem) === "efficient" && (onAverage || naive.independent)) return provedEfficient(problem, naive, context);
  const solver = solverOf(context);
  const settings = { ...defaultProofOptions, ...options.proof };
  const columns = naive.prior.numerators.length * (naive.outcomes.length + naive.agents.length);
  if (columns > settings.columnLimit) return `its program has ${columns} columns, more than the limit of ${settings.columnLimit}`;
  // Reports of neighbouring types are enough where utility is linear in an ordered type.
  const program = stopwatch.time("build", () => exactProgram(naive, problem.environment.kind !== "finite"));
  const limits = { solver, timeLimitSeconds: options.timeLimitSeconds, tolerance: settings.tolerance };
  const solution = await stopwatch.timeAsync("solve", () => solveExact(program, limits));
  stopwatch.add("solver", solution.seconds);
  const proof = await stopwatch.timeAsync("proof", () => liftProgram(naive, program, solution, limits));
  if (typeof proof === "string") return proof;
  const firstBest = about(firstBestOf(problem));
  const { mechanism: table, multipliers } = proof.proof as FiniteProof;
  if (!table) {
    const why = contradiction(problem, rowsByPrice(naive, multipliers));
    return without("linear-program", "infeasible", why, firstBest, labelOf(solver), proof);
  }
  const value = claimedBracket(proof);
  const price = problem.budget.rule === "ex-ante" ? rational(multipliers.budget[0]?.[1] ?? 0) : null;
  return {
    route: "linear-program",
    status: "optimal",
    explanation: `Optimal according to ${solver.name}, in exact arithmetic; the mechanism has passed the audit.`,
    value,
    firstBest,
    mechanism: stopwatch.time("mechanism", () => tabledMechanism(problem, naive, table)),
    multiplier: price && toNumber(price),
    multiplierExact: value.exact && price,
    ironed: null,
    level: value.exact ? "exact" : "interval",
    solver: labelOf(solver),
    proof,
    ...(problem.environment.kind === "bilateral-trade" ? {} : { environment: problem.environment.toFinite(problem.discretization) }),
  };
}

async function solveReduced(problem: DesignProblem, solver: Solver, context: RouteContext, proof: string | undefined): Promise<Answer> {
  const { options, stopwatch } = context;
  const task = stopwatch.time("build", () => (problem.environment.kind === "bilateral-trade" ? tradeTask(problem) : finiteTask(problem)));
  const solution = await stopwatch.timeAsync("solve", () =>
    solver.solve(task.program, {
      timeLimitSeconds: options.timeLimitSeconds,
      onProgress: options.onProgress,
      basis: solver.capabilities.warmStart ? options.warmStart?.for(task.program) : undefined,
    }),
  );
  stopwatch.add("solver", solution.seconds);
  const firstBest = about(firstBestOf(problem));
  const end = (status: "infeasible" | "unbounded" | "limit" | "error", why: string) =>
    without("linear-program", status, why, firstBest, labelOf(solver), proof);
  switch (solution.status) {
    case "optimal":
      break;
    case "infeasible":
      return end("infeasible", infeasibleProgram(problem, task.program, solution));
    case "unbounded":
      return end("unbounded", unboundedness(problem));
    case "limit":
      return end(
        "limit",
        `${solver.name} stopped at a limit (${solution.message}) before it found the optimum. Raise the time limit, or use fewer types.`,
      );
    default:
      return end(
        "error",
        `${solver.name} did not solve the program (${solution.status}: ${solution.message}). Try another solver with --solver.`,
      );
  }
  options.warmStart?.remember(task.program, solution);
  const point = solution.point;
  if (!point) throw new Error(`${solver.name} reports an optimum without a point`);
  return {
    route: "linear-program",
    status: "optimal",
    explanation: `Optimal according to ${solver.name}; the mechanism has passed the audit.`,
    value: about(solution.objective),
    firstBest,
    mechanism: stopwatch.time("mechanism", () => task.mechanism(point)),
    multiplier: task.multiplier(solution),
    multiplierExact: null,
    ironed: null,
    level: "float",
    solver: labelOf(solver),
    ...(task.environment ? { environment: task.environment } : {}),
    ...(proof === undefined ? {} : { proof }),
  };
}

/** Gains from trade of the efficient outcome on the types of a problem. */
function firstBestOf({ environment, discretization }: DesignProblem): number {
  if (environment.kind !== "bilateral-trade") return finiteFirstBest(environment.toFinite(discretization));
  const { buyer, seller } = environment.typeSpaces(discretization);
  return firstBestGains(buyer, seller);
}

function tradeTask(problem: DesignProblem): Task {
  const question = tradeQuestion(problem);
  const { program, layout } = build(question);
  const { buyer, seller } = question;
  const budget = layout.rowFamilies.find((family) => family.name === "budget" && family.count === 1);
  const bayesian = problem.incentives === "bayesian";
  // What the constant that a balanced budget takes out of the objective contributes to the shadow price.
  const settled = question.weights.broker - settleProfit(question).weights.broker;
  return {
    program,
    multiplier: ({ rowMultipliers }) =>
      budget && rowMultipliers ? 0 - (rowMultipliers[budget.start] as number) / layout.unit - settled : null,
    mechanism: (point) => {
      const recovered = layout.recover(point);
      const restorable = bayesian && recovered.transfers.kind !== "matrix" && problem.budget.rule !== "none";
      return recoverBilateral({
        ...recovered,
        buyer,
        seller,
        ...(restorable
          ? {
              restore: {
                participation:
                  problem.participation === "interim" || problem.participation === "ex-post" ? ("interim" as const) : ("none" as const),
                requiredProfit: question.budget.requiredProfit,
              },
            }
          : {}),
      });
    },
  };
}

function finiteTask(problem: DesignProblem): Task {
  const question = finiteQuestion(problem);
  const { environment } = question;
  const { program, layout } = buildReference(question);
  const budget = layout.rowFamilies.find((family) => family.name === "budget" && family.count === 1);
  return {
    program,
    environment,
    multiplier: ({ rowMultipliers }) => (budget && rowMultipliers ? 0 - (rowMultipliers[budget.start] as number) / layout.unit : null),
    mechanism: (point) => recoverFinite(environment.outcomes.length, layout.lotteryOf(point), layout.paymentsOf(point)),
  };
}

/** Σ_p π(p)·[max_o Σ_a u_a(o, k_a) − outside options]. */
function finiteFirstBest(environment: FiniteEnvironment): number {
  const { agents, outcomes, utilities, outsideOptions, prior } = environment;
  const types = new Int32Array(agents.length);
  const total = new CompensatedSum();
  const profiles = agents.reduce((product, agent) => product * agent.types.length, 1);
  for (let p = 0; p < profiles; p++) {
    let probability = prior.kind === "joint" ? (prior.masses[p] as number) : 1;
    let outside = 0;
    agents.forEach((_, a) => {
      const k = types[a] as number;
      if (prior.kind === "independent") probability *= prior.masses[a]?.[k] as number;
      outside += outsideOptions[a]?.[k] as number;
    });
    let best = Number.NEGATIVE_INFINITY;
    for (let o = 0; o < outcomes.length; o++) {
      let surplus = 0;
      agents.forEach((agent, a) => {
        surplus += utilities[a]?.[o * agent.types.length + (types[a] as number)] as number;
      });
      best = Math.max(best, surplus);
    }
    total.add(probability * (best - outside));
    for (let a = agents.length - 1; a >= 0; a--) {
      types[a] = (types[a] as number) + 1;
      if ((types[a] as number) < (agents[a]?.types.length as number)) break;
      types[a] = 0;
    }
  }
  return total.value;
}
