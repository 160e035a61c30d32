import type { Rational } from "../../../src/arithmetic/rational.ts";
import { at } from "../../../src/theorems/kos-manea/support/trade.ts";
import { expectation, type FiniteTrade } from "../../../src/theorems/support/finite-trade.ts";

/** Gains from trade Σ p_i q_j (B_i − S_j) x_ij of an allocation. */
export function gainsOf(trade: FiniteTrade, x: readonly (readonly Rational[])[]): Rational {
  return expectation(trade, (i, j) => at(at(x, i), j).mul(at(trade.B, i).sub(at(trade.S, j))));
}
