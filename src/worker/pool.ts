import type { DesignProblem } from "../problem/design-problem.ts";
import { parseInstance, serializeInstance } from "../problem/instance.ts";
import { isDesignProblem } from "../problem/required.ts";
import type { InstanceJson } from "../problem/schema.ts";
import type { Progress } from "../solver/options.ts";
import { errorOf, type PostedOptions, type Reply, type Request, type WorkerAnswer } from "./protocol.ts";

/** A thread that solves one problem at a time: a Web Worker, or a thread of Node. */
export interface Port {
  /** Posts a request; `hear` is called with every reply, `fail` if the thread ends or breaks before it has answered. */
  ask(request: Request, hear: (reply: Reply) => void, fail: (error: Error) => void): void;
  /** Ends the thread, whatever it does. */
  end(): void;
}

/** What may be asked of `solve` of `secondbest/worker`. */
export interface WorkerOptions extends PostedOptions {
  /** Ends the solve when it aborts, wherever it is, with its thread. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** Called now and then during a long solve. Default: none. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Idle threads that are kept: the next solve does not wait for one to start. */
const keptIdle = 1;

/**
 * Solves in threads that `open` starts, as many at a time as are asked for; one that has answered is used again.
 */
export class Pool {
  readonly #open: () => Port;
  readonly #idle: Port[] = [];

  constructor(open: () => Port) {
    this.#open = open;
  }

  /** The answer to a problem; rejects with the reason of the signal when it aborts, and with the errors of `solve`. */
  async solve(problem: DesignProblem | InstanceJson, { signal, onProgress, ...options }: WorkerOptions = {}): Promise<WorkerAnswer> {
    signal?.throwIfAborted();
    const instance = serializeInstance(isDesignProblem(problem) ? problem : parseInstance(problem));
    const port = this.#idle.pop() ?? this.#open();
    let abort = () => {};
    try {
      const answer = await new Promise<WorkerAnswer>((resolve, reject) => {
        abort = () => reject(signal?.reason);
        signal?.addEventListener("abort", abort);
        const hear = (reply: Reply) => {
          if ("progress" in reply) onProgress?.(reply.progress);
          else if ("answer" in reply) resolve(reply.answer);
          else reject(errorOf(reply.failure));
        };
        port.ask({ instance, options }, hear, reject);
      });
      this.#release(port);
      return answer;
    } catch (error) {
      port.end();
      throw error;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Ends the threads that are kept. */
  close(): void {
    for (const port of this.#idle.splice(0)) port.end();
  }

  #release(port: Port): void {
    if (this.#idle.length < keptIdle) this.#idle.push(port);
    else port.end();
  }
}
