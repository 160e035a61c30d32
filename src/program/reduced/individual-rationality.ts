import { participationStage } from "../../problem/words.ts";
import type { Draft } from "../draft.ts";
import type { Trade } from "./trade.ts";

/**
 * Bounds of a column that holds an interim rent: at least 0 when every type must be willing, any rent that could be needed when
 * only the average (ex-ante, {@link averageRentRow}) or nobody is asked.
 */
export function rentBounds({ participation, largestRent }: Trade): readonly [lower: number, upper: number] {
  return [
    participationStage[participation] === "interim" || participationStage[participation] === "ex-post" ? 0 : -largestRent,
    largestRent,
  ];
}

/** Σ_k masses_k·scales_k·rent_k ≥ 0: one side takes part before it knows its type. */
export function averageRentRow(draft: Draft, side: "buyer" | "seller", start: number, masses: Float64Array, scales: Float64Array): void {
  draft.family(`participation-${side}`, () => `IR ${side} on average`);
  masses.forEach((mass, k) => {
    draft.entry(start + k, mass * (scales[k] as number));
  });
  draft.row(0, Number.POSITIVE_INFINITY);
}
