import type { DesignProblem } from "../problem/design-problem.ts";
import { efficient } from "./efficient.ts";
import { linearProgram } from "./linear-program.ts";
import type { Route } from "./route.ts";
import { virtualSurplus } from "./virtual-surplus.ts";

/** Every route, the sharpest first. */
const routes: readonly Route[] = [virtualSurplus, efficient, linearProgram];

/** The first route that serves a problem; null when none does. */
export function chooseRoute(problem: DesignProblem): Route | null {
  return routes.find((route) => route.accepts(problem) === true) ?? null;
}
