import { formatRational } from "../arithmetic/rational.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { boundedness } from "../program/boundedness.ts";
import type { Program } from "../program/program.ts";
import { demandsOf } from "../program/question.ts";
import type { SolverResult } from "../solver/solver.ts";

/** Why a problem has no largest value, and what to change. */
export function unboundedness(problem: DesignProblem): string {
  const verdict = boundedness(boundednessQuestion(problem));
  if (verdict.bounded) return "Unbounded: the objective grows without limit under these constraints.";
  return `Unbounded: ${verdict.reason.charAt(0).toLowerCase()}${verdict.reason.slice(1)} ${verdict.remedy}`;
}

/** What the rules of boundedness ask about: the words of a problem, and who is there. */
export function boundednessQuestion(problem: DesignProblem): Parameters<typeof boundedness>[0] {
  const { environment } = problem;
  return { ...demandsOf(problem), ...(environment.groups === undefined && { environment }) };
}

/** Why no mechanism satisfies the constraints. */
export function infeasibility(problem: DesignProblem, largestProfit: string): string {
  return `Infeasible: the budget requires a profit of ${formatRational(problem.budget.requiredProfit)}, but under ${problem.incentives} incentives and ${problem.participation} participation no mechanism makes more than ${largestProfit}. Require less, or weaken participation.`;
}

/** What a bracket is worth that no enclosures prove; `missed` is the width asked for and not reached. */
export function numericalBracket(missed: number | null): string {
  const basis =
    "a numerical bracket, not a proved one: it rests on estimates of the rounding errors, since enclosures are wider than what was asked for or a law made of functions has none";
  return missed === null
    ? `Optimal up to the stated bracket. It is ${basis}.`
    : `The bracket is wider than the requested relative width ${missed}: the limit on cells, time or rounding came first. It is ${basis}.`;
}

/** What a proved bracket is worth that is as narrow as asked for. */
export const provedBracket =
  "Optimal up to the stated bracket, which is proved for the continuous problem itself: a feasible mechanism attains the lower bound, a dual bound gives the upper.";

/** What an optimal bracket is measured by when it is wider, against the value, than was asked for; else nothing. */
export function measuredByTypes({ lower, upper }: { readonly lower: number; readonly upper: number }, width: number): string {
  return upper - lower > width * Math.max(Math.abs(lower), Math.abs(upper))
    ? ` The value is next to nothing against what the types are worth: the bracket is narrower than ${width} against those, not against the value.`
    : "";
}

/** Why a bracket is wider than asked for. */
export function widthNotReached(width: number): string {
  return `The bracket is proved, but wider than the requested relative width ${width}: the limit on cells, time or rounding came first. Raise the limit or ask for a wider bracket.`;
}

/** Why a program has no feasible point: the rows of the solver's Farkas proof, in the user's words. */
export function infeasibleProgram(problem: DesignProblem, program: Program, solution: SolverResult): string {
  return contradiction(problem, conflicting(program, solution));
}

/** That no mechanism satisfies the constraints, of which the rows named contradict each other. */
export function contradiction({ incentives, participation, budget }: DesignProblem, names: readonly string[]): string {
  const cell = `${incentives} incentives, ${participation} participation and the budget rule ${budget.rule} with required profit ${formatRational(budget.requiredProfit)}`;
  const rows = names.length > 8 ? [...names.slice(0, 8), `and ${names.length - 8} more`] : names;
  const which = rows.length > 0 ? ` These constraints contradict each other: ${rows.join("; ")}.` : "";
  return `Infeasible: no mechanism satisfies ${cell}.${which}`;
}

/** Names of the rows of the contradiction, the largest share first. */
function conflicting(program: Program, { farkas }: SolverResult): string[] {
  if (!farkas) return [];
  const rows = [...farkas.keys()].filter((row) => Math.abs(farkas[row] as number) > 1e-9);
  rows.sort((a, b) => Math.abs(farkas[b] as number) - Math.abs(farkas[a] as number));
  return rows.map((row) => program.rowName(row));
}
