import { formatRational, type Rational } from "../../arithmetic/rational.ts";
import type { Claim } from "../format.ts";
import { Rejection } from "../verify/rejection.ts";
import { type Proved, roundOutward } from "./proof.ts";

// What proofs of brackets on cells have in common, of two traders and of groups.

/** What a search on cells found; `Mechanism`: what is to be made exact. */
export interface FoundOnCells<Mechanism> {
  /** Mechanisms, and where types were cut for them. */
  readonly mechanisms: readonly Mechanism[];
  readonly mechanismKnots: readonly Rational[];
  /** Where types were cut for the least bound; null where no averages gave one. */
  readonly knots: readonly Rational[] | null;
  /** The averages over those cells exclude every mechanism. */
  readonly infeasible: boolean;
  /** A proof for the continuum of the same question with constraints on average only, whose bound holds here all the more. */
  readonly relaxed: Proved | null;
}

/** An upper bound, and what proves it. */
export interface ProvedBound<Bound> {
  readonly bound: Bound;
  readonly value: Rational;
}

/** Why the verifier refused, numbers with too many digits as a RangeError; other errors are thrown on. */
export function refusal(error: unknown): string {
  if (error instanceof Rejection || error instanceof RangeError) return error.message;
  throw error;
}

/** What the verifier computes; in words why it would not. */
export function unlessRefused<T>(compute: () => T): T | string {
  try {
    return compute();
  } catch (error) {
    return refusal(error);
  }
}

/** The mechanism that attains most, of those that the verifier accepts; why it accepts none. */
export function bestAttained<Made>(
  candidates: readonly (Made | null)[],
  attained: (made: Made) => Rational,
): { readonly made: Made; readonly value: Rational } | string {
  let found: { readonly made: Made; readonly value: Rational } | string = "the mechanism on cells could not be made exact";
  for (const made of candidates) {
    if (made === null) continue;
    const value = unlessRefused(() => attained(made));
    if (typeof value === "string") {
      if (typeof found === "string") found = `the mechanism on cells could not be made exact: ${value}`;
    } else if (typeof found === "string" || value.gt(found.value)) found = { made, value };
  }
  return found;
}

/** The lesser of two bounds, each of which may be missing, in words why. */
export function lesserBound<A, B>(one: ProvedBound<A> | string, other: ProvedBound<B> | string): ProvedBound<A | B> | string {
  return typeof one !== "string" && (typeof other === "string" || one.value.lte(other.value)) ? one : other;
}

/** The claim of a bracket, its ends rounded to digits that a person can read. */
export function claimBetween(lower: Rational, upper: Rational): Claim {
  return { status: "optimal", lower: formatRational(roundOutward(lower, -1n)), upper: formatRational(roundOutward(upper, 1n)) };
}
