import { highs } from "../../solvers/highs.ts";
import { toNumber } from "../../src/arithmetic/rational.ts";
import type { Program } from "../../src/program/program.ts";
import type { TradeQuestion } from "../../src/program/question.ts";
import { build } from "../../src/program/reduced/build.ts";
import { buildReference } from "../../src/program/reference/finite.ts";
import type { Solver } from "../../src/solver/solver.ts";
import { solveVerified } from "../../src/solver/verified.ts";
import { solveTrade } from "../support/exact-trade.ts";
import { type Cell, exactTradeOf, finiteQuestionOf, type Instance, tradeQuestionOf } from "./trade-instances.ts";

/** How a question ended; the value is −∞ when infeasible and +∞ when unbounded, so that values are comparable. */
export interface Outcome {
  readonly status: "optimal" | "infeasible" | "unbounded";
  readonly value: number;
  readonly point: Float64Array | undefined;
}

/** What a solver says of a program; undefined when it failed to decide. */
export async function outcomeOf(program: Program, solver: Solver = highs): Promise<Outcome | undefined> {
  const result = await solver.solve(program);
  switch (result.status) {
    case "optimal":
      return { status: "optimal", value: result.objective, point: result.point };
    case "infeasible":
      return { status: "infeasible", value: Number.NEGATIVE_INFINITY, point: undefined };
    case "unbounded":
      return { status: "unbounded", value: Number.POSITIVE_INFINITY, point: undefined };
    default:
      return undefined;
  }
}

/** The truth about a bilateral question: the reference program, and the exact linear program on rationals where the solver could not decide. */
export async function truth(instance: Instance, cell: Cell): Promise<Outcome> {
  const { program } = buildReference(finiteQuestionOf(tradeQuestionOf(instance, cell)));
  return (await outcomeOf(program)) ?? exactOutcome(instance, cell);
}

/** The outcome by exact arithmetic, straight from the definitions. */
export function exactOutcome(instance: Instance, cell: Cell): Outcome {
  const { status, value } = solveTrade(exactTradeOf(instance, cell));
  if (status === "optimal" && value) return { status, value: toNumber(value), point: undefined };
  return {
    status: status === "unbounded" ? "unbounded" : "infeasible",
    value: status === "unbounded" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY,
    point: undefined,
  };
}

/** Value of the reduced program; throws when there is none. */
export async function value(question: TradeQuestion, solver: Solver = highs): Promise<number> {
  const { program } = build(question);
  const scale = program.objective.reduce((most, c) => Math.max(most, Math.abs(c)), 0);
  const { status, solution } = await solveVerified(program, solver, { violation: 1e-8, value: 1e-8 + 1e-7 * scale });
  if (status !== "optimal") throw new Error(`expected an optimum, got ${status}`);
  return solution.objective;
}

/** Value of the reference program; throws when there is none. */
export async function referenceValue(question: TradeQuestion): Promise<number> {
  const outcome = await outcomeOf(buildReference(finiteQuestionOf(question)).program);
  if (outcome?.status !== "optimal") throw new Error(`expected an optimum, got ${outcome?.status ?? "no answer"}`);
  return outcome.value;
}

/** |a − b| relative to max(1, |a|, |b|); 0 for equal infinities. */
export function distance(a: number, b: number): number {
  return a === b ? 0 : Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));
}
