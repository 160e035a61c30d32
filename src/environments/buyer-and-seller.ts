import { one, zero } from "../arithmetic/rational.ts";
import type { Distribution } from "../distributions/distribution.ts";
import { refuse } from "../errors.ts";
import type { Discretization } from "../type-space/discretization.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { type Law, readLaw } from "./law.ts";
import type { AgentGroup, LinearEnvironment } from "./linear.ts";

/** The laws of a buyer's value and a seller's cost, as constructors take them. */
export interface PairInput {
  /** The law of the buyer's value, of a unit where the good is divisible. */
  readonly buyer: Law;
  /** The law of the seller's cost, of a unit where the good is divisible. */
  readonly seller: Law;
}

/** One buyer and one seller, whatever they trade. */
export interface BuyerAndSeller {
  /** Buyer and seller. */
  readonly groups: readonly [AgentGroup, AgentGroup];
  readonly buyer: Distribution;
  readonly seller: Distribution;
}

/** The grids of a buyer and a seller by name. */
export type PairSpaces = (discretization?: Discretization) => { readonly buyer: TypeSpace; readonly seller: TypeSpace };

/**
 * Reads the laws of a constructor's input, whose fields and whose call errors state in words.
 * Throws InvalidInputError (fields `environment`, `buyer.…`, `seller.…`).
 */
export function readPair(input: PairInput, fields: string, call: string): BuyerAndSeller {
  if (typeof input !== "object" || input === null) refuse("environment", fields, input, `Call ${call}.`);
  const buyer = readLaw(input.buyer, "buyer");
  const seller = readLaw(input.seller, "seller");
  const groups = [
    { name: "buyer", party: "buyers", count: 1, reference: zero, law: buyer },
    { name: "seller", party: "sellers", count: 1, reference: one, law: seller },
  ] as const;
  return { groups, buyer, seller };
}

/** Names the grids of a buyer and a seller. */
export function pairSpaces(grids: LinearEnvironment["grids"]): PairSpaces {
  return (discretization) => {
    const [buyer, seller] = grids(discretization) as [TypeSpace, TypeSpace];
    return { buyer, seller };
  };
}
