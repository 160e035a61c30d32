import { CompensatedSum } from "../arithmetic/sum.ts";
import type { FiniteEnvironment } from "../environments/environment.ts";
import type { Mechanism } from "../mechanism/mechanism.ts";
import { recoverBilateral, recoverFinite } from "../mechanism/recover.ts";
import { firstBestGains } from "../mechanism/sums.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { boundedness } from "../program/boundedness.ts";
import type { Program } from "../program/program.ts";
import { finiteQuestion, tradeQuestion } from "../program/question.ts";
import { build } from "../program/reduced/build.ts";
import { buildReference } from "../program/reference/finite.ts";
import type { Bracket, Result } from "../result.ts";
import type { Solver, SolverResult } from "../solver/solver.ts";
import { about, finish, without } from "./finish.ts";
import type { SolveOptions } from "./options.ts";
import type { Stopwatch } from "./stopwatch.ts";
import { boundednessQuestion, infeasibleProgram, unboundedness } from "./words.ts";

/** A program, and how its point becomes a mechanism. */
interface Task {
  readonly program: Program;
  readonly firstBest: Bracket;
  readonly environment?: FiniteEnvironment;
  /** The shadow price of the budget in money, when one row states the budget. */
  multiplier(solution: SolverResult): number | null;
  mechanism(point: Float64Array): Mechanism;
}

/** Solves the reduced program of bilateral trade, or the naive program of any other finite environment, with a solver. */
export async function linearProgramRoute(
  problem: DesignProblem,
  solver: Solver,
  options: SolveOptions,
  stopwatch: Stopwatch,
): Promise<Result> {
  const task = stopwatch.time("build", () => (problem.environment.kind === "bilateral-trade" ? tradeTask(problem) : finiteTask(problem)));
  const label = () => ({ name: solver.name, version: solver.version });
  // Decided by rule: a solver may call an unbounded program infeasible.
  if (!boundedness(boundednessQuestion(problem)).bounded)
    return without(problem, "linear-program", "unbounded", unboundedness(problem), task.firstBest, label(), stopwatch);
  const solution = await stopwatch.timeAsync("solve", () =>
    solver.solve(task.program, {
      timeLimitSeconds: options.timeLimitSeconds,
      onProgress: options.onProgress,
      basis: solver.capabilities.warmStart ? options.warmStart?.for(task.program) : undefined,
    }),
  );
  stopwatch.add("solver", solution.seconds);
  switch (solution.status) {
    case "optimal":
      break;
    case "infeasible":
      return without(
        problem,
        "linear-program",
        "infeasible",
        infeasibleProgram(problem, task.program, solution),
        task.firstBest,
        label(),
        stopwatch,
      );
    case "unbounded":
      return without(problem, "linear-program", "unbounded", unboundedness(problem), task.firstBest, label(), stopwatch);
    case "limit":
      return without(
        problem,
        "linear-program",
        "limit",
        `${solver.name} stopped at a limit (${solution.message}) before it found the optimum. Raise the time limit, or use fewer types.`,
        task.firstBest,
        label(),
        stopwatch,
      );
    default:
      return without(
        problem,
        "linear-program",
        "error",
        `${solver.name} did not solve the program (${solution.status}: ${solution.message}). Try another solver with --solver.`,
        task.firstBest,
        label(),
        stopwatch,
      );
  }
  options.warmStart?.remember(task.program, solution);
  const point = solution.point;
  if (!point) throw new Error(`${solver.name} reports an optimum without a point`);
  const mechanism = stopwatch.time("mechanism", () => task.mechanism(point));
  return finish(
    problem,
    {
      route: "linear-program",
      status: "optimal",
      explanation: `Optimal according to ${solver.name}; the mechanism has passed the audit.`,
      value: about(solution.objective),
      firstBest: task.firstBest,
      mechanism,
      multiplier: task.multiplier(solution),
      multiplierExact: null,
      level: "float",
      solver: label(),
      ...(task.environment ? { environment: task.environment } : {}),
    },
    stopwatch,
  );
}

function tradeTask(problem: DesignProblem): Task {
  const question = tradeQuestion(problem);
  const { program, layout } = build(question);
  const { buyer, seller } = question;
  const budget = layout.rowFamilies.find((family) => family.name === "budget" && family.count === 1);
  const bayesian = problem.incentives === "bayesian";
  return {
    program,
    firstBest: about(firstBestGains(buyer, seller)),
    multiplier: ({ rowMultipliers }) => (budget && rowMultipliers ? 0 - (rowMultipliers[budget.start] as number) / layout.unit : null),
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
    firstBest: about(finiteFirstBest(environment)),
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
