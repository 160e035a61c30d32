import { toNumber } from "../../../src/arithmetic/rational.ts";
import type { BilateralMechanism } from "../../../src/mechanism/mechanism.ts";
import { at } from "../../../src/theorems/kos-manea/support/trade.ts";
import type { FiniteTrade } from "../../../src/theorems/support/finite-trade.ts";

/** Sums of floating-point probabilities and prices may be off by this much, relative to the largest type. */
export const mechanismSlack = 1e-7;

/** x_ij of a mechanism as numbers, m rows of length n. */
export function allocationOf(trade: FiniteTrade, mechanism: BilateralMechanism): number[][] {
  return trade.B.map((_, i) => trade.S.map((_, j) => mechanism.allocation(i, j)));
}

/** Σ p_i q_j f(i, j) x_ij. */
export function weightedTrade(trade: FiniteTrade, x: readonly (readonly number[])[], f: (i: number, j: number) => number): number {
  let sum = 0;
  trade.p.forEach((p, i) => {
    trade.q.forEach((q, j) => {
      sum += toNumber(p) * toNumber(q) * f(i, j) * at(at(x, i), j);
    });
  });
  return sum;
}

/** The largest magnitude among the types, at least 1. */
export function scaleOf(trade: FiniteTrade): number {
  return Math.max(1, ...[...trade.B, ...trade.S].map((type) => Math.abs(toNumber(type))));
}
