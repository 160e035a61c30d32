import type { Participation } from "../problem/design-problem.ts";
import type { Draft } from "./draft.ts";

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
