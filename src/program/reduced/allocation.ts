import type { Draft } from "../draft.ts";
import { type LiveStates, readStates, stateColumns } from "./live-states.ts";
import type { Trade } from "./trade.ts";

/**
 * Columns of the probabilities of trade: x_ij ∈ [0, 1] at `x[i·n + j]` where trade is possible, and the interim ones X^b_i = Σ_j q_j x_ij and X^s_j = Σ_i p_i x_ij,
 * so that everything interim is written in m + n columns instead of m·n.
 *
 * A mass so small that a solver drops its entry moves X by less than the mass: x is bounded, nothing else depends on it.
 */
export interface AllocationColumns {
  readonly x: Int32Array;
  readonly buyerInterim: number;
  readonly sellerInterim: number;
}

/** Adds the columns x, X^b and X^s; {@link interimAllocationRows} ties them together. */
export function allocationColumns(draft: Draft, trade: Trade, live?: LiveStates): AllocationColumns {
  const { m, n, buyerLabels, sellerLabels } = trade;
  return {
    x: tradeColumns(draft, trade, live),
    buyerInterim: draft.columns("interim-trade-buyer", m, [0, 1], (i) => `interim trade buyer ${buyerLabels[i]}`),
    sellerInterim: draft.columns("interim-trade-seller", n, [0, 1], (j) => `interim trade seller ${sellerLabels[j]}`),
  };
}

/** Adds the columns x only; in all states, unless told which live. */
export function tradeColumns(draft: Draft, trade: Trade, live?: LiveStates): Int32Array {
  return stateColumns(draft, trade, "trade", "trade", [0, 1], live ? live.trade : () => true);
}

/** Rows X^b_i − Σ_j q_j x_ij = 0 and X^s_j − Σ_i p_i x_ij = 0. */
export function interimAllocationRows(draft: Draft, trade: Trade, columns: AllocationColumns): void {
  const { m, n, p, q, buyerLabels, sellerLabels } = trade;
  draft.family("interim-trade-buyer", (i) => `interim trade of buyer ${buyerLabels[i]}`);
  for (let i = 0; i < m; i++) {
    draft.entry(columns.buyerInterim + i, 1);
    for (let j = 0; j < n; j++) draft.entry(columns.x[i * n + j] as number, -(q[j] as number));
    draft.row(0, 0);
  }
  draft.family("interim-trade-seller", (j) => `interim trade of seller ${sellerLabels[j]}`);
  for (let j = 0; j < n; j++) {
    draft.entry(columns.sellerInterim + j, 1);
    for (let i = 0; i < m; i++) draft.entry(columns.x[i * n + j] as number, -(p[i] as number));
    draft.row(0, 0);
  }
}

/** The matrix x_ij in a solver's point, and its two interim vectors. */
export function readAllocation(point: ArrayLike<number>, x: Int32Array, { m, n, p, q }: Trade) {
  const matrix = readStates(point, x);
  const buyer = new Float64Array(m);
  const seller = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const probability = matrix[i * n + j] as number;
      (buyer[i] as number) += (q[j] as number) * probability;
      (seller[j] as number) += (p[i] as number) * probability;
    }
  }
  return { x: matrix, buyer, seller };
}
