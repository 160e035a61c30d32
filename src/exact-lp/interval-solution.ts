import type { ExactVector } from "../arithmetic/exact-vector.ts";
import type { SolverResult } from "../solver/solver.ts";
import { type BasicSolution, isDualFeasible, isPrimalFeasible } from "./basis.ts";
import { feasiblePoint } from "./feasible-point.ts";
import { feasiblePrices } from "./feasible-prices.ts";
import type { ExactProgram, SolveExact } from "./program.ts";

/** A point and prices that are exactly feasible, near a solver's: their values enclose the optimum. */
export interface IntervalSolution {
  readonly point: ExactVector;
  readonly prices: ExactVector;
  readonly repairs: readonly string[];
}

/**
 * The honest interval: what a basis proves exactly on one side is kept, the solver's numbers are made exactly feasible on the other.
 * Returns in words what could not be repaired.
 */
export async function intervalSolution(
  program: ExactProgram,
  result: SolverResult,
  basic: BasicSolution | null,
  solve: SolveExact,
): Promise<IntervalSolution | string> {
  const repairs: string[] = [];
  let point = basic && isPrimalFeasible(basic) ? basic.point : null;
  if (!point) {
    if (!result.point) return "the solver gave no point";
    const repaired = await feasiblePoint(program, result.point, solve);
    if (typeof repaired === "string") return repaired;
    if (repaired.mixed) repairs.push("mechanism mixed with one that has slack");
    point = repaired.values;
  }
  let prices = basic && isDualFeasible(basic) ? basic.prices : null;
  if (!prices) {
    if (!result.rowMultipliers) return "the solver gave no multipliers";
    const repaired = await feasiblePrices(program, result.rowMultipliers, solve);
    if (!repaired) return "the multipliers could not be repaired";
    repairs.push("multipliers corrected so that payments keep no effect");
    if (repaired.mixed) repairs.push("multipliers mixed with some that are positive on every constraint");
    prices = repaired.values;
  }
  return { point, prices, repairs };
}
