import { rational } from "../../arithmetic/rational.ts";
import { InvalidInputError } from "../../errors.ts";
import { type Certificate, type FiniteProof, hashInstance, type Names } from "../format.ts";
import { type Bounds, present } from "./bounds.ts";
import { continuumBounds, partnershipBounds } from "./continuum/shown.ts";
import { checkMechanism } from "./finite/mechanism.ts";
import { boundOf } from "./finite/multipliers.ts";
import { naiveProblem } from "./finite/naive-problem.ts";
import { continuumNames, namesOf, requireNames } from "./finite/names.ts";
import { groupsBounds } from "./groups/shown.ts";
import { readInstance, type StatedProblem } from "./instance.ts";
import { numberInWords } from "./number-words.ts";
import { pairsBounds } from "./pairs/shown.ts";
import { plainCopy } from "./plain-data.ts";
import { pricedBounds } from "./price-bounds.ts";
import { parseCertificate } from "./read-certificate.ts";
import { Rejection } from "./rejection.ts";
import { statementOf } from "./statement.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Checks a certificate in exact arithmetic, trusting nothing but the instance in it: the problem is read and written out anew from its
 * definitions, the mechanism is held against every constraint and all deviations, and the multipliers are added up to the bound that they prove.
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
    const { instance, instanceHash, claim, proof, names } = parseCertificate(plainCopy(document));
    if (hashInstance(instance) !== instanceHash) throw new Rejection("instanceHash: it is not the hash of the instance in the certificate");
    if (options.instanceHash !== undefined && options.instanceHash !== instanceHash) {
      throw new Rejection("instance: the certificate is about another instance");
    }
    const stated = readInstance(instance);
    const bounds = (shown[proof.kind] as Shown)(stated, proof, names);
    const continuous = proof.kind.startsWith("continuum");
    const about = { problem: statementOf(stated), instanceHash, assumptions: [] };
    if (claim.status === "infeasible") {
      proveInfeasible(proof, bounds);
      return { accepted: true, status: "infeasible", level: continuous ? "continuum" : "exact", ...about };
    }
    const [lower, upper] = [rational(claim.lower), rational(claim.upper)];
    const attained = bounds.attained();
    if (attained.lt(lower)) throw new Rejection(`claim.lower: the mechanism attains only ${numberInWords(attained)}`);
    const bound = bounds.bound(true);
    if (bound.gt(upper)) throw new Rejection(`claim.upper: the multipliers prove only ${numberInWords(bound)}`);
    const level = continuous ? "continuum" : lower.equals(upper) ? "exact" : "interval";
    return { accepted: true, status: "optimal", level, lower, upper, ...about };
  } catch (error) {
    // Arithmetic refuses what has too many digits as a RangeError.
    const expected = error instanceof Rejection || error instanceof InvalidInputError || error instanceof RangeError;
    if (expected) return { accepted: false, reason: error.message };
    throw error;
  }
}

/** What each kind of proof shows. */
const shown = {
  finite: finiteBounds,
  continuum: unnamed(continuumBounds),
  "continuum-market": unnamed(continuumBounds),
  "continuum-partnership": unnamed(partnershipBounds),
  "continuum-pairs": unnamed(pairsBounds),
  "continuum-groups": unnamed(groupsBounds),
  prices: unnamed(pricedBounds),
};
type Shown = (stated: StatedProblem, proof: Certificate["proof"], names: Names) => Bounds;

/** Of proofs in which types have no names. */
function unnamed<Proof>(bounds: (stated: StatedProblem, proof: Proof) => Bounds) {
  return (stated: StatedProblem, proof: Proof, names: Names): Bounds => {
    requireNames(names, continuumNames);
    return bounds(stated, proof);
  };
}

function finiteBounds(stated: StatedProblem, { mechanism, multipliers }: FiniteProof, names: Names): Bounds {
  const naive = naiveProblem(stated);
  requireNames(names, namesOf(naive));
  return {
    attained: () => checkMechanism(naive, present(mechanism)),
    bound: (objective) => boundOf(naive, multipliers, objective),
  };
}

/** Prices of the constraints alone, without any objective, whose bound on 0 is negative: no mechanism satisfies them all. */
function proveInfeasible(proof: Certificate["proof"], { bound }: Bounds): void {
  if ("mechanism" in proof && proof.mechanism !== null) throw new Rejection("mechanism: an infeasible instance has none");
  const least = bound(false);
  if (least.s >= 0n) {
    throw new Rejection(`claim.status: the multipliers do not exclude a mechanism (they bound 0 by ${numberInWords(least)})`);
  }
}
