import { defaultProofOptions, type ProofOptions } from "../certificate/prove/certificate.ts";
import { refuse } from "../errors.ts";
import type { Mechanism } from "../mechanism/mechanism.ts";
import { defaultWidth, widthLimits } from "../problem/design-problem.ts";
import { requireFunction, requireKnownFields } from "../problem/required.ts";
import type { Progress } from "../solver/options.ts";
import type { Solver } from "../solver/solver.ts";
import type { WarmStart } from "./warm-start.ts";

/** What may be asked of `solve`; every default is in {@link defaultSolveOptions}. */
export interface SolveOptions {
  /** Solve by this solver on the program route, also where a closed route would serve. Default: the closed route where there is one, else `fallback`. */
  readonly solver: Solver | undefined;
  /** Wall-clock limit in seconds; > 0. Default: none (Infinity). */
  readonly timeLimitSeconds: number;
  /** Requested relative width of the bracket on a continuous problem; default: the problem's own. */
  readonly width: number | undefined;
  /** Largest number of cells a side when a continuous problem is bracketed. Default 300,000. */
  readonly maxCells: number;
  /** Largest total number of types for which the optimum is sought in exact rationals. Default 20,000. */
  readonly exactLimit: number;
  /** Shared by the solves of a sequence, so that each program starts from the basis of the one before. Default: none. */
  readonly warmStart: WarmStart | undefined;
  /** Asks for a certificate of the answer, whose mechanism is then the one reported; defaults in {@link defaultProofOptions}. Default: none. */
  readonly proof: Partial<ProofOptions> | undefined;
  /** Asks between which numbers the rent of every type lies over all optima: a pair of programs a type, on finitely many types. Default: false. */
  readonly rentRanges: boolean;
  /** Of all optima, after the problem's own wishes, the one nearest to this mechanism on the same types. Default: none. */
  readonly nearest: Mechanism | undefined;
  /** Of an infeasible problem on finitely many types that is not too large, also finds which constraints exclude each other, and the largest profit. Default false. */
  readonly conflict: boolean;
  /** Called now and then during a long solve. Default: none. */
  readonly onProgress: ((progress: Progress) => void) | undefined;
  /** Called when a stage of the solve begins, with its name in `timings`. Default: none. */
  readonly onStage: ((stage: string) => void) | undefined;
  /**
   * Rejects the solve with its reason when it aborts: at once where it has aborted before, else between the stages of the solve. What computes within one stage holds
   * its thread; `solve` of `secondbest/worker` ends it wherever it is. Default: none.
   */
  readonly signal: AbortSignal | undefined;
}

/** What `solve` does unless told otherwise. */
export const defaultSolveOptions: SolveOptions = {
  solver: undefined,
  timeLimitSeconds: Number.POSITIVE_INFINITY,
  width: undefined,
  maxCells: 300_000,
  exactLimit: 20_000,
  warmStart: undefined,
  proof: undefined,
  rentRanges: false,
  nearest: undefined,
  conflict: false,
  onProgress: undefined,
  onStage: undefined,
  signal: undefined,
};

/** The options with their defaults; throws InvalidInputError for a value that cannot be meant. */
export function checkSolveOptions(options: Partial<SolveOptions>): SolveOptions {
  requireKnownFields(options, Object.keys(defaultSolveOptions), "options");
  const settings = { ...defaultSolveOptions, ...options };
  const positive = (name: "timeLimitSeconds" | "maxCells") => {
    const value = settings[name];
    if (value !== undefined && !(value > 0)) refuse(`options.${name}`, "a number > 0", value, "Leave it out for the default.");
  };
  requireFunction(settings.onProgress, "options.onProgress");
  requireFunction(settings.onStage, "options.onStage");
  requireSolver(settings.solver);
  requireSignal(settings.signal);
  if (settings.proof !== undefined) requireKnownFields(settings.proof, Object.keys(defaultProofOptions), "options.proof");
  positive("timeLimitSeconds");
  positive("maxCells");
  if (!(settings.exactLimit >= 0))
    refuse(
      "options.exactLimit",
      "a number of types ≥ 0",
      settings.exactLimit,
      "Give 0 for floating point alone; leave it out for the default.",
    );
  if (settings.width !== undefined && !(settings.width >= widthLimits.min && settings.width <= widthLimits.max))
    refuse(
      "options.width",
      `a relative width from ${widthLimits.min} to ${widthLimits.max}`,
      settings.width,
      `Leave it out for ${defaultWidth}.`,
    );
  return settings;
}

function requireSolver(solver: unknown): void {
  if (solver === undefined || (typeof solver === "object" && solver !== null && "solve" in solver && "capabilities" in solver)) return;
  refuse("options.solver", "a solver", solver, "Pass an object such as highs, or leave it out.");
}

function requireSignal(signal: unknown): void {
  if (signal === undefined || (typeof signal === "object" && signal !== null && "throwIfAborted" in signal)) return;
  refuse("options.signal", "an AbortSignal", signal, "Pass the signal of an AbortController, or leave it out.");
}
