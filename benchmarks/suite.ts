import type { DesignProblem, Program } from "../src/index.ts";

/** A piece of work that is timed, once its answer was found right. */
export interface Case {
  readonly name: string;
  /** What times are plotted against, such as types a side; null: a case of another kind, which is not plotted with the rest. */
  readonly size: number | null;
  readonly problem: DesignProblem;
  /** What the value is by a closed form or an independent computation; null: the backends are held against the engine, and everything is audited. */
  readonly expected: { readonly value: number; readonly tolerance: number } | null;
  /** Part of a quick run. */
  readonly quick: boolean;
  /** A program of the problem that every backend gets, on the same bytes; null: there is none that they can take. */
  readonly program: (() => Program) | null;
  /** Other ways to the same value, timed beside. */
  readonly others?: readonly Contender[];
  /** Peak memory is measured, in a process of its own. */
  readonly memory?: boolean;
}

/** One way to do the work. */
export interface Contender {
  readonly name: string;
  readonly part: Part;
  /** Does it once: the seconds that count, and the value found (NaN: none to compare). Throws when the answer is wrong. */
  run(): Promise<{ readonly seconds: number; readonly value: number }>;
}

/** `kernel`: the solver or search alone; `end-to-end`: from the stated problem to the audited mechanism. */
export type Part = "kernel" | "end-to-end";

export interface Suite {
  readonly name: string;
  /** What is timed, in one sentence. */
  readonly about: string;
  /** What `size` counts. */
  readonly sizeLabel: string;
  cases(): readonly Case[] | Promise<readonly Case[]>;
}

/** Seconds that some work takes. */
export async function seconds(work: () => unknown): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}
