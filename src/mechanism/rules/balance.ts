import { magnitudeOf } from "../../arithmetic/magnitude.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import { refuse, show } from "../../errors.ts";
import { bilateralMechanism } from "../bilateral.ts";
import type { BilateralMechanism } from "../mechanism.ts";
import { brokerProfit } from "../sums.ts";

/**
 * The mechanism with the same allocation whose payments in less payments out are `requiredProfit` in every state: the expected profit beyond
 * it is given back as a lump sum, the share `sellerShare` of it to the seller, and interim transfers are spread over states.
 *
 *     t(B_i, S_j) = T^b_i − E[T^b] + T^s_j + sellerShare·Π     (requiredProfit 0)
 *
 * Bayesian incentives and interim participation of the given mechanism are kept (types must be independent); dominant incentives and ex-post
 * participation in general are not. From a tight mechanism it shows that an allocation has a balanced mechanism iff Π ≥ 0.
 *
 * Throws InvalidInputError when the mechanism's expected profit is below `requiredProfit`, or the share is outside [0, 1].
 *
 * @example balance(tight(buyer, seller, allocationRule, "interim"))
 * @see N. Kos, M. Manea (2009), Efficient Trade Mechanism with Discrete Values, Theorem 1, Corollary 1 and Theorem 2.
 */
export function balance(mechanism: BilateralMechanism, sellerShare = 0.5, requiredProfit = 0): BilateralMechanism {
  const { buyer, seller, allocationRule, interim } = mechanism;
  if (!(sellerShare >= 0 && sellerShare <= 1))
    refuse("sellerShare", "a number between 0 and 1", sellerShare, "The rest goes to the buyer.");
  const profit = brokerProfit(mechanism);
  const largest = magnitudeOf(interim.buyer.transfer, interim.seller.transfer, [requiredProfit]);
  // A profit below by rounding alone is topped up by the traders; more would break participation.
  if (!(profit >= requiredProfit - 16 * unitRoundoff * largest))
    refuse(
      "mechanism",
      `an expected profit of at least ${show(requiredProfit)}`,
      profit,
      "Use a more profitable allocation (the second best has profit 0), or allow a subsidy by a negative required profit.",
    );
  const excess = profit - requiredProfit;
  return bilateralMechanism({
    buyer,
    seller,
    allocationRule,
    transferRule: { kind: "separable" },
    interim: {
      buyerTransfer: interim.buyer.transfer.map((t) => t - (1 - sellerShare) * excess),
      sellerTransfer: interim.seller.transfer.map((t) => t + sellerShare * excess),
    },
  });
}
