import type { Change } from "../errors.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { incentivesStage, participationStage } from "../problem/words.ts";

/**
 * The problem has only finitely many types as it stands: a discretization, or laws made of atoms. Any other is continuous: its value comes as a bracket of the
 * requested width.
 *
 * @example
 * if (!isGrid(problem)) await solve(problem, { width: 1e-3 });
 */
export function isGrid(problem: DesignProblem): boolean {
  return problem.discretization !== undefined || (problem.environment.groups ?? []).every(({ law }) => law.pieces.length === 0);
}

/** Most traders who are offered a program over all profiles of types. */
const mostTraders = 6;

function tradersOf({ environment }: Pick<DesignProblem, "environment">): number {
  return (environment.groups ?? []).reduce((sum, { count }) => sum + count, 0);
}

/** The change to a grid with about so many profiles of types; none among so many traders that any grid has too many. */
export function toProfiles(problem: Pick<DesignProblem, "environment">, profiles: number): readonly Change[] {
  return tradersOf(problem) <= mostTraders ? [toGrid(problem, profiles)] : [];
}

/** The change that makes a grid of each law, with about so many profiles of types, of points of equal mass where a support has no ends. */
export function toGrid(problem: Pick<DesignProblem, "environment">, profiles: number): Change {
  const bounded = (problem.environment.groups ?? []).every(({ law: { support } }) => Number.isFinite(support.max - support.min));
  return { discretization: { rule: bounded ? "midpoint" : "equal-mass", points: pointsFor(problem, profiles) } };
}

/** Points of each law with which there are at most so many profiles of types. */
function pointsFor(problem: Pick<DesignProblem, "environment">, profiles: number): number {
  return Math.max(2, Math.floor(profiles ** (1 / tradersOf(problem)) + 1e-9));
}

/** The change to a grid with at most so many profiles of types; none where types are listed, or the points are fewer already. */
export function toFewerPoints(problem: DesignProblem, profiles: number): readonly Change[] {
  const { environment, discretization } = problem;
  const points = pointsFor(problem, profiles);
  const cut = environment.groups?.every(({ law }) => law.pieces.length > 0) ?? false;
  return cut && discretization && points < discretization.points ? [{ "discretization.points": points }] : [];
}

/** The change of words that asks no constraint but the budget of single states or reports; none where these words ask none. */
export function toAverages({ incentives, participation }: DesignProblem): readonly Change[] {
  const change = {
    ...(incentivesStage[incentives] === "ex-post" && { incentives: "bayesian" }),
    ...(participationStage[participation] === "ex-post" && { participation: "interim" }),
  };
  return Object.keys(change).length > 0 ? [change] : [];
}
