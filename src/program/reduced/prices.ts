import type { RowFamily } from "../family.ts";
import type { Multipliers } from "../layout.ts";
import type { Trade } from "./trade.ts";

/**
 * Shadow prices of the constraints of bilateral trade as the naive program states them, in units of the objective per unit of money, all ≥ 0 but those of a balanced budget.
 * Arrays have one entry per type (interim) or per state (i, j) at index i·n + j.
 */
export interface TradePrices {
  readonly buyer: SidePrices;
  readonly seller: SidePrices;
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
export function interimIncentivePrices({ m, n, unit }: Trade, families: readonly RowFamily[], multipliers: Multipliers) {
  const side = (name: string, length: number, typeAt: (k: number) => number) => {
    const [down, up] = [new Float64Array(length), new Float64Array(length)];
    eachMultiplier(families, name, multipliers, (key, y) => {
      const k = key >> 1;
      if (key % 2 === 0) down[typeAt(k + 1)] = price(-y / unit);
      else up[typeAt(k)] = price(y / unit);
    });
    return { stage: "interim", down, up } as const;
  };
  return {
    buyer: side("incentives-buyer", m, (k) => k),
    seller: side("incentives-seller", n, (k) => n - 1 - k),
  };
}

/**
 * Prices under dominant incentives, from those of the budget in each state and of the constraints that say that a better type trades no less (`up`, per state): what a
 * payment is worth in the broker's hands flows down the chain of types to the one that gains least, N = Σ_{better types} (cost·π + budget), down = N + up.
 *
 * `cost` is w_0 less the side's weight, less the price of its participation on average; `bottom` says at which stage the rest of the flow is participation's.
 */
export function stateFlow(
  { m, n, p, q }: Trade,
  side: "buyer" | "seller",
  cost: number,
  budget: Float64Array | number,
  up: Float64Array,
  participation: "state" | "type" | { readonly average: number } | null,
): SidePrices {
  const down = new Float64Array(m * n);
  const [length, others] = side === "buyer" ? [m, n] : [n, m];
  const perState = new Float64Array(m * n);
  const perType = new Float64Array(length);
  // Types from the best to the worst.
  const stateOf = (k: number, other: number) => (side === "buyer" ? (m - 1 - k) * n + other : other * n + k);
  for (let other = 0; other < others; other++) {
    let flow = 0;
    for (let k = 0; k < length; k++) {
      const state = stateOf(k, other);
      const mass = (p[Math.floor(state / n)] as number) * (q[state % n] as number);
      flow += cost * mass + (typeof budget === "number" ? budget * mass : (budget[state] as number));
      if (k < length - 1) down[state] = price(flow + (up[stateOf(k + 1, other)] as number));
      else {
        perState[state] = price(flow);
        const worst = side === "buyer" ? 0 : n - 1;
        perType[worst] = price((perType[worst] as number) + flow);
      }
    }
  }
  return {
    stage: "state",
    down,
    up,
    participation:
      participation === null
        ? null
        : participation === "state"
          ? { stage: "state", price: perState }
          : participation === "type"
            ? { stage: "type", price: perType }
            : { stage: "ex-ante", price: price(participation.average) },
  };
}

/**
 * Per state, prices of "no type reports a better one" under dominant incentives, from the rows that chains wrote, `rowsPerChain` each: `read` says which step of the
 * chain (between its types `step` and `step` + 1) a row prices, if any, and at how much.
 */
export function upwardPrices(
  { m, n }: Trade,
  side: "buyer" | "seller",
  rowsPerChain: number,
  families: readonly RowFamily[],
  multipliers: Multipliers,
  read: (row: number, multiplier: number) => { readonly step: number; readonly amount: number } | null,
): Float64Array {
  const up = new Float64Array(m * n);
  eachMultiplier(families, `incentives-${side}`, multipliers, (key, y) => {
    const found = read(key % rowsPerChain, y);
    const other = Math.floor(key / rowsPerChain);
    if (found) up[side === "buyer" ? found.step * n + other : other * n + n - 1 - found.step] = price(found.amount);
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

/** By how much a step of a chain of types changes the worth of a unit, in money: between the step-th value and the next, or the step-th highest cost and the next. */
export function stepOf({ n, buyerValues, sellerCosts }: Trade, side: "buyer" | "seller", step: number): number {
  return side === "buyer"
    ? (buyerValues[step + 1] as number) - (buyerValues[step] as number)
    : (sellerCosts[n - 1 - step] as number) - (sellerCosts[n - 2 - step] as number);
}
