import { formatRational } from "../../arithmetic/rational.ts";
import { InvalidInputError, UnsupportedProblemError } from "../../errors.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { parseInstance } from "../../problem/instance.ts";
import type { Level, Result, RouteName } from "../../result.ts";
import { type Job, type JobOptions, readJob } from "./job.ts";

/** What is known of a job when it is done; it depends on the job alone, so that all executors write the same. Bounds that are infinite are null. */
export interface SweepRecord {
  readonly key: string;
  /** `refused`: the instance is wrong or not served. */
  readonly status: Result["status"] | "refused";
  readonly lower: number | null;
  readonly upper: number | null;
  readonly exact: string | null;
  readonly firstBestLower: number | null;
  readonly firstBestUpper: number | null;
  readonly level: Level | null;
  readonly route: RouteName | null;
  /** Why there is no optimum. */
  readonly reason: string | null;
}

/** Solves one problem; the engine with its solvers is given from outside. */
export type SolveJob = (problem: DesignProblem, options: JobOptions) => Promise<Result>;

/** The record of a job. Never throws: what goes wrong is a record with its reason. */
export async function runJob(job: Job, solve: SolveJob): Promise<SweepRecord> {
  const { key } = job;
  try {
    const { instance, options } = readJob(job);
    const { status, value, firstBest, level, route, explanation } = await solve(parseInstance(instance), options);
    return {
      key,
      status,
      lower: finite(value.lower),
      upper: finite(value.upper),
      exact: value.exact && formatRational(value.exact),
      firstBestLower: finite(firstBest.lower),
      firstBestUpper: finite(firstBest.upper),
      level,
      route,
      reason: status === "optimal" ? null : explanation,
    };
  } catch (error) {
    const refused = error instanceof InvalidInputError || error instanceof UnsupportedProblemError;
    return failure(key, refused ? "refused" : "error", error);
  }
}

/** The record of a job that ended with an error. */
export function failure(key: string, status: "refused" | "error", error: unknown): SweepRecord {
  const unknown = { lower: null, upper: null, exact: null, firstBestLower: null, firstBestUpper: null, level: null, route: null };
  return { key, status, ...unknown, reason: error instanceof Error ? error.message : String(error) };
}

/** Whether a job gave no answer; `--only-failed` runs these again. */
export function failed({ status }: SweepRecord): boolean {
  return status === "error" || status === "refused";
}

function finite(x: number): number | null {
  return Number.isFinite(x) ? x : null;
}
