import type { Partnership } from "../../src/environments/partnership.ts";
import { type DesignProblem, designProblem } from "../../src/problem/design-problem.ts";
import type { Engine } from "../regression.ts";

/** The engine's optimum on midpoint grids of `points` and twice as many types, extrapolated to no width: their error falls in proportion to the width. */
export async function extrapolated(
  environment: Partnership,
  asked: Omit<Parameters<typeof designProblem>[0], "environment" | "discretization">,
  points: number,
  engine: Engine,
): Promise<number> {
  const on = (count: number): DesignProblem =>
    designProblem({ environment, ...asked, discretization: { rule: "midpoint", points: count } });
  const [coarse, fine] = [await engine.optimum(on(points)), await engine.optimum(on(2 * points))];
  return fine.lower + fine.upper - (coarse.lower + coarse.upper) / 2;
}
