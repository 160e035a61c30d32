import { formatRational } from "../../arithmetic/rational.ts";
import type { Proved } from "../../certificate/prove/proof.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { Result } from "../../result.ts";
import type { Unsolved } from "../../virtual-surplus/kernel/optimum.ts";
import { type Answer, without } from "../route.ts";
import { infeasibility, unboundedness } from "../words.ts";
import { about } from "./finish.ts";

/** The answer to a search over the budget's multiplier that ends without a mechanism, in economic words; `prove` proves that the required profit exceeds the largest one. */
export function unsolved(problem: DesignProblem, found: Unsolved, solver: Result["solver"], prove?: () => Proved | string): Answer {
  const end = (status: "unbounded" | "infeasible" | "limit", why: string) =>
    without("virtual-surplus", status, why, about(Number.NaN), solver, status === "infeasible" ? prove?.() : why);
  switch (found.status) {
    case "unbounded":
      return end("unbounded", unboundedness(problem));
    case "infeasible": {
      const level = found.exact ? "exact" : found.proved ? "continuum" : "float";
      return {
        ...end("infeasible", infeasibility(problem, found.exact ? formatRational(found.exact) : String(found.largestProfit))),
        level,
      };
    }
    case "undecided": {
      const { lower, upper } = found.largestProfit;
      return end(
        "limit",
        `Undecided: the required profit is as large as the largest that any mechanism can make, which lies between ${lower} and ${upper}. Ask for a little less.`,
      );
    }
  }
}
