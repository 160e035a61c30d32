import type { Rational } from "../../src/arithmetic/rational.ts";
import { citation } from "../../src/theorems/kos-manea/support/citation.ts";
import { at, finiteTrade } from "../../src/theorems/kos-manea/support/trade.ts";
import { vcgPrimeMechanism, vcgPrimeSurplus } from "../../src/theorems/kos-manea/support/vcg-prime.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compareExact, noViolation } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { ownCheck } from "./support/checks.ts";
import { violations } from "./support/direct-mechanism.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { expectedSurplus, vcgMechanism } from "./vcg.ts";

export const vcgPrime: CheckedTheorem<FiniteTrade> = {
  id: "kos-manea/vcg-prime",
  citation: citation("Definition 2 and the formula of Π"),
  statement:
    "Under VCG′ truth is dominant and nobody loses in any state, in every state the broker does at least as well as under VCG, and its expected surplus is Π, a sum over the two cdfs.",
  domain: "bilateral trade with finite types",
  errata: [],
  samples(seed) {
    const source = randomSource(seed);
    return [
      finiteTrade([2, 8], ["1/2", "1/2"], [1, 6], ["1/2", "1/2"]),
      finiteTrade([7, 9, 10], ["1/3", "1/3", "1/3"], [3, 8, 9], ["1/3", "1/3", "1/3"]),
      ...draws(6, () => drawTrade(source, source.integer(1, 5), source.integer(1, 5))),
    ];
  },
  checks: [
    ownCheck("Π against the transfers of Definition 2 added up over all states", (trade) => [
      compareExact("Π", expectedSurplus(trade, vcgPrimeMechanism(trade)), vcgPrimeSurplus(trade)),
    ]),
    ownCheck("all deviations in all states", (trade) => [
      noViolation(
        "dominant incentives and ex-post participation",
        violations(trade, vcgPrimeMechanism(trade), { incentives: "dominant", participation: "ex-post", budget: "none" }),
      ),
    ]),
    ownCheck("state by state against VCG", (trade) => {
      const plain = vcgMechanism(trade);
      const prime = vcgPrimeMechanism(trade);
      const worse = (cheaper: readonly (readonly Rational[])[], dearer: readonly (readonly Rational[])[]) =>
        cheaper.flatMap((row, i) => row.filter((entry, j) => entry.gt(at(at(dearer, i), j)))).length;
      return [
        noViolation("states in which the buyer pays less than under VCG", worse(plain.buyerPays, prime.buyerPays)),
        noViolation("states in which the seller receives more than under VCG", worse(prime.sellerReceives, plain.sellerReceives)),
      ];
    }),
  ],
};
