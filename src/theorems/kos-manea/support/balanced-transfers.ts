import type { Rational } from "../../../arithmetic/rational.ts";
import type { FiniteTrade } from "../../support/finite-trade.ts";
import type { DirectMechanism } from "./direct-mechanism.ts";
import { at, mean } from "./trade.ts";
import { vcgPrimeMechanism } from "./vcg-prime.ts";

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
