/** Gives whoever aborts a turn of the thread, and throws the reason of one who did; nothing where nobody can. */
export async function turn(signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return;
  await new Promise((resume) => setTimeout(resume, 0));
  signal.throwIfAborted();
}

/** Seconds per named stage of a solve. */
export class Stopwatch {
  readonly #started = performance.now();
  readonly #stages: Record<string, number> = {};

  readonly #begun: ((stage: string) => void) | undefined;
  readonly #signal: AbortSignal | undefined;

  /** Tells when a stage begins; none begins once the signal has aborted. */
  constructor({
    onStage,
    signal,
  }: { readonly onStage?: ((stage: string) => void) | undefined; readonly signal?: AbortSignal | undefined } = {}) {
    this.#begun = onStage;
    this.#signal = signal;
  }

  time<T>(stage: string, work: () => T): T {
    this.#begin(stage);
    const from = performance.now();
    const result = work();
    this.add(stage, (performance.now() - from) / 1000);
    return result;
  }

  async timeAsync<T>(stage: string, work: () => Promise<T>): Promise<T> {
    await turn(this.#signal);
    this.#begin(stage);
    const from = performance.now();
    const result = await work();
    this.add(stage, (performance.now() - from) / 1000);
    return result;
  }

  #begin(stage: string): void {
    this.#signal?.throwIfAborted();
    this.#begun?.(stage);
  }

  add(stage: string, seconds: number): void {
    this.#stages[stage] = (this.#stages[stage] ?? 0) + seconds;
  }

  /** What is left of a limit in seconds, a moment at least: solvers take no limit of 0. */
  left(limitSeconds: number): number {
    return Math.max(1e-3, limitSeconds - (performance.now() - this.#started) / 1000);
  }

  /** Whether a limit in seconds has come. */
  isOver(limitSeconds: number): boolean {
    return performance.now() - this.#started >= 1000 * limitSeconds;
  }

  get timings(): Readonly<Record<string, number>> {
    return { ...this.#stages, total: (performance.now() - this.#started) / 1000 };
  }
}
