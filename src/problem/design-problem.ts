import type { Rational } from "../arithmetic/rational.ts";
import type { Environment } from "../environments/environment.ts";
import type { Discretization } from "../type-space/discretization.ts";

/** `bayesian`: truth is best on average over the others' types. `dominant`: truth is best whatever the others report. */
export type Incentives = "bayesian" | "dominant";

/** At which stage every agent must be willing to take part; `ex-ante` is per agent, before types are known. */
export type Participation = "none" | "ex-ante" | "interim" | "ex-post";

/**
 * `ex-ante`: expected payments in cover payments out. `no-deficit`: they do so in every state. `balanced`: equal in every state. `none`: no rule.
 * Each is relative to {@link Budget.requiredProfit}.
 */
export type BudgetRule = "none" | "ex-ante" | "no-deficit" | "balanced";

export interface Budget {
  readonly rule: BudgetRule;
  /** r: the profit the broker must make (negative: the subsidy it may pay), in every state for `no-deficit` and `balanced`. */
  readonly requiredProfit: Rational;
}

/** Weights on the sum of the buyers' rents, the sum of the sellers' rents, and the broker's profit. All ≥ 0, not all 0. */
export interface Objective {
  readonly name: "gains-from-trade" | "broker-profit" | "weights";
  readonly buyers: Rational;
  readonly sellers: Rational;
  readonly broker: Rational;
}

/** A complete question: environment + incentives + participation + budget + objective. */
export interface DesignProblem {
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly environment: Environment;
  readonly incentives: Incentives;
  readonly participation: Participation;
  readonly budget: Budget;
  readonly objective: Objective;
  /** Makes a continuous problem a grid problem. */
  readonly discretization: Discretization | undefined;
  /** Requested relative width of the bracket on a continuous problem. Default {@link defaultWidth}. */
  readonly width: number;
  /** A known value, for `secondbest check`. */
  readonly expected: { readonly value: Rational; readonly tolerance: number } | undefined;
}

export const defaultWidth = 1e-8;
