import type { DesignProblem } from "../problem/design-problem.ts";

/** The problem has only finitely many types as it stands: a discretization, or laws made of atoms. */
export function isGrid(problem: DesignProblem): boolean {
  const { environment, discretization } = problem;
  if (environment.kind === "finite" || discretization !== undefined) return true;
  return environment.groups.every(({ law }) => law.pieces.length === 0);
}
