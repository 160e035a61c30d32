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

/**
 * The engine behind the page: one worker answers what is quick while another one may be busy with a solve. A solve is cancelled by ending its worker, and as a
 * WebAssembly solver cannot be interrupted otherwise, there is always a spare one that is loaded already.
 */
export class Engine {
  readonly #quick = new Line();
  #solving = new Line();
  #spare: Line | null = null;

  read = (text: string) => this.#quick.ask("read", text);
  density = (law: Questions["density"]["asked"]) => this.#quick.ask("density", law);

  /** Solves an instance; `show` is called with a draft of the answer where one comes sooner. */
  async solve(instance: string, prove: boolean, show: (draft: Solved) => void): Promise<Solved> {
    this.#spare ??= new Line();
    try {
      return await this.#solving.ask("solve", { instance, prove }, show);
    } catch (error) {
      if (error instanceof EngineFailure && error.failure.unreachable) this.#renew();
      throw error;
    }
  }

  explain(instance: string): Promise<string> {
    this.#spare ??= new Line();
    return this.#solving.ask("explain", instance);
  }

  verify(text: string): Promise<Questions["verify"]["answer"]> {
    this.#spare ??= new Line();
    return this.#solving.ask("verify", text);
  }

  /** Ends whatever runs; those who wait for it learn that it was cancelled. */
  cancel(): void {
    this.#renew();
  }

  #renew(): void {
    this.#solving.end();
    this.#solving = this.#spare ?? new Line();
    this.#spare = null;
  }
}
