import type { SuiteReport } from "./report.ts";

export interface Change {
  readonly workload: string;
  readonly contender: string;
  /** New ratio to the first contender over the old one: above 1 is slower. */
  readonly factor: number;
  readonly slower: boolean;
}

/**
 * Compares two reports of one suite by their ratios to the first contender of each workload (absolute times do not travel between machines): a ratio that grew by more than
 * `limit` (default 5 %) is slower. Throws when the workloads or contenders differ: then there is nothing to compare.
 */
export function compareReports(before: SuiteReport, now: SuiteReport, limit = 0.05): readonly Change[] {
  const shape = ({ suite, workloads }: SuiteReport) =>
    JSON.stringify([suite, workloads.map(({ workload, times }) => [workload, Object.keys(times)])]);
  if (shape(before) !== shape(now)) throw new Error("the two reports are about different workloads; run the same suite again");
  return now.workloads.flatMap(({ workload, ratios }, w) =>
    Object.entries(ratios)
      .slice(1)
      .map(([contender, ratio]) => {
        const factor = ratio / (before.workloads[w]?.ratios[contender] as number);
        return { workload, contender, factor, slower: factor > 1 + limit };
      }),
  );
}
