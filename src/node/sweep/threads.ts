import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Piscina } from "piscina";
import type { DrawExecutor } from "../../analysis/estimate/draws.ts";
import type { SampleNumbers } from "../../analysis/estimate/sample.ts";
import { type Executor, Pace, WorkerLostError } from "../../analysis/sweep/executor.ts";
import type { SweepRecord } from "../../analysis/sweep/record.ts";
import { type InvalidInputDetails, InvalidInputError } from "../../errors.ts";
import { packageFolder } from "../package-folder.ts";

/**
 * Runs batches in worker threads of this process, one a core unless told otherwise.
 *
 * @example
 * const executor = threads(4);
 * try { await sweep(design, { executor }); } finally { await executor.close(); }
 */
export function threads(count: number = availableParallelism()): Executor {
  const pool = poolOf("thread", count);
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

/**
 * Makes the bootstrap draws of `dataFrontier` in worker threads, one a core unless told otherwise.
 *
 * @example
 * const executor = drawThreads();
 * try { await dataFrontier({ samples: values }, { samples: costs }, { executor }); } finally { await executor.close(); }
 */
export function drawThreads(count: number = availableParallelism()): DrawExecutor {
  const pool = poolOf("draw-thread", count);
  return {
    width: count,
    async run(...draws) {
      const made = (await pool.run(draws)) as readonly SampleNumbers[] | InvalidInputDetails;
      if ("field" in made) throw new InvalidInputError(made);
      return made;
    },
    close: () => pool.destroy(),
  };
}

/** Threads that run a module beside this one. */
function poolOf(module: "thread" | "draw-thread", count: number): Piscina {
  const filename = join(packageFolder(), `dist/src/node/sweep/${module}.js`);
  return new Piscina({ filename, minThreads: count, maxThreads: count });
}
