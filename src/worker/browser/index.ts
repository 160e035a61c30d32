import type { DesignProblem } from "../../problem/design-problem.ts";
import type { InstanceJson } from "../../problem/schema.ts";
import { Pool, type Port, type WorkerOptions } from "../pool.ts";
import type { Reply, WorkerAnswer } from "../protocol.ts";

export type { WorkerOptions } from "../pool.ts";
export type { PostedOptions, WorkerAnswer } from "../protocol.ts";

/** Starts a Web Worker that runs `secondbest/worker/thread`. */
let start = (): Worker => new Worker(new URL("./thread.js", import.meta.url), { type: "module" });

/**
 * Says how workers are started, where a bundler does not follow `new Worker(new URL(…))` into packages: with an entry of your own that imports
 * `secondbest/worker/thread`.
 *
 * @example
 * startWorkersWith(() => new Worker("/solve-worker.js", { type: "module" }));
 */
export function startWorkersWith(startWorker: () => Worker): void {
  start = startWorker;
}

const pool = new Pool(() => port(start()));

/**
 * Solves a problem in a worker, so that the page stays alive; what comes back is plain. Several at a time have a worker each.
 *
 * Rejects with the reason of `options.signal` when it aborts, wherever the solve is; with InvalidInputError and UnsupportedProblemError as `solve` does; and with
 * UnsupportedProblemError for a problem with functions (laws made in code), which cannot be posted.
 *
 * @example
 * const { result } = await solve(problem, { signal: AbortSignal.timeout(10_000) });
 * console.log(resultText(result));
 */
export function solve(problem: DesignProblem | InstanceJson, options: WorkerOptions = {}): Promise<WorkerAnswer> {
  return pool.solve(problem, options);
}

/** Ends the worker that is kept for the next solve. */
export function close(): void {
  pool.close();
}

function port(worker: Worker): Port {
  return {
    ask(request, hear, fail) {
      worker.onmessage = ({ data }: MessageEvent<Reply>) => hear(data);
      worker.onerror = (event) => fail(new Error(event.message || "The worker could not be started."));
      worker.onmessageerror = () => fail(new Error("The worker posted what cannot be read."));
      worker.postMessage(request);
    },
    end: () => worker.terminate(),
  };
}
