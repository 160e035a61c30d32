import { type Rational, rational, toNumber, zero } from "../../arithmetic/rational.ts";
import { compare, noViolation } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import type { Theorem } from "../theorem.ts";
import { balanced } from "./balanced-transfers.ts";
import { type Allocated, allocatedSamples, tightSurplus } from "./lemma-1.ts";
import { citation, ownCheck } from "./support/checks.ts";
import { violations } from "./support/direct-mechanism.ts";
import { largestProfit } from "./support/least-rents.ts";
import { tightTransfers } from "./tight-mechanism.ts";

/** An implementable allocation, and the share α ∈ [0, 1] of its surplus that goes to the seller. */
export interface SharedAllocation extends Allocated {
  readonly share: Rational;
}

export const theorem2: Theorem<SharedAllocation> = {
  id: "kos-manea/theorem-2",
  citation: citation("Theorem 2"),
  statement:
    "An implementable allocation x has a balanced mechanism with bayesian incentives and interim participation if and only if Π(x) ≥ 0; the transfers T^b_i − E[T^b] + T^s_j + αΠ(x) made from the tight ones are such a mechanism.",
  domain: "bilateral trade with finite types, interim allocations monotone",
  errata: [],
  samples(seed) {
    const source = randomSource(seed);
    return [0, 1]
      .flatMap((round) => allocatedSamples(seed + round))
      .map((allocated) => ({ ...allocated, share: source.rational(0, 1, 4) }));
  },
  checks: [
    ownCheck(
      "if Π(x) ≥ 0: the balanced mechanism, all deviations; else: gains less the least rents over all pairs of types are negative",
      (parameters) => {
        const { trade, x, share } = parameters;
        if (tightSurplus(parameters).gte(zero)) {
          const mechanism = balanced(trade, x, tightTransfers(parameters), share);
          const asked = { incentives: "bayesian", participation: "interim", budget: "balanced" } as const;
          return [noViolation("bayesian incentives, interim participation, balanced budget", violations(trade, mechanism, asked))];
        }
        // Budget balance adds up to an expected surplus of 0, which is more than any transfers make of x.
        return [compare("largest expected surplus of x", toNumber(largestProfit(trade, x) ?? rational(0)), "<", 0, 0)];
      },
    ),
  ],
};
