import type { Rational } from "../../../arithmetic/rational.ts";
import type { FiniteTrade } from "../../support/finite-trade.ts";

/** Finite types and an allocation with monotone interim probabilities (m rows of length n). */
export interface Allocated {
  readonly trade: FiniteTrade;
  readonly x: readonly (readonly Rational[])[];
}
