import type { TypeSpace } from "../../type-space/type-space.ts";
import { efficientAllocation } from "../allocation-rule.ts";
import { bilateralMechanism } from "../bilateral.ts";
import type { AllocationRule, BilateralMechanism } from "../mechanism.ts";
import { requireEfficient } from "./domain.ts";

/**
 * A Groves scheme with participation charges: the buyer pays cost·x + buyerCharge(cost), the seller receives value·x − sellerCharge(value).
 *
 * Each trader bears the whole gain from trade less a charge that it cannot influence, so truth is dominant whatever the charges. On an
 * interval of types these are all efficient mechanisms with dominant incentives (Green–Laffont–Holmström). The scheme runs no deficit iff
 * buyerCharge(c) + sellerCharge(v) ≥ (v − c)⁺ for all types, and participation is ex ante iff neither expected charge exceeds the gains.
 * `allocationRule` is the efficient one with no trade at ties unless given. Throws InvalidInputError when it is not efficient.
 *
 * @example groves({ buyer, seller, ...chargesAroundPrice(0.5) }) // no deficit, ex-ante participation when medians are ordered
 * @see T. Groves (1973), Incentives in Teams, Econometrica 41; R. Jagadeesan, L. Tordjman (2025), Ex Ante Individually Rational Trade.
 */
export function groves(scheme: {
  readonly buyer: TypeSpace;
  readonly seller: TypeSpace;
  readonly allocationRule?: AllocationRule;
  readonly buyerCharge: (cost: number) => number;
  readonly sellerCharge: (value: number) => number;
}): BilateralMechanism {
  const { buyer, seller } = scheme;
  const allocationRule = scheme.allocationRule ?? efficientAllocation(buyer, seller);
  const transferRule = {
    kind: "groves",
    buyerCharge: seller.values.map((cost) => scheme.buyerCharge(cost)),
    sellerCharge: buyer.values.map((value) => scheme.sellerCharge(value)),
  } as const;
  const mechanism = bilateralMechanism({ buyer, seller, allocationRule, transferRule });
  requireEfficient(buyer, seller, allocationRule);
  return mechanism;
}

/**
 * The charges (price − cost)⁺ and (value − price)⁺, which cover the gains from trade in every state, so that the Groves scheme runs no deficit.
 *
 * With the replica economy's price (F_b(p) + F_s(p) = 1) and the buyer's median at least the seller's, participation is ex ante up to a
 * lump sum between the traders.
 *
 * @see R. Jagadeesan, L. Tordjman (2025), median theorem.
 */
export function chargesAroundPrice(price: number): { buyerCharge: (cost: number) => number; sellerCharge: (value: number) => number } {
  return { buyerCharge: (cost) => Math.max(price - cost, 0), sellerCharge: (value) => Math.max(value - price, 0) };
}
