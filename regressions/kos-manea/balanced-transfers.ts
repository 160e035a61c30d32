import { type Rational, rational } from "../../src/arithmetic/rational.ts";
import { balancedEfficientMechanism, interimOf } from "../../src/theorems/kos-manea/support/balanced-transfers.ts";
import { citation } from "../../src/theorems/kos-manea/support/citation.ts";
import { at } from "../../src/theorems/kos-manea/support/trade.ts";
import { hasSurplus, vcgPrimeMechanism, vcgPrimeSurplus } from "../../src/theorems/kos-manea/support/vcg-prime.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compareExact, noViolation } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { ownCheck } from "./support/checks.ts";
import { violations } from "./support/direct-mechanism.ts";
import { draws, drawTrade } from "./support/draws.ts";

/** Finite types, and the share α ∈ [0, 1] of VCG′'s surplus that goes to the seller. */
export interface SharedSurplus {
  readonly trade: FiniteTrade;
  readonly share: Rational;
}

export const balancedTransfers: CheckedTheorem<SharedSurplus> = {
  id: "kos-manea/balanced-transfers",
  citation: citation("proof of Theorem 1"),
  statement:
    "The transfer t_ij = T^b_i − E[T^b] + T^s_j + αΠ made from VCG′ balances the budget in every state and leaves every buyer type (1 − α)Π and every seller type αΠ better off than VCG′.",
  domain: "bilateral trade with finite types, Π ≥ 0, α between 0 and 1",
  errata: [],
  samples(seed) {
    const source = randomSource(seed);
    const trades = draws(5, () => drawTrade(source, source.integer(2, 4), source.integer(2, 4)), hasSurplus);
    return trades.map((trade, k) => ({ trade, share: rational(k).div(rational(4)) }));
  },
  checks: [
    ownCheck("interim transfers against those of VCG′", ({ trade, share }) => {
      const surplus = vcgPrimeSurplus(trade);
      const before = interimOf(trade, vcgPrimeMechanism(trade));
      const after = interimOf(trade, balancedEfficientMechanism(trade, share));
      return [
        ...after.buyer.map((paid, i) =>
          compareExact(`buyer type ${i + 1}`, paid, at(before.buyer, i).sub(rational(1).sub(share).mul(surplus))),
        ),
        ...after.seller.map((received, j) => compareExact(`seller type ${j + 1}`, received, at(before.seller, j).add(share.mul(surplus)))),
      ];
    }),
    ownCheck("all deviations", ({ trade, share }) => [
      noViolation(
        "bayesian incentives, interim participation, balanced budget",
        violations(trade, balancedEfficientMechanism(trade, share), {
          incentives: "bayesian",
          participation: "interim",
          budget: "balanced",
        }),
      ),
    ]),
  ],
};
