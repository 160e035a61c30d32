import type { Environment } from "../../environments/environment.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { parseInstance, serializeInstance } from "../../problem/instance.ts";
import type { Solver } from "../../solver/solver.ts";
import { type Certificate, certificateFormat, hashInstance, type JsonObject, type Names } from "../format.ts";
import { type NaiveProblem, NotRational, naiveProblem, refuseUnknownFields } from "../verify/naive-problem.ts";
import { type Verdict, verifyCertificate } from "../verify/verify.ts";
import { type ContinuumOptions, proveContinuum } from "./continuum-proof.ts";
import { isEfficientCell, proveEfficient } from "./efficient-proof.ts";
import { proveByProgram } from "./program-proof.ts";
import type { Proved } from "./proof.ts";
import { isVirtualSurplusCell, proveTrade } from "./trade-proof.ts";

/** What may be asked of {@link certify}; defaults in {@link defaultCertifyOptions}. */
export interface CertifyOptions {
  /** Solves the program where no closed proof is known. It must give bases to reach `exact`. Default: none, such problems get no certificate. */
  readonly solver: Solver | undefined;
  /** Wall-clock limit of each solve in seconds. Default: none (Infinity). */
  readonly timeLimitSeconds: number;
  /** Tolerance that the solver is given. Default 1e-9. */
  readonly tolerance: number;
  /** Largest number of columns of a program that is solved for a certificate. Default 60,000. */
  readonly columnLimit: number;
  /** Requested relative width of a bracket for continuous types. Default: the problem's own. */
  readonly width: number | undefined;
  /** Largest number of cells a side of such a bracket. Default 60,000. */
  readonly cellLimit: number;
  /** What the provenance says made the certificate. */
  readonly tool: { readonly name: string; readonly version: string };
}

export const defaultCertifyOptions: CertifyOptions = {
  solver: undefined,
  timeLimitSeconds: Number.POSITIVE_INFINITY,
  tolerance: 1e-9,
  columnLimit: 60_000,
  width: undefined,
  cellLimit: 60_000,
  tool: { name: "secondbest", version: "0.1.0" },
};

/** A certificate that has been verified, or in words why there is none. */
export type Certified =
  | { readonly certificate: Certificate; readonly verdict: Verdict & { readonly accepted: true } }
  | { readonly certificate: null; readonly reason: string };

/**
 * Solves a design problem anew in exact arithmetic and proves the answer: the optimum or a bracket of it, or that no mechanism is feasible.
 *
 * - Bilateral trade with bayesian incentives and interim participation, and the cells with the same optimum: flow conservation on the chains
 *   of types, no solver needed.
 * - Bilateral trade in the same cells with continuous types and rational laws: a bracket for the continuum.
 * - Participation before types are known: the efficient outcome.
 * - Everything else: the program written from the definitions, the solver's basis solved exactly; an interval where that fails.
 *
 * The certificate has been verified when it is returned. Throws UnsupportedProblemError when the problem has no instance file (a custom law).
 *
 * @example
 * const { certificate } = await certify(problem, { solver: highs });
 */
export async function certify(problem: DesignProblem, options: Partial<CertifyOptions> = {}): Promise<Certified> {
  const settings = { ...defaultCertifyOptions, ...options };
  // What is proved is what the file says: the problem as it comes back from its own text.
  const instance = JSON.parse(JSON.stringify(serializeInstance(problem))) as JsonObject;
  const stated = parseInstance(instance);
  let naive: NaiveProblem | null;
  let proved: Proved | string;
  try {
    refuseUnknownFields(instance);
    naive = isContinuous(stated) ? null : naiveProblem(stated);
    proved = naive ? await prove(naive, stated.environment.kind, settings) : proveContinuum(stated, continuumOptions(stated, settings));
  } catch (error) {
    if (error instanceof NotRational) return { certificate: null, reason: error.message };
    throw error;
  }
  if (typeof proved === "string") return { certificate: null, reason: proved };
  const usesSolver = proved.method.includes("solver");
  const certificate: Certificate = {
    format: certificateFormat,
    instance,
    instanceHash: hashInstance(instance),
    claim: proved.claim,
    proof: proved.proof,
    provenance: {
      tool: settings.tool.name,
      version: settings.tool.version,
      method: proved.method,
      solver: usesSolver && settings.solver ? { name: settings.solver.name, version: settings.solver.version } : null,
      options: usesSolver ? { tolerance: settings.tolerance } : {},
      repairs: proved.repairs,
    },
    names: naive ? namesOf(naive) : { agents: [], outcomes: ["no trade", "trade"] },
  };
  const verdict = verifyCertificate(certificate);
  if (!verdict.accepted) throw new Error(`the certificate that was built does not prove its claim: ${verdict.reason}`);
  return { certificate, verdict };
}

/** The claim is about the continuous types themselves. */
function isContinuous({ environment, discretization }: DesignProblem): boolean {
  if (discretization !== undefined || environment.kind !== "bilateral-trade") return false;
  return environment.buyer.pieces.length > 0 || environment.seller.pieces.length > 0;
}

function continuumOptions(problem: DesignProblem, { width, cellLimit, timeLimitSeconds }: CertifyOptions): ContinuumOptions {
  return { width: width ?? problem.width, maxCells: cellLimit, timeLimitSeconds };
}

async function prove(naive: NaiveProblem, kind: Environment["kind"], settings: CertifyOptions): Promise<Proved | string> {
  if (kind === "bilateral-trade" && isVirtualSurplusCell(naive)) return proveTrade(naive) ?? "the value is unbounded";
  if (isEfficientCell(naive)) return proveEfficient(naive) ?? "the value is unbounded";
  const { solver, timeLimitSeconds, tolerance, columnLimit } = settings;
  if (!solver) return "this combination of constraints needs a solver";
  const columns = naive.prior.numerators.length * (naive.outcomes.length + naive.agents.length);
  if (columns > columnLimit) return `its program has ${columns} columns, more than the limit of ${columnLimit}`;
  return proveByProgram(naive, { solver, timeLimitSeconds, tolerance, adjacent: kind !== "finite" });
}

function namesOf({ agents, outcomes }: NaiveProblem): Names {
  return { agents: agents.map(({ name, types }) => ({ name, types })), outcomes };
}
