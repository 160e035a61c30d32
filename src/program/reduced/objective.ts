import type { Draft } from "../draft.ts";
import type { AllocationColumns } from "./allocation.ts";
import type { Trade } from "./trade.ts";

/**
 * The objective w_b·(buyer's rent) + w_s·(seller's rent) + w_0·profit in money is written as
 *
 *     w_0·gains − (w_0 − w_b)·E[buyer's rent] − (w_0 − w_s)·E[seller's rent],
 *
 * because rents and profit share the gains; so a rent costs the objective on a side whose weight is at most w_0 ("light"), and pays on a heavy one.
 */
export interface RentCosts {
  readonly buyer: number;
  readonly seller: number;
}

/** w_0 − w_b and w_0 − w_s. */
export function rentCosts({ weights }: Trade): RentCosts {
  return { buyer: weights.broker - weights.buyers, seller: weights.broker - weights.sellers };
}

/** Adds w_0·gains, on the interim allocation columns. */
export function gainsObjective(draft: Draft, { m, n, p, q, values, costs, unit, weights }: Trade, columns: AllocationColumns): void {
  const w = weights.broker * unit;
  for (let i = 0; i < m; i++) draft.objective(columns.buyerInterim + i, w * (p[i] as number) * (values[i] as number));
  for (let j = 0; j < n; j++) draft.objective(columns.sellerInterim + j, -w * (q[j] as number) * (costs[j] as number));
}

/** Adds −cost·Σ_k masses_k·scales_k·rent_k. */
export function rentObjective(draft: Draft, unit: number, cost: number, start: number, masses: Float64Array, scales: Float64Array): void {
  masses.forEach((mass, k) => {
    draft.objective(start + k, -cost * unit * mass * (scales[k] as number));
  });
}
