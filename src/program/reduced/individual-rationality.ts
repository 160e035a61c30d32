import { participationStage } from "../../problem/words.ts";
import type { BySide } from "../../type-space/sides.ts";
import type { Draft } from "../draft.ts";
import { rentTerms } from "./objective.ts";
import type { Trade } from "./trade.ts";

/**
 * Bounds of a column that holds an interim rent: at least 0 when every type must be willing, any rent that could be needed when
 * only the average (ex-ante, {@link averageRentRows}) or nobody is asked.
 */
export function rentBounds({ participation, largestRent }: Trade): readonly [lower: number, upper: number] {
  return [
    participationStage[participation] === "interim" || participationStage[participation] === "ex-post" ? 0 : -largestRent,
    largestRent,
  ];
}

/** Σ_k masses_k·scales_k·rent_k ≥ 0 for each side, which takes part before it knows its type. */
export function averageRentRows(draft: Draft, { sides }: Trade, rent: BySide<number>): void {
  for (const side of sides) {
    draft.family(`participation-${side.name}`, () => `IR ${side.name} on average`);
    rentTerms(draft, "entry", side, rent, 1);
    draft.row(0, Number.POSITIVE_INFINITY);
  }
}
