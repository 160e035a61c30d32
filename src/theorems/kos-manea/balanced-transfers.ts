import { type Rational, rational } from "../../arithmetic/rational.ts";
import { compareExact, noViolation } from "../support/compare.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { randomSource } from "../support/random.ts";
import type { Theorem } from "../theorem.ts";
import { citation, ownCheck } from "./support/checks.ts";
import { type DirectMechanism, violations } from "./support/direct-mechanism.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { at, mean } from "./support/trade.ts";
import { hasSurplus, vcgPrimeMechanism, vcgPrimeSurplus } from "./vcg-prime.ts";

/** Finite types, and the share α ∈ [0, 1] of VCG′'s surplus that goes to the seller. */
export interface SharedSurplus {
  readonly trade: FiniteTrade;
  readonly share: Rational;
}

/**
 * Budget balance from interim transfers: t_ij = T^b_i − E[T^b] + T^s_j + α·Π is paid by the buyer and received by the seller,
 * with Π = E[T^b] − E[T^s].
 */
export function balanced(
  trade: FiniteTrade,
  x: DirectMechanism["x"],
  interim: { readonly buyer: readonly Rational[]; readonly seller: readonly Rational[] },
  share: Rational,
): DirectMechanism {
  const buyerMean = mean(trade.p, interim.buyer);
  const surplus = buyerMean.sub(mean(trade.q, interim.seller));
  const t = interim.buyer.map((paid) => interim.seller.map((received) => paid.sub(buyerMean).add(received).add(share.mul(surplus))));
  return { x, buyerPays: t, sellerReceives: t };
}

/** Expected transfers of each type, from transfers state by state. */
export function interimOf(trade: FiniteTrade, mechanism: DirectMechanism): { buyer: Rational[]; seller: Rational[] } {
  return {
    buyer: mechanism.buyerPays.map((row) => mean(trade.q, row)),
    seller: trade.S.map((_, j) =>
      mean(
        trade.p,
        mechanism.sellerReceives.map((row) => at(row, j)),
      ),
    ),
  };
}

/** The efficient allocation with the balanced transfers that the proof of Theorem 1 makes from VCG′. */
export function balancedEfficientMechanism(trade: FiniteTrade, share: Rational): DirectMechanism {
  const prime = vcgPrimeMechanism(trade);
  return balanced(trade, prime.x, interimOf(trade, prime), share);
}

export const balancedTransfers: Theorem<SharedSurplus> = {
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
