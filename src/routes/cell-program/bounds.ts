import type { BilateralTrade } from "../../environments/bilateral-trade.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { Solver } from "../../solver/solver.ts";
import { commonCut, firstKnots } from "../../type-space/common-knots.ts";
import { solveRound } from "./round.ts";

/** The bounds that programs on about `count` cells of equal probability give, without what theory adds. */
export async function cellBounds(
  problem: DesignProblem,
  solver: Solver,
  count: number,
  timeLimitSeconds: number,
): Promise<{ readonly inner: number; readonly outer: number; readonly proved: boolean }> {
  const { buyer, seller } = problem.environment as BilateralTrade;
  const cut = commonCut([buyer, seller]);
  const until = performance.now() + 1000 * timeLimitSeconds;
  const timeLeft = () => Math.max(1e-3, (until - performance.now()) / 1000);
  const { lower, upper, proved } = await solveRound(problem, cut, firstKnots(buyer, seller, cut, count), solver, timeLeft);
  return { inner: lower, outer: upper, proved };
}
