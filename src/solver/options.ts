import { refuse } from "../errors.ts";

/** What may be asked of a solver; every default is in {@link defaultSolverOptions}. */
export interface SolverOptions {
  /** Wall-clock limit of one solve in seconds; > 0. Default: none (Infinity). */
  readonly timeLimitSeconds: number;
  /** Primal and dual feasibility tolerance on scaled rows; in [1e-10, 1e-4]. Default 1e-9. */
  readonly tolerance: number;
  /** Start from this basis when the solver can (`capabilities.warmStart`); ignored otherwise. Default: none. */
  readonly basis: Basis | undefined;
  /** Called now and then during a long solve (`capabilities.progress`). Default: none. */
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

export interface Progress {
  readonly solver: string;
  readonly iterations: number;
  readonly seconds: number;
  readonly objective: number | undefined;
  /** Where a bracket is closing: its relative width, and the one that was asked for. */
  readonly gap?: { readonly reached: number; readonly wanted: number };
}

/** Which bound each column and row rests on; `basic` ones are between. */
export interface Basis {
  readonly columns: readonly BasisStatus[];
  readonly rows: readonly BasisStatus[];
}

export type BasisStatus = "basic" | "at-lower" | "at-upper" | "free";

export const defaultSolverOptions: SolverOptions = {
  timeLimitSeconds: Number.POSITIVE_INFINITY,
  tolerance: 1e-9,
  basis: undefined,
  onProgress: undefined,
};

/**
 * Fills in the defaults and checks what was asked.
 *
 * @throws InvalidInputError when the time limit is not positive or the tolerance is outside [1e-10, 1e-4].
 * @example
 * resolveSolverOptions({ timeLimitSeconds: 5 }).tolerance; // 1e-9
 */
export function resolveSolverOptions(options: Partial<SolverOptions> = {}): SolverOptions {
  const timeLimitSeconds = options.timeLimitSeconds ?? defaultSolverOptions.timeLimitSeconds;
  const tolerance = options.tolerance ?? defaultSolverOptions.tolerance;
  if (!(timeLimitSeconds > 0)) {
    refuse("timeLimitSeconds", "a number of seconds above 0", timeLimitSeconds, "Leave it out for no limit.");
  }
  if (!(tolerance >= 1e-10 && tolerance <= 1e-4)) {
    refuse("tolerance", "a number from 1e-10 to 1e-4", tolerance, `Leave it out for ${defaultSolverOptions.tolerance}.`);
  }
  return { timeLimitSeconds, tolerance, basis: options.basis, onProgress: options.onProgress };
}
