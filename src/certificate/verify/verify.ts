import { formatRational, type Rational, rational } from "../../arithmetic/rational.ts";
import { InvalidInputError, UnsupportedProblemError } from "../../errors.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { parseInstance } from "../../problem/instance.ts";
import { type ContinuumProof, type FiniteProof, hashInstance, parseCertificate } from "../format.ts";
import { assumptionsOf, attainedBy, continuumBound } from "./continuum.ts";
import { checkMechanism } from "./mechanism.ts";
import { boundOf } from "./multipliers.ts";
import { naiveProblem, refuseUnknownFields } from "./naive-problem.ts";
import { Violation } from "./violation.ts";

/**
 * What a certificate proves, or why it proves nothing.
 *
 * `exact`: lower = upper. `interval`: lower < upper. `continuum`: the bracket holds for continuous types, not for a grid.
 */
export type Verdict = Accepted | { readonly accepted: false; readonly reason: string };

export type Accepted = {
  readonly accepted: true;
  readonly instanceHash: string;
  /** What was taken for granted beyond the instance, in words; empty unless a law has no rational numbers. */
  readonly assumptions: readonly string[];
} & (
  | { readonly status: "optimal"; readonly level: "exact" | "interval" | "continuum"; readonly lower: Rational; readonly upper: Rational }
  | { readonly status: "infeasible"; readonly level: "exact" | "continuum" }
);

/**
 * Checks a certificate in exact arithmetic, trusting nothing but the instance in it: the problem is written out anew from its definitions,
 * the mechanism is held against every constraint and all deviations, and the multipliers are added up to the bound that they prove.
 *
 * `document` is the parsed JSON of the file; whatever is wrong with it ends in a rejection with a reason in words, never in an exception.
 * With `instanceHash` (see {@link hashInstance}) the certificate must be about the instance of that hash.
 *
 * @example
 * const verdict = verifyCertificate(JSON.parse(text));
 * console.log(verdict.accepted ? verdict.level : verdict.reason);
 */
export function verifyCertificate(document: unknown, options: { readonly instanceHash?: string } = {}): Verdict {
  try {
    const certificate = parseCertificate(document);
    const { instance, instanceHash, claim } = certificate;
    if (hashInstance(instance) !== instanceHash) throw new Violation("instanceHash: it is not the hash of the instance in the certificate");
    if (options.instanceHash !== undefined && options.instanceHash !== instanceHash) {
      throw new Violation("instance: the certificate is about another instance");
    }
    refuseUnknownFields(instance);
    const problem = parseInstance(instance);
    const { proof } = certificate;
    const assumptions = proof.kind === "continuum" ? assumptionsOf(proof) : [];
    if (claim.status === "infeasible") {
      proveInfeasible(problem, proof);
      const level = proof.kind === "continuum" ? "continuum" : "exact";
      return { accepted: true, status: "infeasible", level, instanceHash, assumptions };
    }
    const [lower, upper] = [rational(claim.lower), rational(claim.upper)];
    proveBracket(problem, proof, lower, upper);
    const level = proof.kind === "continuum" ? "continuum" : lower.equals(upper) ? "exact" : "interval";
    return { accepted: true, status: "optimal", level, lower, upper, instanceHash, assumptions };
  } catch (error) {
    const expected = error instanceof Violation || error instanceof InvalidInputError || error instanceof UnsupportedProblemError;
    if (expected) return { accepted: false, reason: error.message };
    throw error;
  }
}

function proveBracket(problem: DesignProblem, proof: FiniteProof | ContinuumProof, lower: Rational, upper: Rational): void {
  let attained: Rational;
  let bound: Rational;
  if (proof.kind === "continuum") {
    attained = attainedBy(problem, proof);
    bound = continuumBound(problem, proof, true);
  } else {
    if (proof.mechanism === null) throw new Violation("mechanism: there is none, so no lower bound is proved");
    const naive = naiveProblem(problem);
    attained = checkMechanism(naive, proof.mechanism);
    bound = boundOf(naive, proof.multipliers, true);
  }
  if (attained.lt(lower)) throw new Violation(`claim.lower: the mechanism attains only ${formatRational(attained)}`);
  if (bound.gt(upper)) throw new Violation(`claim.upper: the multipliers prove only ${formatRational(bound)}`);
}

/** Prices of the constraints alone, without any objective, whose bound on 0 is negative: no mechanism satisfies them all. */
function proveInfeasible(problem: DesignProblem, proof: FiniteProof | ContinuumProof): void {
  if (proof.mechanism !== null) throw new Violation("mechanism: an infeasible instance has none");
  const bound =
    proof.kind === "continuum" ? continuumBound(problem, proof, false) : boundOf(naiveProblem(problem), proof.multipliers, false);
  if (bound.s >= 0n)
    throw new Violation(`claim.status: the multipliers do not exclude a mechanism (they bound 0 by ${formatRational(bound)})`);
}
