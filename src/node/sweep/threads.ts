import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { Piscina } from "piscina";
import { type Executor, Pace, WorkerLostError } from "../../analysis/sweep/executor.ts";
import type { SweepRecord } from "../../analysis/sweep/record.ts";

/**
 * Runs batches in worker threads of this process, one a core unless told otherwise.
 *
 * @example
 * const executor = threads(4);
 * try { await sweep(design, { executor }); } finally { await executor.close(); }
 */
export function threads(count: number = availableParallelism()): Executor {
  // The built module, wherever this one was bundled into.
  const filename = join(dirname(createRequire(import.meta.url).resolve("secondbest/package.json")), "dist/src/node/sweep/thread.js");
  const pool = new Piscina({ filename, minThreads: count, maxThreads: count });
  const pace = new Pace();
  return {
    // A batch waits for every thread, so that none of them does.
    width: 2 * count,
    get batch() {
      return pace.batch;
    },
    async run(jobs) {
      try {
        return await pace.of(jobs.length, async () => (await pool.run(jobs)) as readonly SweepRecord[]);
      } catch (error) {
        // Jobs never throw: what ended was the thread.
        throw new WorkerLostError(`the thread that ran it was lost (${error instanceof Error ? error.message : String(error)})`);
      }
    },
    close: () => pool.destroy(),
  };
}
