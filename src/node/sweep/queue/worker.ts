import { type Executor, runSplitting } from "../../../analysis/sweep/executor.ts";
import { jobOfText } from "../../../analysis/sweep/job.ts";
import { InvalidInputError, show } from "../../../errors.ts";
import { version } from "../../version.ts";
import { type BatchJob, closeAll, connectQueue, unusable, watchServer } from "./server.ts";

/** How a worker works. */
export interface WorkerSettings {
  /** Runs the jobs of a batch. The caller closes it. */
  readonly executor: Executor;
  /** Batches at once (default 1). */
  readonly concurrency?: number | undefined;
  /** Seconds after which a batch of a worker that is silent goes to another (default 30). */
  readonly leaseSeconds?: number | undefined;
  /** Ends when there was nothing to do for so many seconds; default: never. */
  readonly idleSeconds?: number | undefined;
  /** Seconds for which the server may be gone (default 60). */
  readonly patienceSeconds?: number | undefined;
  /** Ends the worker when the batches that it has are done. */
  readonly signal?: AbortSignal | undefined;
  /** Told when the worker waits for batches, and after each of them. */
  readonly onReady?: ((shown: string) => void) | undefined;
  /** Called when a batch is done, with its number of rows. */
  readonly onBatch?: ((rows: number) => void) | undefined;
}

/** What a worker has done. */
export interface WorkerReport {
  readonly batches: number;
  readonly rows: number;
}

/**
 * Works on the batches that studies put on a queue ({@link queueExecutor}), until it is told to stop or there was nothing to do for long enough.
 *
 * Throws InvalidInputError when the server cannot be reached or is lost, and for a batch of another version, which goes back on the queue for a worker of that one.
 *
 * @example
 * await runWorker("redis://localhost:6379", { executor: threads(), idleSeconds: 60 });
 */
export async function runWorker(address: string, settings: WorkerSettings): Promise<WorkerReport> {
  const {
    executor,
    concurrency = 1,
    leaseSeconds = 30,
    idleSeconds = Number.POSITIVE_INFINITY,
    patienceSeconds = 60,
    signal,
    onReady,
    onBatch,
  } = settings;
  const server = await connectQueue(address);
  const { WaitingError } = await import("bullmq");
  let [batches, rows, active] = [0, 0, 0];
  let idleSince = performance.now();
  let end: (error?: unknown) => void = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error === undefined ? resolve() : reject(error));
  });
  ended.catch(() => {});

  const run = async (job: BatchJob, token?: string): Promise<null> => {
    const { data } = job;
    if (data.version !== version) {
      end(otherVersion(data.version));
      // No more of them; this one is for somebody else.
      void worker.pause(true);
      await job.moveToWait(token);
      throw new WaitingError();
    }
    if (data.records) return null;
    active++;
    try {
      const jobs = (data.jobs ?? []).map(jobOfText);
      const records = await runSplitting(executor, jobs);
      // In the place of the jobs: whoever takes the batch over after this finds it done, and events stay small.
      await job.updateData({ version, records: records.map((record) => JSON.stringify(record)) });
      batches++;
      rows += jobs.length;
      onBatch?.(jobs.length);
      return null;
    } finally {
      active--;
      idleSince = performance.now();
    }
  };
  const worker = server.worker(run, {
    name: version,
    concurrency,
    lockDuration: 1000 * leaseSeconds,
    stalledInterval: 1000 * leaseSeconds,
    maxStalledCount: 3,
    runRetryDelay: 1000,
    autorun: false,
  });
  const queue = server.queue();
  const watch = watchServer(
    server.shown,
    async () => {
      await queue.getJobCounts("waiting");
      if (active === 0 && performance.now() - idleSince > 1000 * idleSeconds) end();
    },
    patienceSeconds,
  );
  const stop = () => end();
  signal?.addEventListener("abort", stop);
  try {
    await Promise.race([worker.waitUntilReady(), watch.lost]).catch((error: unknown) => {
      throw unusable(server.shown, error);
    });
    if (signal?.aborted) stop();
    worker.run().catch(() => {});
    onReady?.(server.shown);
    await Promise.race([ended, watch.lost]);
    // Batches that it has are finished, however long that takes.
    await Promise.race([worker.close(), watch.lost]);
    return { batches, rows };
  } finally {
    signal?.removeEventListener("abort", stop);
    watch.stop();
    await closeAll([worker, queue]);
  }
}

function otherVersion(other: unknown): InvalidInputError {
  return new InvalidInputError({
    field: "queue",
    expected: `batches of version ${version}, as this worker is`,
    received: `one of version ${show(other)}`,
    remedy: "Install that version here, or run the study with this one.",
  });
}
