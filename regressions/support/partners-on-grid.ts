import type { Partnership } from "../../src/environments/partnership.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import type { Comparison, Engine } from "../regression.ts";
import { compare } from "./compare.ts";

/** Points of a midpoint grid for so many partners. */
export const gridPoints = (partners: number): number => ([0, 0, 30, 10, 6, 4] as const)[partners] ?? 4;

/** True when a surplus, in units of the range of values, is clear enough for {@link dissolvedOnGrid}. */
export function isClear(surplus: number, partners: number): boolean {
  return surplus >= 1e-6 || surplus <= -1.2 / gridPoints(partners);
}

/**
 * The engine's second best on midpoint grids against its first best there (which ex-ante participation reaches): equal when the partnership can be dissolved
 * efficiently, less when it cannot. Grids leave more profit than laws, by at most about a cell; so the surplus on the laws decides unless it is slightly
 * negative.
 */
export async function dissolvedOnGrid(
  environment: Partnership,
  partners: number,
  possible: boolean,
  range: number,
  engine: Engine,
): Promise<readonly Comparison[]> {
  const discretization = { rule: "midpoint", points: gridPoints(partners) } as const;
  const best = await engine.optimum(designProblem({ environment, discretization, participation: "ex-ante", budget: "balanced" }));
  const second = await engine.optimum(designProblem({ environment, discretization, budget: "balanced" }));
  return possible
    ? [compare("second best on a grid reaches the first best", second.lower, "=", best.upper, 1e-8 * range)]
    : [compare("second best on a grid misses the first best", second.upper, "<", best.lower, 1e-7 * range)];
}
