import type { BudgetRule, Incentives, Participation } from "../../problem/design-problem.ts";

/** The words of a problem as far as noise is removed by them. */
export interface Demanded {
  /** Default `bayesian`. */
  readonly incentives?: Incentives;
  readonly participation: Participation;
  /** Default `ex-ante`. */
  readonly budgetRule?: BudgetRule;
  readonly requiredProfit: number;
}
