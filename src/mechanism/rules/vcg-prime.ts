import type { TypeSpace } from "../../type-space/type-space.ts";
import { efficientAllocation } from "../allocation-rule.ts";
import { bilateralMechanism } from "../bilateral.ts";
import type { AllocationRule, BilateralMechanism } from "../mechanism.ts";
import { requireEfficient } from "./domain.ts";

/**
 * The VCG′ mechanism: in a trade the buyer pays the lowest value of its type space with which it would still trade, and the seller receives
 * the highest cost with which it would.
 *
 * Dominant incentives, ex-post participation, and the largest expected profit of all efficient mechanisms with Bayesian incentives and
 * interim participation (Proposition 1): an efficient balanced mechanism exists iff it runs no expected deficit (Corollary 1).
 * `allocationRule` is the efficient one with no trade at ties unless given. Throws InvalidInputError when it is not efficient.
 *
 * @see N. Kos, M. Manea (2009), Efficient Trade Mechanism with Discrete Values, Definition 2.
 */
export function vcgPrime(
  buyer: TypeSpace,
  seller: TypeSpace,
  allocationRule: AllocationRule = efficientAllocation(buyer, seller),
): BilateralMechanism {
  const mechanism = bilateralMechanism({ buyer, seller, allocationRule, transferRule: { kind: "tight" } });
  requireEfficient(buyer, seller, allocationRule);
  return mechanism;
}
