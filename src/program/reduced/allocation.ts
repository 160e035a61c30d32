import { type BySide, bySide, stateOf } from "../../type-space/sides.ts";
import type { Draft } from "../draft.ts";
import { type LiveStates, readStates, stateColumns } from "./live-states.ts";
import { meansOf, type Trade } from "./trade.ts";

/**
 * Columns of the probabilities of trade: x_ij ∈ [0, 1] at `x[i·n + j]` where trade is possible, and from `interim` on the interim ones X^b_i = Σ_j q_j x_ij and
 * X^s_j = Σ_i p_i x_ij, so that everything interim is written in m + n columns instead of m·n.
 *
 * A mass so small that a solver drops its entry moves X by less than the mass: x is bounded, nothing else depends on it.
 */
export interface AllocationColumns {
  readonly x: Int32Array;
  readonly interim: BySide<number>;
}

/** Adds the columns x, X^b and X^s; {@link interimAllocationRows} ties them together. */
export function allocationColumns(draft: Draft, trade: Trade, live?: LiveStates): AllocationColumns {
  const x = tradeColumns(draft, trade, live);
  const interim = bySide(trade.sides, ({ name, labels }) =>
    draft.columns(`interim-trade-${name}`, labels.length, [0, 1], (k) => `interim trade ${name} ${labels[k]}`),
  );
  return { x, interim };
}

/** Adds the columns x only; in all states, unless told which live. */
export function tradeColumns(draft: Draft, trade: Trade, live?: LiveStates): Int32Array {
  return stateColumns(draft, trade, "trade", "trade", [0, 1], live ? live.trade : () => true);
}

/** Rows X^b_i − Σ_j q_j x_ij = 0 and X^s_j − Σ_i p_i x_ij = 0. */
export function interimAllocationRows(draft: Draft, { sides }: Trade, { x, interim }: AllocationColumns): void {
  for (const side of sides) {
    const { name, labels, rival } = side;
    draft.family(`interim-trade-${name}`, (k) => `interim trade of ${name} ${labels[k]}`);
    for (let k = 0; k < labels.length; k++) {
      draft.entry(interim[name] + k, 1);
      rival.masses.forEach((mass, l) => {
        draft.entry(x[stateOf(side, k, l)] as number, -mass);
      });
      draft.row(0, 0);
    }
  }
}

/** The matrix x_ij in a solver's point, and its two interim vectors. */
export function readAllocation(point: ArrayLike<number>, columns: Int32Array, trade: Trade) {
  const x = readStates(point, columns);
  return { x, interim: bySide(trade.sides, (side) => meansOf(side, x)) };
}
