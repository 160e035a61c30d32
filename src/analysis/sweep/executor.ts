import type { Job } from "./job.ts";
import { failure, runJob, type SolveJob, type SweepRecord } from "./record.ts";

/** Runs batches of jobs; records come in the order of their jobs. */
export interface Executor {
  /** How many batches run at once. */
  readonly width: number;
  /** The most jobs of the next batch: few enough that a crash costs little, enough that sending and writing them costs little. */
  readonly batch: number;
  /** Rejects with {@link WorkerLostError} when the jobs took down what ran them; with anything else, no job can run any more. */
  run(jobs: readonly Job[]): Promise<readonly SweepRecord[]>;
  close(): Promise<void>;
}

/** What ran a batch is gone: out of memory, killed. The executor itself goes on. */
export class WorkerLostError extends Error {
  override readonly name = "WorkerLostError";
}

/** Runs jobs one after the other where it is called. */
export function inProcess(solve: SolveJob): Executor {
  const pace = new Pace();
  return {
    width: 1,
    get batch() {
      return pace.batch;
    },
    run: (jobs) =>
      pace.of(jobs.length, async () => {
        const records: SweepRecord[] = [];
        for (const job of jobs) records.push(await runJob(job, solve));
        return records;
      }),
    async close() {},
  };
}

/** Sizes batches by how long those before took, so that a crash costs a fraction of a second whether a row takes a minute or a tenth of a millisecond. */
export class Pace {
  /** The most jobs of the next batch. */
  batch = 1;

  /** Runs a batch of so many jobs, and learns from how long it took. */
  async of<T>(jobs: number, run: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    const result = await run();
    const fitting = Math.floor((jobs * batchMilliseconds) / Math.max(performance.now() - begun, 1e-3));
    this.batch = Math.max(1, Math.min(fitting, 4 * this.batch, mostJobs));
    return result;
  }
}

const batchMilliseconds = 200;
const mostJobs = 512;

/** Runs a batch; when a worker is lost over it, its halves, so that one job that takes down every worker is one row that failed. */
export async function runSplitting(executor: Executor, jobs: readonly Job[]): Promise<readonly SweepRecord[]> {
  try {
    return await executor.run(jobs);
  } catch (error) {
    if (!(error instanceof WorkerLostError)) throw error;
    const [only] = jobs;
    if (only && jobs.length === 1) return [failure(only.key, "error", error)];
    const half = Math.ceil(jobs.length / 2);
    return [...(await runSplitting(executor, jobs.slice(0, half))), ...(await runSplitting(executor, jobs.slice(half)))];
  }
}
