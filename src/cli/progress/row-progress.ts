import { SingleBar } from "cli-progress";
import type { Io } from "../io.ts";

/** What is shown while the rows of a study are run. */
export interface RowProgress {
  show(done: number, all: number): void;
  clear(): void;
}

/** A bar with rows done, rate and time left on a terminal; elsewhere a line every ten seconds. */
export function rowProgress(io: Pick<Io, "isTTY" | "stderr">): RowProgress {
  return io.isTTY ? bar(io) : lines(io);
}

function bar({ stderr }: Pick<Io, "stderr">): RowProgress {
  const line = "\r\u001b[K";
  // The bar moves the cursor by escape sequences of its own; here every state of it is a line that replaces the one before.
  const stream = { isTTY: true, columns: 200, write: (text: string) => text.startsWith("\u001b") || stderr(line + text) };
  const shown = new SingleBar({
    format: "{bar} {value} of {total} rows, {rate} a second, {eta_formatted} left",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    fps: 5,
    etaBuffer: 50,
    gracefulExit: false,
    clearOnComplete: false,
    stream: stream as unknown as NodeJS.WritableStream,
  });
  let rate: Rate | undefined;
  return {
    show(done, all) {
      rate ??= new Rate(done);
      if (!shown.isActive) shown.start(all, done, { rate: "?" });
      shown.update(done, { rate: rate.at(done).toFixed(0) });
    },
    clear() {
      if (!shown.isActive) return;
      shown.stop();
      stderr(line);
    },
  };
}

function lines({ stderr }: Pick<Io, "stderr">): RowProgress {
  let rate: Rate | undefined;
  let last = performance.now();
  return {
    show(done, all) {
      rate ??= new Rate(done);
      const now = performance.now();
      if (now - last < 10_000) return;
      last = now;
      const perSecond = rate.at(done);
      stderr(`secondbest: ${done} of ${all} rows, ${perSecond.toFixed(0)} a second, ${((all - done) / perSecond).toFixed(0)} s left\n`);
    },
    clear() {},
  };
}

/** Rows a second since the first that this run did: those that a journal had are no work. */
class Rate {
  readonly #first: number;
  readonly #start = performance.now();

  constructor(first: number) {
    this.#first = first;
  }

  at(done: number): number {
    return (1000 * (done - this.#first)) / Math.max(1, performance.now() - this.#start);
  }
}
