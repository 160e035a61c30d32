import { type Rational, rational } from "../../../arithmetic/rational.ts";
import type { FiniteTrade } from "../../support/finite-trade.ts";
import { at } from "./trade.ts";

/** Two types a side, by name. */
export interface TwoTypes {
  readonly B1: Rational;
  readonly B2: Rational;
  /** Masses of B1 and B2. */
  readonly p1: Rational;
  readonly p2: Rational;
  readonly S1: Rational;
  readonly S2: Rational;
  /** Masses of S1 and S2. */
  readonly q1: Rational;
  readonly q2: Rational;
}

export function twoTypes({ B, p, S, q }: FiniteTrade): TwoTypes {
  return { B1: at(B, 0), B2: at(B, 1), p1: at(p, 0), p2: at(p, 1), S1: at(S, 0), S2: at(S, 1), q1: at(q, 0), q2: at(q, 1) };
}

/** An allocation of two types a side. */
export function allocation2(x11: Rational, x12: Rational, x21: Rational, x22: Rational): readonly (readonly Rational[])[] {
  return [
    [x11, x12],
    [x21, x22],
  ];
}

/** a·b + c·d + …, for lists of products. */
export function sumOfProducts(...products: readonly (readonly Rational[])[]): Rational {
  return products.reduce((sum, factors) => sum.add(factors.reduce((product, factor) => product.mul(factor), rational(1))), rational(0));
}
