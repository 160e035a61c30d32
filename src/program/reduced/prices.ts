import { participationStage } from "../../problem/words.ts";
import { type BySide, bySide, ranked, stateOf } from "../../type-space/sides.ts";
import type { RowFamily } from "../family.ts";
import type { Multipliers } from "../layout.ts";
import { massOf, type ProgramSide, stepOf, type Trade } from "./trade.ts";

/**
 * Shadow prices of the constraints of bilateral trade as the naive program states them, in units of the objective per unit of values, all ≥ 0 but those of a balanced budget.
 * Arrays have one entry per type (interim) or per state (i, j) at index i·n + j.
 */
export interface TradePrices extends BySide<SidePrices> {
  /** λ of a budget that holds on average, or that counts on average only: then the price of a state is λ times its probability. Null without a budget. */
  readonly budget: number | Float64Array | null;
}

export interface SidePrices {
  /** `state`: incentives hold for every report of the other side, else on average. */
  readonly stage: "interim" | "state";
  /** Of "the type does not report the neighbour that is worse off" (the next lower value, the next higher cost), at the type's own index. */
  readonly down: Float64Array;
  /** Of "the type does not report the neighbour that is better off", at the type's own index. */
  readonly up: Float64Array;
  /**
   * Of participation: a number for the average over types, one entry per type (which counts on average over the other side), or one per state; null when nobody asks.
   */
  readonly participation:
    | { readonly stage: "ex-ante"; readonly price: number }
    | { readonly stage: "type" | "state"; readonly price: Float64Array }
    | null;
}

/** Reads the multipliers of a family's rows, by the place that each row has in its kind, those left out included; those are 0. Calls back once a row. */
export function eachMultiplier(
  families: readonly RowFamily[],
  name: string,
  { rows }: Multipliers,
  read: (key: number, multiplier: number) => void,
): void {
  for (const family of families) {
    if (family.name !== name) continue;
    for (let k = 0; k < family.count; k++) read(family.key(k), rows[family.start + k] as number);
  }
}

/** A price ≥ 0 of which rounding left something negative, and never −0. */
export const price = (value: number) => Math.max(0, value);

/** Interim prices of neighbours' constraints, from the rows that `interimIncentives` wrote. */
export function interimIncentivePrices(trade: Trade, families: readonly RowFamily[], multipliers: Multipliers) {
  return bySide(trade.sides, (side) => {
    const [down, up] = [new Float64Array(side.types.length), new Float64Array(side.types.length)];
    eachMultiplier(families, `incentives-${side.name}`, multipliers, (key, y) => {
      const rank = key >> 1;
      if (key % 2 === 0) down[ranked(side, rank + 1)] = price(-y / trade.unit);
      else up[ranked(side, rank)] = price(y / trade.unit);
    });
    return { stage: "interim", down, up } as const;
  });
}

/** Prices of "the rent is at least 0" of each type of a side, whose interim rents begin at column `start`, in units of `scales`. */
export function leastRentPrices({ columns }: Multipliers, start: number, scales: Float64Array, unit: number): Float64Array {
  return scales.map((scale, k) => price(-(columns[start + k] as number) / (unit * scale)));
}

/**
 * Prices under dominant incentives, from those of the budget in each state and of the constraints that say that a better type trades no less (`up`, per state): what a
 * payment is worth in the broker's hands flows down the chain of types to the one that gains least, N = Σ_{better types} (cost·π + budget), down = N + up.
 *
 * `cost` is w_0 less the side's weight, less the price of its participation on average, which is `average`.
 */
export function stateFlow(
  trade: Trade,
  side: ProgramSide,
  cost: number,
  budget: Float64Array | number,
  up: Float64Array,
  average: number,
): SidePrices {
  const { types, rival } = side;
  const down = new Float64Array(trade.states);
  const perState = new Float64Array(trade.states);
  const perType = new Float64Array(types.length);
  const worst = ranked(side, 0);
  for (let other = 0; other < rival.types.length; other++) {
    let flow = 0;
    for (let rank = types.length - 1; rank >= 0; rank--) {
      const at = stateOf(side, ranked(side, rank), other);
      const mass = massOf(trade, at);
      flow += cost * mass + (typeof budget === "number" ? budget * mass : (budget[at] as number));
      if (rank > 0) down[at] = price(flow + (up[stateOf(side, ranked(side, rank - 1), other)] as number));
      else {
        perState[at] = price(flow);
        perType[worst] = price((perType[worst] as number) + flow);
      }
    }
  }
  const participation = {
    never: null,
    "ex-ante": { stage: "ex-ante", price: price(average) },
    interim: { stage: "type", price: perType },
    "ex-post": { stage: "state", price: perState },
  } as const;
  return { stage: "state", down, up, participation: participation[participationStage[trade.participation]] };
}

/**
 * Per state, prices of "no type reports a better one" under dominant incentives, from the rows that chains wrote, `rowsPerChain` each: `read` says which step of the
 * chain (between the types of rank `step` and `step` + 1) a row prices, if any, and at how much.
 */
export function upwardPrices(
  { states }: Trade,
  side: ProgramSide,
  rowsPerChain: number,
  families: readonly RowFamily[],
  multipliers: Multipliers,
  read: (row: number, multiplier: number) => { readonly step: number; readonly amount: number } | null,
): Float64Array {
  const up = new Float64Array(states);
  eachMultiplier(families, `incentives-${side.name}`, multipliers, (key, y) => {
    const found = read(key % rowsPerChain, y);
    if (found) up[stateOf(side, ranked(side, found.step), Math.floor(key / rowsPerChain))] = price(found.amount);
  });
  return up;
}

/** The multiplier of the only row of a family, per unit of money by which it is relaxed; null where there is none. */
export function singlePrice(families: readonly RowFamily[], name: string, unit: number, multipliers: Multipliers): number | null {
  let found: number | null = null;
  eachMultiplier(families, name, multipliers, (_, y) => {
    found = 0 - y / unit;
  });
  return found;
}

/** What the price of the order of two neighbours' allocations is worth on their constraints: it is divided by the difference of their types, in money. */
export function perStep(side: ProgramSide, step: number, multiplier: number): { readonly step: number; readonly amount: number } {
  return { step, amount: -multiplier / stepOf(side, step, side.values) };
}
