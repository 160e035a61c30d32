import { type Certified, defaultProofOptions, type ProofOptions } from "../certificate/prove/certificate.ts";
import { statedProblem } from "../certificate/prove/stated.ts";
import { UnsupportedProblemError } from "../errors.ts";
import type { DesignProblem } from "../problem/design-problem.ts";
import { requireDesignProblem, requireKnownFields } from "../problem/required.ts";
import type { Level } from "../result.ts";
import { isGrid } from "../routes/grid-problem.ts";
import { solveWith } from "../solve.ts";
import type { Solver } from "../solver/solver.ts";

/** What may be asked of {@link certify}; defaults in {@link defaultCertifyOptions}. */
export interface CertifyOptions extends ProofOptions {
  /** Solves the program where no closed proof is known. It must give bases to reach `exact`. Default: none, such problems get no certificate. */
  readonly solver: Solver | undefined;
  /** Wall-clock limit of each solve in seconds. Default: none (Infinity). */
  readonly timeLimitSeconds: number;
  /** Requested relative width of a bracket for continuous types. Default: the problem's own. */
  readonly width: number | undefined;
}

export const defaultCertifyOptions: CertifyOptions = {
  ...defaultProofOptions,
  solver: undefined,
  timeLimitSeconds: Number.POSITIVE_INFINITY,
  width: undefined,
};

/**
 * A verified certificate of a design problem's answer: the optimum or a bracket of it, or that no mechanism is feasible; else in words why there is none.
 *
 * - Bilateral trade with bayesian incentives and interim participation, and the cells with the same optimum: flow conservation on the chains
 *   of types, no solver needed; on continuous types with rational laws a bracket for the continuum.
 * - Participation before types are known: the efficient outcome.
 * - Everything else: the program written from the definitions, the solver's basis solved exactly; an interval where that fails.
 *
 * Throws UnsupportedProblemError when the problem has no instance file (a law made in code).
 *
 * @example
 * const { certificate } = await certify(problem, { solver: highs });
 */
export async function certify(problem: DesignProblem, options: Partial<CertifyOptions> = {}): Promise<Certified> {
  requireDesignProblem(problem);
  requireKnownFields(options, Object.keys(defaultCertifyOptions), "options");
  const { solver, timeLimitSeconds, width, ...proof } = { ...defaultCertifyOptions, ...options };
  const stated = statedProblem(problem).problem;
  try {
    const { proof: certified, explanation } = await solveWith(stated, solver, { timeLimitSeconds, width, proof });
    return certified ?? { certificate: null, reason: explanation };
  } catch (error) {
    // No route serves the problem, or none without a solver: then nothing is proved.
    if (error instanceof UnsupportedProblemError) return { certificate: null, reason: error.message };
    throw error;
  }
}

/** Whether a level may take a certificate to reach: on continuous types the bracket is proved by the route itself. */
export function needsProof(problem: DesignProblem, wanted: Level): boolean {
  return isGrid(problem) && (wanted === "exact" || wanted === "interval");
}

/** Whether a result is proved at least as far as asked: float < interval < exact on finite types; `continuum` is the bracket on continuous ones. */
export function reaches(level: Level, wanted: Level): boolean {
  const order: readonly Level[] = ["float", "interval", "exact"];
  if (level === wanted || wanted === "float") return true;
  if (level === "continuum") return wanted === "interval";
  return wanted !== "continuum" && order.indexOf(level) >= order.indexOf(wanted);
}
