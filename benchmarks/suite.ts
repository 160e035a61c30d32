/** One way to do a workload, timed against the others in the same run. */
export interface Contender {
  readonly name: string;
  /** Does the work once and returns the seconds that count (a contender may time only its own kernel). */
  run(): Promise<number> | number;
}

/** The same work for every contender; nothing is timed before `validate` has found the right answers. */
export interface Workload {
  readonly name: string;
  /** Throws when an answer is wrong. */
  validate(): Promise<void>;
  readonly contenders: readonly Contender[];
  /** Timed runs of each contender; one more warms up. */
  readonly runs: number;
  /** Measured once, beside the times, e.g. the memory of a process of its own in MiB. */
  readonly measures?: () => Promise<Readonly<Record<string, number>>>;
}

export interface Suite {
  readonly name: string;
  /** What is claimed, in one sentence. */
  readonly about: string;
  /** `large` adds the workloads that take minutes. */
  workloads(large: boolean): Promise<readonly Workload[]>;
}

/** Throws unless two numbers agree to a relative tolerance. */
export function agree(what: string, actual: number, expected: number, tolerance: number): void {
  if (!(Math.abs(actual - expected) <= tolerance * Math.max(Math.abs(expected), 1e-300)))
    throw new Error(`${what}: expected ${expected}, got ${actual}; nothing was timed`);
}
