import type { Answered, Asked, Failure, Questions, Solved, Task } from "./protocol.ts";

/** What a question came to. A cancelled one has no outcome: its promise is never settled otherwise than by {@link Cancelled}. */
export class EngineFailure extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.sentence);
    this.failure = failure;
  }
}

/** The question was given up before it was answered. */
export class Cancelled extends Error {}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly show: (draft: Solved) => void;
}

/** One worker and the questions that it has not answered yet. */
class Line {
  readonly #worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "secondbest" });
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  constructor() {
    this.#worker.addEventListener("message", ({ data }: MessageEvent<Answered>) => {
      const waiting = this.#waiting.get(data.id);
      if ("draft" in data) return waiting?.show(data.draft);
      this.#waiting.delete(data.id);
      if ("answer" in data) waiting?.resolve(data.answer);
      else waiting?.reject(new EngineFailure(data.failure));
      return undefined;
    });
    // The worker itself failed: its code could not be loaded, or memory ran out.
    this.#worker.addEventListener("error", ({ message }) => {
      const sentence = `The engine stopped${message ? `: ${message}` : ""}. Reload the page, or ask for fewer types.`;
      this.#rejectAll(new EngineFailure({ sentence, field: null, defect: true, unreachable: false }));
    });
  }

  ask<T extends Task>(
    task: T,
    asked: Questions[T]["asked"],
    show: (draft: Solved) => void = () => undefined,
  ): Promise<Questions[T]["answer"]> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as Waiting["resolve"], reject, show });
      this.#worker.postMessage({ id, task, asked } as Asked);
    });
  }

  end(): void {
    this.#worker.terminate();
    this.#rejectAll(new Cancelled("cancelled"));
  }

  #rejectAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** What is not answered after so many milliseconds may be cancelled: a spare worker is made ready then. */
const longSolve = 300;

/**
 * The engine behind the page: one worker is busy with a solve while another one answers what is quick; as long as there is nothing to solve, the first one does both.
 * A solve is cancelled by ending its worker, and as a WebAssembly solver cannot be interrupted otherwise, there is a spare one that is loaded already.
 */
export class Engine {
  #solving = new Line();
  #spare: Line | null = null;
  #quick: Line | null = null;
  /** Questions that the solving worker has not answered yet, and that may take long. */
  #busy = 0;

  read = (text: string) => this.#quickly("read", text);
  density = (law: Questions["density"]["asked"]) => this.#quickly("density", law);

  /** Solves an instance; `show` is called with a draft of the answer where one comes sooner. */
  async solve(instance: string, prove: boolean, show: (draft: Solved) => void): Promise<Solved> {
    try {
      return await this.#slowly("solve", { instance, prove }, show);
    } catch (error) {
      if (error instanceof EngineFailure && error.failure.unreachable) this.#renew();
      throw error;
    }
  }

  explain(instance: string): Promise<string> {
    return this.#slowly("explain", instance);
  }

  verify(text: string): Promise<Questions["verify"]["answer"]> {
    return this.#slowly("verify", text);
  }

  /** Ends whatever runs; those who wait for it learn that it was cancelled. */
  cancel(): void {
    this.#renew();
  }

  async #quickly<T extends Task>(task: T, asked: Questions[T]["asked"]): Promise<Questions[T]["answer"]> {
    if (this.#busy === 0) {
      try {
        return await this.#solving.ask(task, asked);
      } catch (error) {
        if (!(error instanceof Cancelled)) throw error;
      }
    }
    this.#quick ??= new Line();
    return this.#quick.ask(task, asked);
  }

  async #slowly<T extends Task>(task: T, asked: Questions[T]["asked"], show?: (draft: Solved) => void): Promise<Questions[T]["answer"]> {
    const timer = setTimeout(() => {
      this.#spare ??= new Line();
    }, longSolve);
    this.#busy++;
    try {
      return await this.#solving.ask(task, asked, show);
    } finally {
      this.#busy--;
      clearTimeout(timer);
    }
  }

  #renew(): void {
    this.#solving.end();
    this.#solving = this.#spare ?? new Line();
    this.#spare = null;
  }
}
