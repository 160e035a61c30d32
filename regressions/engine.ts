import type { Rational } from "../src/arithmetic/rational.ts";
import { UnsupportedProblemError } from "../src/errors.ts";
import { isBilateral, type Mechanism } from "../src/mechanism/mechanism.ts";
import type { DesignProblem } from "../src/problem/design-problem.ts";
import type { Engine } from "./regression.ts";

/** What {@link engineOf} reads of the answer to a problem; a `Result` has it all. */
export interface EngineAnswer {
  readonly status: string;
  readonly explanation: string;
  readonly value: { readonly lower: number; readonly upper: number; readonly exact: Rational | null };
  readonly multiplier: number | null;
  readonly mechanism: Mechanism | null;
}

/**
 * The part of a solve function that checks may call.
 *
 * `optimum` passes on the bracket of results that are optimal, stopped at a limit, infeasible (−∞) or unbounded (+∞), and throws for results
 * with status `error`. `bilateralMechanism` throws UnsupportedProblemError when the result holds no bilateral mechanism.
 *
 * @example
 * const engine = engineOf(solve);
 * await checkTheorem(checkedTheoremById("myerson-satterthwaite/uniform"), engine);
 */
export function engineOf(solve: (problem: DesignProblem) => Promise<EngineAnswer>): Engine {
  const run = async (problem: DesignProblem): Promise<EngineAnswer> => {
    const result = await solve(problem);
    if (result.status === "error") throw new Error(`the engine failed: ${result.explanation}`);
    return result;
  };
  return {
    async optimum(problem) {
      const { value, multiplier } = await run(problem);
      return { lower: value.lower, upper: value.upper, exact: value.exact, multiplier };
    },
    async bilateralMechanism(problem) {
      const { mechanism, status } = await run(problem);
      if (mechanism && isBilateral(mechanism)) return mechanism;
      throw new UnsupportedProblemError({
        assumption: `The result (${status}) holds no mechanism of bilateral trade, but ${mechanism ? "another" : "none"}.`,
        alternative: "Ask for a feasible problem of bilateral trade on a grid.",
      });
    },
  };
}
