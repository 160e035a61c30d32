import { one, zero } from "../arithmetic/rational.ts";
import type { Distribution } from "../distributions/distribution.ts";
import { InvalidInputError, show } from "../errors.ts";
import type { Discretization } from "../type-space/discretization.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import type { Environment } from "./environment.ts";
import { pair } from "./frontier/pair.ts";
import { type Law, readLaw } from "./law.ts";
import { type LinearEnvironment, linearEnvironment } from "./linear.ts";

/**
 * One seller owns one indivisible good; one buyer may want it. Utility is linear: the buyer gains v·x − t, the seller t − c·x.
 *
 * @see R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29.
 */
export interface BilateralTrade extends LinearEnvironment {
  readonly stated: "bilateral-trade";
  readonly buyer: Distribution;
  readonly seller: Distribution;
  /** {@link LinearEnvironment.grids} by name. */
  typeSpaces(discretization?: Discretization): { readonly buyer: TypeSpace; readonly seller: TypeSpace };
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
export function bilateralTrade(laws: { readonly buyer: Law; readonly seller: Law }): BilateralTrade {
  if (typeof laws !== "object" || laws === null) {
    throw new InvalidInputError({
      field: "environment",
      expected: "the laws { buyer, seller }",
      received: show(laws),
      remedy: "Call bilateralTrade({ buyer: …, seller: … }).",
    });
  }
  const buyer = readLaw(laws.buyer, "buyer");
  const seller = readLaw(laws.seller, "seller");
  const environment = linearEnvironment({
    stated: "bilateral-trade",
    groups: [
      { name: "buyer", party: "buyers", count: 1, reference: zero, law: buyer },
      { name: "seller", party: "sellers", count: 1, reference: one, law: seller },
    ],
    frontier: pair,
    agentName: (role) => role,
    finiteLimit: Number.POSITIVE_INFINITY,
  });
  const typeSpaces: BilateralTrade["typeSpaces"] = (discretization) => {
    const [buyer, seller] = environment.grids(discretization) as [TypeSpace, TypeSpace];
    return { buyer, seller };
  };
  return { ...environment, stated: "bilateral-trade", buyer, seller, typeSpaces };
}

/** Whether an environment is trade between one buyer and one seller. */
export function isBilateralTrade(environment: Environment): environment is BilateralTrade {
  return "stated" in environment && environment.stated === "bilateral-trade";
}
