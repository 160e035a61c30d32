import type { Solver } from "../../solver/solver.ts";
import { type Certificate, certificateFormat, hashInstance } from "../format.ts";
import { type NaiveProblem, naiveProblem } from "../verify/finite/naive-problem.ts";
import { continuumNames, namesOf } from "../verify/finite/names.ts";
import { readInstance } from "../verify/instance.ts";
import { Rejection } from "../verify/rejection.ts";
import type { Verdict } from "../verify/verdict.ts";
import { verifyCertificate } from "../verify/verify.ts";
import type { Proved } from "./proof.ts";
import type { Stated } from "./stated.ts";

/** What may be asked of a proof; defaults in {@link defaultProofOptions}. */
export interface ProofOptions {
  /** Tolerance that the solver of a program is given. Default 1e-9. */
  readonly tolerance: number;
  /** Largest number of columns of a program that is solved for a certificate. Default 60,000. */
  readonly columnLimit: number;
  /** Largest number of cells a side of a bracket for continuous types. Default 60,000. */
  readonly cellLimit: number;
  /** What the provenance says made the certificate. */
  readonly tool: { readonly name: string; readonly version: string };
}

/** What a proof may take unless told otherwise. */
export const defaultProofOptions: ProofOptions = {
  tolerance: 1e-9,
  columnLimit: 60_000,
  cellLimit: 60_000,
  tool: { name: "secondbest", version: "0.1.0" },
};

/** A certificate that has been verified, or in words why there is none. */
export type Certified =
  | { readonly certificate: Certificate; readonly verdict: Verdict & { readonly accepted: true } }
  | { readonly certificate: null; readonly reason: string };

const inCells = () => continuumNames;

/** Who is who in a proof of each kind. */
const named: Readonly<Record<Certificate["proof"]["kind"], (instance: Certificate["instance"]) => Certificate["names"]>> = {
  finite: (instance) => namesOf(naiveProblem(readInstance(instance))),
  continuum: inCells,
  "continuum-market": inCells,
  "continuum-partnership": inCells,
  "continuum-pairs": inCells,
  "continuum-groups": inCells,
  prices: inCells,
};

/**
 * The certificate of a proof, verified; an error of ours when it does not prove its claim.
 *
 * `solver` is the one whose basis the proof was lifted from, when it was.
 */
export function certificateOf(stated: Stated, proved: Proved, solver: Solver | undefined, { tool, tolerance }: ProofOptions): Certified {
  const { instance } = stated;
  const used = proved.method.includes("solver") ? solver : undefined;
  const certificate: Certificate = {
    format: certificateFormat,
    instance,
    instanceHash: hashInstance(instance),
    claim: proved.claim,
    proof: proved.proof,
    provenance: {
      tool: tool.name,
      version: tool.version,
      method: proved.method,
      solver: used ? { name: used.name, version: used.version } : null,
      options: used ? { tolerance } : {},
      repairs: proved.repairs,
    },
    names: named[proved.proof.kind](instance),
  };
  const verdict = verifyCertificate(certificate);
  if (!verdict.accepted) throw new Error(`the certificate that was built does not prove its claim: ${verdict.reason}`);
  return { certificate, verdict };
}

/** The finite problem that a stated problem means, in exact numbers; in words why there is none. */
export function definitionOf({ instance }: Stated): NaiveProblem | string {
  return inWords(() => naiveProblem(readInstance(instance)));
}

/** What `prove` returns; in words why the verifier would not look at it, however it were proved. */
export function inWords<T>(prove: () => T): T | string {
  try {
    return prove();
  } catch (error) {
    if (error instanceof Rejection) return error.message;
    throw error;
  }
}
