import { formatRational, type Rational, rational } from "../../arithmetic/rational.ts";
import { InvalidInputError } from "../../errors.ts";
import {
  type Certificate,
  type ContinuumProof,
  type FiniteProof,
  hashInstance,
  type Names,
  type PriceProof,
  parseCertificate,
} from "../format.ts";
import { attainedBy, continuumBound, sidesOf } from "./continuum.ts";
import { readInstance, type StatedProblem } from "./instance.ts";
import { checkMechanism } from "./mechanism.ts";
import { boundOf } from "./multipliers.ts";
import { naiveProblem } from "./naive-problem.ts";
import { continuumNames, namesOf, requireNames } from "./names.ts";
import { plainCopy } from "./plain-data.ts";
import { priceBounds } from "./price-bounds.ts";
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
    const bounds = boundsOf(stated, proof, names);
    const about = { problem: statementOf(stated), instanceHash, assumptions: [] };
    if (claim.status === "infeasible") {
      proveInfeasible(proof, bounds);
      return { accepted: true, status: "infeasible", level: proof.kind === "continuum" ? "continuum" : "exact", ...about };
    }
    const [lower, upper] = [rational(claim.lower), rational(claim.upper)];
    const attained = bounds.attained();
    if (attained.lt(lower)) throw new Rejection(`claim.lower: the mechanism attains only ${formatRational(attained)}`);
    const bound = bounds.bound(true);
    if (bound.gt(upper)) throw new Rejection(`claim.upper: the multipliers prove only ${formatRational(bound)}`);
    const level = proof.kind === "continuum" ? "continuum" : lower.equals(upper) ? "exact" : "interval";
    return { accepted: true, status: "optimal", level, lower, upper, ...about };
  } catch (error) {
    // Arithmetic refuses what has too many digits as a RangeError.
    const expected = error instanceof Rejection || error instanceof InvalidInputError || error instanceof RangeError;
    if (expected) return { accepted: false, reason: error.message };
    throw error;
  }
}

/** What a proof shows of the value: a mechanism attains so much, no mechanism attains more; without the objective, more than 0. */
interface Bounds {
  attained(): Rational;
  bound(objective: boolean): Rational;
}

/** What each kind of proof shows. */
const shown: {
  readonly [K in Certificate["proof"]["kind"]]: (stated: StatedProblem, proof: Certificate["proof"] & { kind: K }, names: Names) => Bounds;
} = {
  finite: finiteBounds,
  continuum: continuumBounds,
  prices: pricedBounds,
};

function boundsOf<K extends Certificate["proof"]["kind"]>(
  stated: StatedProblem,
  proof: Certificate["proof"] & { kind: K },
  names: Names,
): Bounds {
  return shown[proof.kind as K](stated, proof, names);
}

function pricedBounds(stated: StatedProblem, proof: PriceProof, names: Names): Bounds {
  requireNames(names, continuumNames);
  const { attained, bound } = priceBounds(stated, proof);
  return {
    attained: () => attained,
    bound(objective) {
      if (!objective) throw new Rejection("claim.status: no trade is always possible at prices");
      return bound;
    },
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

function continuumBounds(stated: StatedProblem, proof: ContinuumProof, names: Names): Bounds {
  requireNames(names, continuumNames);
  const sides = sidesOf(stated, proof);
  return {
    attained: () => attainedBy(stated, sides, present(proof.mechanism)),
    bound: (objective) => continuumBound(stated, sides, rational(proof.kappa), objective),
  };
}

function present<Mechanism>(mechanism: Mechanism | null): Mechanism {
  if (mechanism === null) throw new Rejection("mechanism: there is none, so no lower bound is proved");
  return mechanism;
}

/** Prices of the constraints alone, without any objective, whose bound on 0 is negative: no mechanism satisfies them all. */
function proveInfeasible(proof: Certificate["proof"], { bound }: Bounds): void {
  if ("mechanism" in proof && proof.mechanism !== null) throw new Rejection("mechanism: an infeasible instance has none");
  const least = bound(false);
  if (least.s >= 0n) {
    throw new Rejection(`claim.status: the multipliers do not exclude a mechanism (they bound 0 by ${formatRational(least)})`);
  }
}
