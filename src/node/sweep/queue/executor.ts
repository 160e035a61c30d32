import { createHash } from "node:crypto";
import { type Executor, WorkerLostError } from "../../../analysis/sweep/executor.ts";
import type { Job } from "../../../analysis/sweep/job.ts";
import type { SweepRecord } from "../../../analysis/sweep/record.ts";
import { version } from "../../version.ts";
import { closeAll, connectQueue, unusable, watchServer } from "./server.ts";

/** How a study is spread over a queue. */
export interface QueueSettings {
  /** Batches on the queue at once: as many as all workers together have threads, or more (default 64). */
  readonly inFlight?: number | undefined;
  /** Seconds for which the server may be gone, as while it is started again (default 60). */
  readonly patienceSeconds?: number | undefined;
  /** Told once when no worker is there. */
  readonly onNoWorker?: ((version: string) => void) | undefined;
}

/** Gives batches to workers elsewhere. */
export interface QueueExecutor extends Executor {
  /** Whether the server keeps tables: a {@link StudyTable} may lie beside the queue. */
  readonly tables: boolean;
}

/** Kept on the server for so many seconds when nobody asks: a coordinator that was killed finds them again. */
const keptSeconds = 7 * 24 * 3600;

/**
 * Runs batches of about a thousand jobs on the workers (`secondbest worker --queue`) of a server, PostgreSQL or Redis. A batch is run at least once: that of a worker that
 * is gone is taken over by another, and one that the server has lost is put there again. Its name is the hash of its keys, so that a run that resumes finds the batches
 * that the run before it left.
 *
 * Throws InvalidInputError at once when the server cannot be reached, and later when it is gone for longer than `patienceSeconds`.
 *
 * @example
 * const executor = await queueExecutor("redis://localhost:6379");
 * try { await sweep(design, { executor, journal: "study.jsonl" }); } finally { await executor.close(); }
 */
export async function queueExecutor(address: string, settings: QueueSettings = {}): Promise<QueueExecutor> {
  const { inFlight = 64, patienceSeconds = 60, onNoWorker } = settings;
  const server = await connectQueue(address);
  const queue = server.queue();
  const events = server.events();
  const waiting = new Map<string, Waiting>();

  const put = (id: string, jobs: readonly Job[]) =>
    queue.add(
      "batch",
      { version, jobs: jobs.map(({ text }) => text) },
      { jobId: id, attempts: 3, backoff: 1000, removeOnComplete: { age: keptSeconds }, removeOnFail: { age: keptSeconds } },
    );

  /** Looks how a batch stands; several looks at once are one. */
  const look = async (id: string) => {
    const batch = waiting.get(id);
    if (!batch || batch.looking) return;
    batch.looking = true;
    try {
      // The state first: what is read after a batch was completed has its records.
      const state = await queue.getJobState(id);
      if (state === "unknown") await put(id, batch.jobs);
      if (state !== "completed" && state !== "failed") return;
      const job = await queue.getJob(id);
      if (!job) return;
      waiting.delete(id);
      const records = state === "completed" ? recordsOf(job.data.records, batch.jobs) : undefined;
      await job.remove().catch(() => {});
      if (records) batch.resolve(records);
      else batch.reject(new WorkerLostError(`its worker was lost (${job.failedReason ?? "the records are not those of the jobs"})`));
    } finally {
      batch.looking = false;
    }
  };
  const lookSoon = ({ jobId }: { jobId: string }) => void look(jobId).catch(() => {});
  events.on("completed", lookSoon);
  events.on("failed", lookSoon);

  let sinceLooked = 0;
  let told = false;
  // Events may be missed while a connection is down: now and then every batch is looked at.
  const watch = watchServer(
    server.shown,
    async () => {
      await queue.getJobCounts("waiting");
      if (++sinceLooked % 5 !== 0) return;
      for (const id of waiting.keys()) await look(id);
      if (told || waiting.size === 0 || (await queue.getWorkersCount()) > 0) return;
      told = true;
      onNoWorker?.(version);
    },
    patienceSeconds,
  );
  watch.lost.catch((error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });

  try {
    await Promise.race([Promise.all([queue.waitUntilReady(), events.waitUntilReady()]), watch.lost]);
  } catch (error) {
    watch.stop();
    await closeAll([events, queue]);
    throw unusable(server.shown, error);
  }
  return {
    tables: server.tables,
    width: inFlight,
    batch: 1000,
    async run(jobs) {
      const id = `batch-${createHash("sha256")
        .update(jobs.map(({ key }) => key).join())
        .digest("hex")}`;
      const records = new Promise<readonly SweepRecord[]>((resolve, reject) => {
        waiting.set(id, { jobs, resolve, reject, looking: false });
      });
      // A server that is down is back in time, or lost; what was not put there is put there by the next look.
      await Promise.race([put(id, jobs).then(() => look(id)), watch.lost]).catch(() => {});
      return await Promise.race([records, watch.lost]);
    },
    async close() {
      watch.stop();
      await closeAll([events, queue]);
    },
  };
}

/** A batch on the queue, and who waits for it. */
interface Waiting {
  readonly jobs: readonly Job[];
  readonly resolve: (records: readonly SweepRecord[]) => void;
  readonly reject: (error: unknown) => void;
  looking: boolean;
}

/** The records of a batch, one a job in its order; undefined when they are not. */
function recordsOf(lines: readonly string[] | undefined, jobs: readonly Job[]): readonly SweepRecord[] | undefined {
  const records = lines?.map((line) => JSON.parse(line) as SweepRecord);
  return records?.length === jobs.length && records.every(({ key }, k) => key === jobs[k]?.key) ? records : undefined;
}
