import type { TypeSpace } from "../../type-space/type-space.ts";
import { tightPayments } from "../../virtual-surplus/kernel/tight-payments.ts";
import { bilateralMechanism } from "../bilateral.ts";
import { asStated } from "../linear-agent.ts";
import type { AllocationRule, BilateralMechanism } from "../mechanism.ts";
import { monotoneInterim, requireExPostMonotone } from "./domain.ts";

/** How the tight interim transfers are spread over states; `tight` and the others are explained at `TransferRule`. */
export type TightTransfers = "tight" | "separable" | "interim" | "on-trade";

/**
 * The tight mechanism of an allocation: the buyer's downward and the seller's upward adjacent incentive constraints bind, and so does
 * participation of the lowest buyer type and the highest seller type. It is the most profitable mechanism with this allocation.
 *
 *     T^b_k = Σ_{i≤k} (X^b_i − X^b_{i−1})·B_i,   T^s_l = Σ_{j≥l} (X^s_j − X^s_{j+1})·S_j
 *
 * `transfers` spreads these interim transfers over states:
 * - `tight` (default) pays state by state; incentives are dominant and participation ex post. Needs an ex-post monotone allocation.
 * - `interim`, `separable`, `on-trade` need an interim-monotone one; incentives are Bayesian. `separable` makes the surplus the same in every
 *   state, `on-trade` makes participation hold ex post.
 *
 * O(m + n) for a threshold allocation. Throws InvalidInputError when the allocation is not monotone as needed.
 *
 * @example tight(buyer, seller, efficientAllocation(buyer, seller)) // VCG′
 * @see N. Kos, M. Manea (2009), Efficient Trade Mechanism with Discrete Values, §6.1; the seller's sum as corrected (KM-6).
 */
export function tight(
  buyer: TypeSpace,
  seller: TypeSpace,
  allocationRule: AllocationRule,
  transfers: TightTransfers = "tight",
): BilateralMechanism {
  if (transfers === "tight") {
    const mechanism = bilateralMechanism({ buyer, seller, allocationRule, transferRule: { kind: "tight" } });
    requireExPostMonotone(buyer, seller, allocationRule);
    return mechanism;
  }
  return bilateralMechanism({
    buyer,
    seller,
    allocationRule,
    transferRule: { kind: transfers },
    interim: tightTransfers(buyer, seller, allocationRule),
  });
}

/** The tight interim transfers of an interim-monotone allocation, lengths m and n. Throws InvalidInputError when it is not interim-monotone. */
export function tightTransfers(
  buyer: TypeSpace,
  seller: TypeSpace,
  allocationRule: AllocationRule,
): { buyerTransfer: Float64Array; sellerTransfer: Float64Array } {
  const allocation = monotoneInterim(buyer, seller, allocationRule);
  return {
    buyerTransfer: tightPayments(buyer.values, allocation.buyer, 1),
    sellerTransfer: asStated(-1, tightPayments(seller.values, allocation.seller, -1)),
  };
}
