import type { DesignProblem } from "../problem/design-problem.ts";
import type { Result } from "../result.ts";
import { about, without } from "./finish.ts";
import type { Stopwatch } from "./stopwatch.ts";
import { infeasibility, unboundedness } from "./words.ts";

/** How a search over the budget's multiplier ends without a mechanism. */
export type Unsolved =
  | { readonly status: "unbounded" }
  | { readonly status: "infeasible"; readonly largestProfit: number | string }
  | { readonly status: "undecided"; readonly largestProfit: { readonly lower: number; readonly upper: number } };

/** Its result, in economic words. */
export function unsolved(problem: DesignProblem, found: Unsolved, solver: Result["solver"], stopwatch: Stopwatch): Result {
  const end = (status: "unbounded" | "infeasible" | "limit", why: string) =>
    without(problem, "virtual-surplus", status, why, about(Number.NaN), solver, stopwatch);
  switch (found.status) {
    case "unbounded":
      return end("unbounded", unboundedness(problem));
    case "infeasible":
      return end("infeasible", infeasibility(problem, String(found.largestProfit)));
    case "undecided": {
      const { lower, upper } = found.largestProfit;
      return end(
        "limit",
        `Undecided: the required profit is as large as the largest that any mechanism can make, which lies between ${lower} and ${upper}. Ask for a little less.`,
      );
    }
  }
}
