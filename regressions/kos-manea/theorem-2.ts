import { type Rational, rational, toNumber, zero } from "../../src/arithmetic/rational.ts";
import type { Allocated } from "../../src/theorems/kos-manea/support/allocated.ts";
import { balanced } from "../../src/theorems/kos-manea/support/balanced-transfers.ts";
import { citation } from "../../src/theorems/kos-manea/support/citation.ts";
import { tightTransfers } from "../../src/theorems/kos-manea/support/tight-transfers.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare, noViolation } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { allocatedSamples, tightSurplus } from "./lemma-1.ts";
import { ownCheck } from "./support/checks.ts";
import { violations } from "./support/direct-mechanism.ts";
import { largestProfit } from "./support/least-rents.ts";

/** An implementable allocation, and the share α ∈ [0, 1] of its surplus that goes to the seller. */
export interface SharedAllocation extends Allocated {
  readonly share: Rational;
}

export const theorem2: CheckedTheorem<SharedAllocation> = {
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
