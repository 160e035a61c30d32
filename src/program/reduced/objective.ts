import type { BySide } from "../../type-space/sides.ts";
import type { Draft } from "../draft.ts";
import type { AllocationColumns } from "./allocation.ts";
import type { ProgramSide, Trade } from "./trade.ts";

/** Where terms are added: the objective, or the row being written. */
type Terms = "objective" | "entry";

/**
 * The objective w_b·(buyer's rent) + w_s·(seller's rent) + w_0·profit in money is written as
 *
 *     w_0·gains − (w_0 − w_b)·E[buyer's rent] − (w_0 − w_s)·E[seller's rent],
 *
 * because rents and profit share the gains. Adds w_0·gains, on the interim allocation columns.
 */
export function gainsObjective(draft: Draft, trade: Trade, columns: AllocationColumns): void {
  gainsTerms(draft, "objective", trade, columns, trade.weights.broker * trade.unit);
}

/**
 * Adds weight·(gains from trade): Σ_i p_i B_i X^b_i − Σ_j q_j S_j X^s_j, because Σ p_i q_j (B_i − S_j) x_ij separates.
 */
export function gainsTerms(draft: Draft, terms: Terms, { sides }: Trade, { interim }: AllocationColumns, weight = 1): void {
  for (const { name, sign, masses, types } of sides)
    masses.forEach((mass, k) => {
      draft[terms](interim[name] + k, sign * weight * mass * (types[k] as number));
    });
}

/** Adds −cost·E[rent] of both sides, in values, on interim rents. */
export function rentObjective(draft: Draft, { sides, unit }: Trade, rent: BySide<number>): void {
  for (const side of sides) rentTerms(draft, "objective", side, rent, -side.cost * unit);
}

/** Adds weight·E[rent] of one side: weight·Σ_k masses_k·scales_k·rent_k. */
export function rentTerms(
  draft: Draft,
  terms: Terms,
  { name, masses, rentScale }: ProgramSide,
  rent: BySide<number>,
  weight: number,
): void {
  masses.forEach((mass, k) => {
    draft[terms](rent[name] + k, weight * mass * (rentScale[k] as number));
  });
}
