import { type ExactVector, magnitude } from "../../../arithmetic/exact-vector.ts";
import { bitLength } from "../../../arithmetic/rational.ts";
import { limits } from "../limits.ts";
import { Rejection } from "../rejection.ts";
import type { NaiveProblem } from "./naive-problem.ts";
import { knowledgeOf } from "./views.ts";

/** Throws when holding a mechanism (lottery and payments, as vectors over all profiles) against every report would take too long. */
export function requireEffortOfMechanism(
  problem: NaiveProblem,
  tables: { readonly chance: ExactVector; readonly pays: ExactVector },
): void {
  const { agents, outcomes, prior, independent } = problem;
  const profiles = prior.numerators.length;
  const shared = widthOf(tables.chance) + widthOf(tables.pays) + widthOf(prior);
  const total = agents.reduce((sum, { types, utilities }) => {
    const n = types.length;
    const situations = { state: profiles / n, belief: independent ? 1 : n }[knowledgeOf(problem)];
    // Each situation has an offer for every report, put together from the profiles in it, and weighed by every type.
    const steps = situations * n * n + 2 * profiles * (independent ? 1 : n);
    return sum + words(widthOf(utilities) + shared) * outcomes.length * steps;
  }, 0);
  if (total > limits.comparisons) throw new Rejection(`the mechanism takes more than ${limits.comparisons} comparisons to check`);
}

/** Throws when adding up constraints, each over so many profiles, in numbers over a scale would take too long. */
export function requireEffortOfSum({ outcomes }: NaiveProblem, profiles: readonly number[], scale: bigint): void {
  const total = profiles.reduce((sum, own) => sum + own, 0);
  if (total * outcomes.length * words(bitLength(scale)) > limits.comparisons) {
    throw new Rejection(`multipliers: they take more than ${limits.comparisons} steps to add up`);
  }
}

/** Throws when numbers over a scale, one a profile, would be too long together. */
export function requireShort(scale: bigint, profiles: number): void {
  if (bitLength(scale) * profiles > limits.vectorBits) {
    throw new Rejection("multipliers: their numbers have too many digits over a common denominator");
  }
}

/** Binary digits of the longest entry. */
function widthOf({ numerators, denominator }: ExactVector): number {
  const longest = numerators.reduce((most, own) => (magnitude(own) > most ? magnitude(own) : most), 0n);
  return bitLength(longest) + bitLength(denominator);
}

/** Machine words of a number of so many bits. */
function words(bits: number): number {
  return Math.floor(bits / 64) + 1;
}
