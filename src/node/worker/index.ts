import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { InstanceJson } from "../../problem/schema.ts";
import { Pool, type Port, type WorkerOptions } from "../../worker/pool.ts";
import type { Reply, WorkerAnswer } from "../../worker/protocol.ts";
import { packageFolder } from "../package-folder.ts";

export type { WorkerOptions } from "../../worker/pool.ts";
export type { PostedOptions, WorkerAnswer } from "../../worker/protocol.ts";

const pool = new Pool(() => port(new Worker(join(packageFolder(), "dist/src/node/worker/thread.js"))));

/**
 * Solves a problem in a thread, so that the process stays responsive; what comes back is plain. Several at a time have a thread each.
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

/** Ends the thread that is kept for the next solve; an idle one does not keep the process alive. */
export function close(): void {
  pool.close();
}

function port(thread: Worker): Port {
  return {
    ask(request, hear, fail) {
      thread.removeAllListeners();
      thread.ref();
      thread.on("message", (reply: Reply) => {
        if (!("progress" in reply)) thread.unref();
        hear(reply);
      });
      thread.on("error", fail);
      thread.on("exit", () => fail(new Error("The thread ended before it had solved the problem.")));
      thread.postMessage(request);
    },
    end() {
      void thread.terminate();
    },
  };
}
