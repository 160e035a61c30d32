/**
 * The audit of a mechanism: for each property that the problem asks for, the worst violation, recomputed from the mechanism alone,
 * over ALL deviations, in money units of the problem.
 */
export interface Audit {
  /** The largest gain any type has from any misreport (interim for `bayesian`, in any state for `dominant`). */
  readonly incentives: Violation;
  /** The largest loss against the outside option at the stage of the problem's participation constraint. */
  readonly participation: Violation;
  /** The largest shortfall of the budget (for `balanced`: the largest imbalance, deficit or surplus). */
  readonly budget: Violation;
  /** The largest distance of a probability from [0, 1], and of a lottery's total from 1. */
  readonly allocation: Violation;
  /** Largest magnitude among types and transfers; violations are judged relative to max(1, scale)·{@link auditTolerance}… see `passes`. */
  readonly scale: number;
  /** Every worst violation is within tolerance. */
  readonly passes: boolean;
}

/** 0 when the property holds with slack (or is not asked for). */
export interface Violation {
  readonly worst: number;
  /** In words, the types that attain it, e.g. `buyer 0.35 reports 0.45`; null when there is none. */
  readonly at: string | null;
}
