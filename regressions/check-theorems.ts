import type { DesignProblem } from "../src/problem/design-problem.ts";
import { checkTheorem, type TheoremReport } from "./check-theorem.ts";
import { type EngineAnswer, engineOf } from "./engine.ts";
import type { CheckedTheorem } from "./regression.ts";

/**
 * Runs the checks of theorems against the engine, each in turn; `onReport` hears of every one as it ends.
 *
 * @example
 * import { solve } from "secondbest";
 * import { checkedTheorems, checkTheorems } from "secondbest/theorems";
 * const reports = await checkTheorems(checkedTheorems, solve);
 */
export async function checkTheorems(
  theorems: readonly CheckedTheorem[],
  solve: (problem: DesignProblem) => Promise<EngineAnswer>,
  onReport: (report: TheoremReport) => void = () => undefined,
  seed?: number,
): Promise<TheoremReport[]> {
  const engine = engineOf((problem) => solve(problem));
  const reports: TheoremReport[] = [];
  for (const theorem of theorems) {
    const report = await checkTheorem(theorem, engine, seed === undefined ? {} : { seed });
    reports.push(report);
    onReport(report);
  }
  return reports;
}
