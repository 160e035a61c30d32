import type { BudgetRule } from "../../problem/design-problem.ts";
import { budgetBalances, budgetStage } from "../../problem/words.ts";

/** Bounds of a row that holds a profit: r or more, exactly r when the budget is balanced, anything without a rule. */
export function profitBounds(rule: BudgetRule, required: number): readonly [lower: number, upper: number] {
  if (budgetStage[rule] === "never") return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return [required, budgetBalances[rule] ? required : Number.POSITIVE_INFINITY];
}
