import { registerExternalSolvers } from "../../../solvers/external.ts";
import { inProcess } from "../../analysis/sweep/executor.ts";
import type { Job } from "../../analysis/sweep/job.ts";
import type { SweepRecord } from "../../analysis/sweep/record.ts";
import { solve } from "../../index.ts";

registerExternalSolvers();

/** What a thread of {@link threads} runs. */
export default function runBatch(jobs: readonly Job[]): Promise<readonly SweepRecord[]> {
  return inProcess(solve).run(jobs);
}
