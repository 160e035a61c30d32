import { budgetStage, participationStage } from "../../problem/words.ts";
import { typeIn } from "../../type-space/sides.ts";
import { absent, type Draft } from "../draft.ts";
import { surplusOf, type Trade } from "./trade.ts";

/** In which states there can be trade, and in which a trader can have a rent. Elsewhere x, respectively all rents, are 0 for certain. */
export interface LiveStates {
  trade(state: number): boolean;
  rent(state: number): boolean;
}

const all: LiveStates = { trade: () => true, rent: () => true };

/**
 * With ex-post participation and a budget in every state at r = 0, x_ij (B_i − S_j) ≥ u^b_ij + u^s_ij ≥ 0: no trade where the value is under
 * the cost, no rent where it is not above. Otherwise (r < 0 pays for losses, r > 0 is infeasible unless there are no such states) all states live.
 *
 * Programs leave out the columns of dead states: a presolve would fix them too, but hands the simplex method a worse start (at 100 types a
 * side and dominant incentives HiGHS then sometimes stalled for minutes instead of taking a second or two).
 */
export function liveStates(trade: Trade): LiveStates {
  const { participation, budget, required } = trade;
  if (participationStage[participation] !== "ex-post" || required !== 0 || budgetStage[budget.rule] !== "ex-post") return all;
  return { trade: (state) => surplusOf(trade, state) >= 0, rent: (state) => surplusOf(trade, state) > 0 };
}

/**
 * Columns for the states that satisfy `lives`; returns the column of state (i, j) at index i·n + j, {@link absent} for the others.
 * Column names are `name (value, cost)`.
 */
export function stateColumns(
  draft: Draft,
  trade: Trade,
  family: string,
  name: string,
  bounds: readonly [lower: number, upper: number],
  lives: (state: number) => boolean,
): Int32Array {
  const living = new Int32Array(trade.states);
  const columns = new Int32Array(trade.states).fill(absent);
  let count = 0;
  for (let state = 0; state < trade.states; state++) if (lives(state)) living[count++] = state;
  const start = draft.columns(family, count, bounds, (k) => `${name} ${stateName(trade, living[k] as number)}`);
  for (let k = 0; k < count; k++) columns[living[k] as number] = start + k;
  return columns;
}

/** `(0.35, 0.2)`: value and cost of the state i·n + j. */
export function stateName({ sides }: Trade, state: number): string {
  return `(${sides.map((side) => side.labels[typeIn(side, state)]).join(", ")})`;
}

/** A solver's point at the columns of {@link stateColumns}, 0 where absent. Length m·n. */
export function readStates(point: ArrayLike<number>, columns: Int32Array): Float64Array {
  const states = new Float64Array(columns.length);
  columns.forEach((column, state) => {
    if (column !== absent) states[state] = point[column] as number;
  });
  return states;
}
