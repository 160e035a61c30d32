import { formatRational } from "../arithmetic/rational.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import type { Program } from "../program/program.ts";
import type { SolverResult } from "../solver/solver.ts";

/** Why a problem has no largest value. */
export function boundedness(problem: DesignProblem): string {
  const { participation, budget } = problem;
  if (budget.rule === "none")
    return "Unbounded: no budget limits what the broker may pay out, and a dollar of rent is worth more than the dollar of profit that it costs. Add a budget, or weigh the broker's profit at least as much as any rent.";
  if (participation === "none")
    return "Unbounded: nobody must be willing to take part, so money can be taken from one party and given to another without limit, and the objective weighs them differently. Add a participation constraint, or equal weights.";
  return "Unbounded: the objective grows without limit under these constraints.";
}

/** Why no mechanism satisfies the constraints. */
export function infeasibility(problem: DesignProblem, largestProfit: string): string {
  return `Infeasible: the budget requires a profit of ${formatRational(problem.budget.requiredProfit)}, but under ${problem.incentives} incentives and ${problem.participation} participation no mechanism makes more than ${largestProfit}. Require less, or weaken participation.`;
}

/** Why a bracket is wider than asked for. */
export function widthNotReached(width: number): string {
  return `The bracket is proved, but wider than the requested relative width ${width}: the limit on cells, time or rounding came first. Raise the limit or ask for a wider bracket.`;
}

/** Why a program has no feasible point: the rows of the solver's Farkas proof, in the user's words. */
export function infeasibleProgram(problem: DesignProblem, program: Program, solution: SolverResult): string {
  const cell = `${problem.incentives} incentives, ${problem.participation} participation and the budget rule ${problem.budget.rule} with required profit ${formatRational(problem.budget.requiredProfit)}`;
  const rows = conflicting(program, solution);
  const which = rows.length > 0 ? ` These constraints contradict each other: ${rows.join("; ")}.` : "";
  return `Infeasible: no mechanism satisfies ${cell}.${which}`;
}

/** Names of the rows with the largest share in the contradiction, at most eight. */
function conflicting(program: Program, { farkas }: SolverResult): string[] {
  if (!farkas) return [];
  const rows = [...farkas.keys()].filter((row) => Math.abs(farkas[row] as number) > 1e-9);
  rows.sort((a, b) => Math.abs(farkas[b] as number) - Math.abs(farkas[a] as number));
  const named = rows.slice(0, 8).map((row) => program.rowName(row));
  return rows.length > 8 ? [...named, `and ${rows.length - 8} more`] : named;
}
