import { type BuyerAndSeller, type PairInput, type PairSpaces, pairSpaces, readPair } from "./buyer-and-seller.ts";
import type { Environment } from "./environment.ts";
import { pair } from "./frontier/pair.ts";
import { type LinearEnvironment, linearEnvironment } from "./linear.ts";

/**
 * One seller owns one indivisible good; one buyer may want it. Utility is linear: the buyer gains v·x − t, the seller t − c·x.
 *
 * @see R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29.
 */
export interface BilateralTrade extends LinearEnvironment, BuyerAndSeller {
  readonly stated: "bilateral-trade";
  readonly groups: BuyerAndSeller["groups"];
  /** {@link LinearEnvironment.grids} by name. */
  readonly typeSpaces: PairSpaces;
}

/**
 * One buyer with value v, one seller with cost c, one indivisible good; types independent.
 *
 * `toFinite(discretization?)` has agents buyer and seller (in this order) and outcomes "no trade" and "trade". A law with only atoms
 * keeps them whatever the discretization. Throws InvalidInputError (fields `buyer.…`, `seller.…`, `discretization`).
 *
 * @example
 * const environment = bilateralTrade({
 *   buyer: { distribution: "uniform", min: 0, max: 1 },
 *   seller: { distribution: "discrete", values: ["1/4", 1], masses: ["1/2", "1/2"] },
 * });
 */
export function bilateralTrade(laws: PairInput): BilateralTrade {
  const pairOf = readPair(laws, "the laws { buyer, seller }", "bilateralTrade({ buyer: …, seller: … })");
  const environment = linearEnvironment({
    stated: "bilateral-trade",
    groups: pairOf.groups,
    frontier: pair,
    agentName: (role) => role,
    finiteLimit: Number.POSITIVE_INFINITY,
  });
  return { ...environment, ...pairOf, stated: "bilateral-trade", typeSpaces: pairSpaces(environment.grids) };
}

/** Whether an environment is trade between one buyer and one seller. */
export function isBilateralTrade(environment: Environment): environment is BilateralTrade {
  return "stated" in environment && environment.stated === "bilateral-trade";
}
