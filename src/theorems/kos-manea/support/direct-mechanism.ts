import { type Rational, toNumber } from "../../../arithmetic/rational.ts";
import type { FiniteTrade } from "../../support/finite-trade.ts";
import type { ClosedFormMechanism } from "../../theorem.ts";
import { at } from "./trade.ts";

type Matrix = readonly (readonly Rational[])[];

/** A direct mechanism on finite types, exactly; every matrix has m rows of length n. */
export interface DirectMechanism {
  readonly x: Matrix;
  readonly buyerPays: Matrix;
  readonly sellerReceives: Matrix;
}

/**
 * A direct mechanism as a rule on real types: a buyer reports the highest type not above its value, a seller the lowest type not below
 * its cost; one who is below every buyer type (above every seller type) stays out, and then nothing happens.
 */
export function onRealTypes(trade: FiniteTrade, mechanism: DirectMechanism): ClosedFormMechanism {
  const values = trade.B.map(toNumber);
  const costs = trade.S.map(toNumber);
  const entry = (matrix: Matrix) => {
    const numbers = matrix.map((row) => row.map(toNumber));
    return (value: number, cost: number) => {
      const i = values.findLastIndex((type) => type <= value);
      const j = costs.findIndex((type) => type >= cost);
      return i < 0 || j < 0 ? 0 : at(at(numbers, i), j);
    };
  };
  return { trade: entry(mechanism.x), buyerPays: entry(mechanism.buyerPays), sellerReceives: entry(mechanism.sellerReceives) };
}
