import type { DesignProblem } from "../../../src/problem/design-problem.ts";
import type { StatedValue } from "../../../src/theorems/theorem.ts";
import type { Comparison, TheoremCheck } from "../../regression.ts";
import { againstEngine } from "../../support/compare.ts";

/** How far the engine's value of a finite problem may lie from the stated one, relative to its magnitude, when it is not exact. */
export const engineSlack = 1e-8;

/** The check that the optimum of `problem` is `value`. */
export function optimumCheck<P>(problem: (parameters: P) => DesignProblem, value: (parameters: P) => StatedValue): TheoremCheck<P> {
  return {
    name: "optimal value against the engine",
    usesEngine: true,
    async run(parameters, engine) {
      return againstEngine("optimal value", await engine.optimum(problem(parameters)), value(parameters), engineSlack);
    },
  };
}

/** A check of two computations that need no engine. */
export function ownCheck<P>(name: string, compare: (parameters: P) => readonly Comparison[]): TheoremCheck<P> {
  return { name, usesEngine: false, run: async (parameters) => compare(parameters) };
}
