import type { TypeSpace } from "../../type-space/type-space.ts";
import { efficientAllocation } from "../allocation-rule.ts";
import type { AllocationRule, BilateralMechanism } from "../mechanism.ts";
import { groves } from "./groves.ts";

/**
 * The Vickrey–Clarke–Groves mechanism: the buyer pays the seller's cost and the seller receives the buyer's value when they trade.
 *
 * Dominant incentives, ex-post participation; the expected deficit equals the first-best gains from trade. `allocationRule` is the efficient
 * one with no trade at ties unless given. Throws InvalidInputError when it is not efficient.
 *
 * @example brokerProfit(vcg(buyer, seller)) // −firstBestGains(buyer, seller)
 * @see N. Kos, M. Manea (2009), Efficient Trade Mechanism with Discrete Values, Definition 1; W. Vickrey (1961), E. Clarke (1971), T. Groves (1973).
 */
export function vcg(
  buyer: TypeSpace,
  seller: TypeSpace,
  allocationRule: AllocationRule = efficientAllocation(buyer, seller),
): BilateralMechanism {
  return groves({ buyer, seller, allocationRule, buyerCharge: () => 0, sellerCharge: () => 0 });
}
