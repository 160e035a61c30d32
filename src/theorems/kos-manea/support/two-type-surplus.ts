import type { Rational } from "../../../arithmetic/rational.ts";
import type { FiniteTrade } from "../../support/finite-trade.ts";
import { sumOfProducts, twoTypes } from "./two-types.ts";

/** Π(x*) = p_2 q_2 B_2 + q_1 B_1 − p_2 S_2 − p_1 q_1 S_1, for S_1 < B_1 < S_2 < B_2. */
export function twoTypeEfficientSurplus(trade: FiniteTrade): Rational {
  const { B1, B2, p1, p2, S1, S2, q1, q2 } = twoTypes(trade);
  return sumOfProducts([p2, q2, B2], [q1, B1]).sub(sumOfProducts([p2, S2], [p1, q1, S1]));
}
