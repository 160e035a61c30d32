import { toNumber } from "../arithmetic/rational.ts";
import type { BudgetRule, DesignProblem, Incentives, Participation } from "../problem/design-problem.ts";

/**
 * The audit of a mechanism: for each property that the problem asks for, the worst violation, recomputed from the mechanism's rules alone
 * (no stored interim vector is trusted), over ALL deviations, in money units of the problem.
 */
export interface Audit {
  /** The largest gain any type has from any misreport (interim for `bayesian`, in any state for `dominant`). */
  readonly incentives: Violation;
  /** The largest loss against the outside option at the stage of the problem's participation constraint. */
  readonly participation: Violation;
  /** The largest shortfall of the budget (for `balanced`: the largest imbalance, deficit or surplus). */
  readonly budget: Violation;
  /** The largest distance of a probability from [0, 1], and of a lottery's total from 1. A probability, not money. */
  readonly allocation: Violation;
  /** The money at stake: expected gains from trade of the efficient allocation plus |required profit|. */
  readonly scale: number;
  /** The largest violation that passes, in money: {@link auditTolerance}·scale plus what rounding can cause; see `judge`. */
  readonly tolerance: number;
  /** Every worst violation is a number within tolerance. */
  readonly passes: boolean;
}

/** How far a property fails at its worst; 0 when it holds everywhere (or is not asked for), NaN when the mechanism holds a number that is not finite. */
export interface Violation {
  readonly worst: number;
  /** In words, the types that attain it, e.g. `buyer 0.35 reports 0.45`; null when there is none. */
  readonly at: string | null;
}

/** What an audit checks; `requiredProfit` is in money units. */
export interface Constraints {
  readonly incentives: Incentives;
  readonly participation: Participation;
  readonly budgetRule: BudgetRule;
  readonly requiredProfit: number;
}

/** The constraints of a design problem, as the audit takes them. */
export function constraintsOf(problem: Pick<DesignProblem, "incentives" | "participation" | "budget">): Constraints {
  return {
    incentives: problem.incentives,
    participation: problem.participation,
    budgetRule: problem.budget.rule,
    requiredProfit: toNumber(problem.budget.requiredProfit),
  };
}
