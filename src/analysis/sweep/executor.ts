import type { Job } from "./design.ts";
import { runJob, type SolveJob, type SweepRecord } from "./record.ts";

/** Runs batches of jobs, at most `width` of them at once; records come in the order of their jobs. */
export interface Executor {
  readonly width: number;
  run(jobs: readonly Job[]): Promise<readonly SweepRecord[]>;
  close(): Promise<void>;
}

/** Runs jobs one after the other where it is called. */
export function inProcess(solve: SolveJob): Executor {
  return {
    width: 1,
    async run(jobs) {
      const records: SweepRecord[] = [];
      for (const job of jobs) records.push(await runJob(job, solve));
      return records;
    },
    async close() {},
  };
}
