import type { LinearEnvironment } from "../../environments/linear.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { Solver } from "../../solver/solver.ts";
import { cellScheme, mostStates } from "./scheme.ts";

/** The bounds that programs on about `count` cells of equal probability give, without what theory adds. */
export async function cellBounds(
  problem: DesignProblem,
  solver: Solver,
  count: number,
  timeLimitSeconds: number,
): Promise<{ readonly inner: number; readonly outer: number; readonly proved: boolean }> {
  const until = performance.now() + 1000 * timeLimitSeconds;
  const timeLeft = () => Math.max(1e-3, (until - performance.now()) / 1000);
  const scheme = cellScheme(problem, problem.environment as LinearEnvironment, { outer: solver, inner: solver }, count, mostStates);
  const knots = scheme.knots(count);
  if (!knots) return { inner: Number.NEGATIVE_INFINITY, outer: Number.POSITIVE_INFINITY, proved: true };
  const { lower, upper, proved } = await scheme.solve(knots, timeLeft);
  return { inner: lower, outer: upper, proved };
}
