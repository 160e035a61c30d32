import { type Rational, zero } from "../arithmetic/rational.ts";
import { InvalidInputError, show } from "../errors.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import type { BilateralTrade, FiniteEnvironment } from "./environment.ts";
import { assembleFinite } from "./finite-environment.ts";
import { type Law, readLaw, typeSpaceOf } from "./law.ts";
import { typeLabels } from "./type-label.ts";

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
 *
 * @see R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29.
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
  const environment: BilateralTrade = {
    kind: "bilateral-trade",
    buyer,
    seller,
    typeSpaces: (discretization) => ({
      buyer: typeSpaceOf(buyer, discretization, "buyer"),
      seller: typeSpaceOf(seller, discretization, "seller"),
    }),
    toFinite: (discretization) => bilateralOnGrids(environment.typeSpaces(discretization)),
  };
  return environment;
}

/** Bilateral trade on two given grids as a finite environment. */
export function bilateralOnGrids(grids: { readonly buyer: TypeSpace; readonly seller: TypeSpace }): FiniteEnvironment {
  const { buyer, seller } = grids;
  const m = buyer.values.length;
  const n = seller.values.length;
  const buyerUtility = new Float64Array(2 * m);
  buyerUtility.set(buyer.values, m);
  const sellerUtility = new Float64Array(2 * n);
  seller.values.forEach((cost, j) => {
    sellerUtility[n + j] = 0 - cost;
  });
  const exact: FiniteEnvironment["exact"] = buyer.exact &&
    seller.exact && {
      utilities: [
        [...zeros(m), ...buyer.exact.values],
        [...zeros(n), ...seller.exact.values.map((cost) => cost.neg())],
      ],
      outsideOptions: [zeros(m), zeros(n)],
      prior: { kind: "independent", masses: [buyer.exact.masses, seller.exact.masses] },
    };
  return assembleFinite({
    agents: [
      { name: "buyer", side: "buyer", types: typeLabels(buyer) },
      { name: "seller", side: "seller", types: typeLabels(seller) },
    ],
    prior: { kind: "independent", masses: [buyer.masses, seller.masses] },
    outcomes: ["no trade", "trade"],
    utilities: [buyerUtility, sellerUtility],
    outsideOptions: [new Float64Array(m), new Float64Array(n)],
    ...(exact && { exact }),
  });
}

function zeros(length: number): Rational[] {
  return new Array<Rational>(length).fill(zero);
}
