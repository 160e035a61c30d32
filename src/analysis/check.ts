import { refuse } from "../errors.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import type { Result } from "../result.ts";
import type { Solve } from "../solve.ts";
import { comparisons, type TheoremMention } from "./compare.ts";

/** The outcome of one instance's regression check. */
export interface InstanceReport {
  readonly name: string;
  readonly pass: boolean;
  readonly seconds: number;
  readonly status: Result["status"];
  readonly value: { readonly lower: number; readonly upper: number };
  readonly comparisons: readonly TheoremMention[];
}

/**
 * Solves an instance and holds the answer against the value that it expects and the theorems whose domain contains it.
 *
 * Throws InvalidInputError when the instance expects no value: then there is nothing to check.
 */
export async function checkInstance(name: string, problem: DesignProblem, solve: Solve): Promise<InstanceReport> {
  if (!problem.expected)
    refuse(
      `${name}: expected`,
      "the known value of the instance",
      undefined,
      'Add, for example, "expected": {"value": "9/64", "tolerance": 1e-8}.',
    );
  const started = performance.now();
  const result = await solve(problem);
  const found = comparisons(result);
  return {
    name,
    pass: (result.status === "optimal" || result.status === "limit") && found.every((comparison) => comparison.pass),
    seconds: (performance.now() - started) / 1000,
    status: result.status,
    value: { lower: result.value.lower, upper: result.value.upper },
    comparisons: found,
  };
}
