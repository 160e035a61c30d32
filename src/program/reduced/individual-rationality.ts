import type { Participation } from "../../problem/design-problem.ts";
import type { Draft } from "../draft.ts";
import { powerOfTwo } from "./trade.ts";

/**
 * Least interim rent as a column bound: 0 when every type must be willing, −∞ when only the average (ex-ante, {@link averageRentRow}) or nobody is asked.
 */
export function rentFloor(participation: Participation): number {
  return participation === "interim" || participation === "ex-post" ? 0 : Number.NEGATIVE_INFINITY;
}

/** Σ_k masses_k·rent_k ≥ 0: one side takes part before it knows its type. */
export function averageRentRow(draft: Draft, side: "buyer" | "seller", start: number, masses: Float64Array): void {
  draft.family(`participation-${side}`, () => `IR ${side} on average`);
  masses.forEach((mass, k) => {
    draft.entry(start + k, mass);
  });
  draft.row(0, Number.POSITIVE_INFINITY);
}

/** Smallest mass whose base rent needs no scaling; a power of two near 1e-6. */
const smallestPlainMass = 2 ** -20;

/**
 * Factors by which base rents are stored, one per type of the other side, powers of two: 1, and about √mass for masses under 1e-6.
 *
 * A base rent is free and enters Σ_k masses_k·base_k ≥ 0; were its entry so small that a solver drops it, it could fall without limit and
 * pay for anything. With the factor its entries are √mass there and 1/√mass in the budgets.
 */
export function baseScales(masses: Float64Array): Float64Array {
  return masses.map((mass) => (mass >= smallestPlainMass ? 1 : powerOfTwo(Math.sqrt(mass))));
}
