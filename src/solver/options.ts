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
