import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { emptied, type Underway } from "./line.ts";

/** Shows on standard error that a command still computes. */
export interface Pulse {
  /** The command begins. */
  start(what: string): void;
  /** What it computes now; shown when nothing else has been for a while. */
  say(line: Underway): void;
  /** Something else is written: a line that is to be rewritten goes. */
  yieldLine(): void;
  end(): void;
}

/** What both threads see: who writes, and whether a line that is to be rewritten stands on the terminal. */
export interface Shared {
  /** [0]: 1 while one of them writes; [1]: 1 while a line stands. */
  readonly state: Int32Array;
  /** [0]: when something was last written, in milliseconds of the epoch. */
  readonly clock: Float64Array;
}

/** A thread that writes to standard error by itself: a solve in WebAssembly or in exact numbers holds the thread that it runs in, whose timers wait. */
export function processPulse(isTTY: boolean): Pulse {
  const shared: Shared = { state: new Int32Array(new SharedArrayBuffer(8)), clock: new Float64Array(new SharedArrayBuffer(8)) };
  let thread: Worker | undefined;
  const pulse: Pulse = {
    start(what) {
      shared.clock[0] = Date.now();
      thread = new Worker(new URL("./pulse-thread.js", import.meta.url), { workerData: { shared, isTTY }, execArgv: [] });
      // It never keeps the process, and a process without it computes all the same.
      thread.unref();
      thread.on("error", () => undefined);
      pulse.say({ what, done: "", seconds: 0, more: "" });
    },
    say: (line) => thread?.postMessage(line),
    yieldLine() {
      if (!thread) return;
      while (Atomics.compareExchange(shared.state, 0, 0, 1) !== 0) Atomics.wait(shared.state, 0, 1, 10);
      if (shared.state[1] === 1) writeSync(2, emptied);
      shared.state[1] = 0;
      shared.clock[0] = Date.now();
      Atomics.store(shared.state, 0, 0);
    },
    end() {
      pulse.yieldLine();
      void thread?.terminate();
      thread = undefined;
    },
  };
  return pulse;
}
