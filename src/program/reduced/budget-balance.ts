import type { BudgetRule } from "../../problem/design-problem.ts";
import { budgetBalances, budgetStage } from "../../problem/words.ts";
import type { Draft } from "../draft.ts";
import type { AllocationColumns } from "./allocation.ts";
import type { Trade } from "./trade.ts";

/** Bounds of a row that holds a profit: r or more, exactly r when the budget is balanced, anything without a rule. */
export function profitBounds(rule: BudgetRule, required: number): readonly [lower: number, upper: number] {
  if (budgetStage[rule] === "never") return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return [required, budgetBalances[rule] ? required : Number.POSITIVE_INFINITY];
}

/**
 * Gains from trade as terms of the row being written: Σ_i p_i B_i X^b_i − Σ_j q_j S_j X^s_j, because Σ p_i q_j (B_i − S_j) x_ij separates.
 */
export function gainsEntries(draft: Draft, { m, n, p, q, values, costs }: Trade, columns: AllocationColumns): void {
  for (let i = 0; i < m; i++) draft.entry(columns.buyerInterim + i, (p[i] as number) * (values[i] as number));
  for (let j = 0; j < n; j++) draft.entry(columns.sellerInterim + j, -(q[j] as number) * (costs[j] as number));
}
