import { type Rational, zero } from "../../src/arithmetic/rational.ts";
import type { Allocated } from "../../src/theorems/kos-manea/support/allocated.ts";
import { citation } from "../../src/theorems/kos-manea/support/citation.ts";
import { at, efficient, finiteTrade } from "../../src/theorems/kos-manea/support/trade.ts";
import { expectation, virtualCosts, virtualValues } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compareExact } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { ownCheck } from "./support/checks.ts";
import { drawAllocation, draws, drawTrade } from "./support/draws.ts";
import { largestProfit } from "./support/least-rents.ts";

/** Π(x) = Σ_{i≤m} Σ_{j≤n} p_i q_j (ψ_i − φ_j) x_ij: the surplus of the tight mechanism. */
export function tightSurplus({ trade, x }: Allocated): Rational {
  const psi = virtualValues(trade);
  const phi = virtualCosts(trade);
  return expectation(trade, (i, j) => {
    const probability = at(at(x, i), j);
    return probability.equals(zero) ? zero : at(psi, i).sub(at(phi, j)).mul(probability);
  });
}

/** Efficient allocations and random implementable ones. */
export function allocatedSamples(seed: number): Allocated[] {
  const source = randomSource(seed);
  const asymmetric = finiteTrade([3, 7], ["2/5", "3/5"], [0, 2, 5], ["1/2", "1/4", "1/4"]);
  return [
    { trade: asymmetric, x: efficient(asymmetric) },
    ...draws(6, () => drawTrade(source, source.integer(1, 3), source.integer(1, 3))).map((trade) => ({
      trade,
      x: drawAllocation(source, trade),
    })),
  ];
}

export const lemma1: CheckedTheorem<Allocated> = {
  id: "kos-manea/lemma-1",
  citation: citation("Lemma 1"),
  statement: "The surplus of the tight mechanism, the largest that an implementable allocation x can make, is Σ p_i q_j (ψ_i − φ_j) x_ij.",
  domain: "bilateral trade with finite types, interim allocations monotone",
  errata: ["KM-5"],
  samples: allocatedSamples,
  checks: [
    ownCheck("against gains less the least rents (longest paths over all pairs of types)", (parameters) => {
      const largest = largestProfit(parameters.trade, parameters.x);
      if (largest === null) throw new RangeError("the allocation must be implementable");
      return [compareExact("Π(x)", tightSurplus(parameters), largest)];
    }),
  ],
};
