import type { Rational } from "../arithmetic/rational.ts";

/**
 * Shadow prices of the constraints of a design problem, by the names of agents and types; only those that are not 0.
 *
 * **Sign convention, the same on every route.** The constraints are those of the definition (the naive program): truth − lie ≥ 0, truth − outside option ≥ 0,
 * payments in − payments out − r ≥ 0 (balanced: = 0), with expectations taken conditionally on the agent's type where incentives are bayesian or participation interim.
 * A price is what the objective gains per unit of money by which its constraint is **relaxed**: the lie may gain one unit, the agent may fall one unit short of its
 * outside option, the budget one unit short of r. So prices are ≥ 0, except those of a balanced budget, which may have either sign.
 *
 * The value is concave in how far constraints are relaxed, so every price y is a supergradient: relaxing by ε·d changes the value by at most ε·y·d, for both signs of ε.
 * Where the prices are not unique (one more unit is worth less than the last one) these are one choice.
 *
 * A price with `spread` is that of a constraint which holds in every state: the constraint of a state has this price times the probability of the state, given the agent's
 * type where there is one.
 *
 * Of more than 64 traders those of a group are named together, `buyers 1–1000, each`: all have the same prices.
 *
 * On laws there are no neighbouring types: the price at a type is that of its local constraint, per unit of its slope.
 */
export interface Duals {
  readonly incentives: readonly IncentiveDual[];
  readonly participation: readonly ParticipationDual[];
  readonly budget: readonly BudgetDual[];
}

/** What every price has. */
export interface Price {
  /** In units of the objective per unit of money. */
  readonly price: number;
  /** The same as a rational, where it is proved. */
  readonly exact?: Rational;
}

/** Of which states a constraint speaks: of their average, unless one is named. */
export interface Where {
  /** The types of all agents in the state that the constraint is about. */
  readonly state?: readonly string[];
  /** It is one constraint in every state. */
  readonly spread?: true;
}

/** Agent `agent` of type `type` does not gain by reporting `report`. */
export interface IncentiveConstraint extends Where {
  readonly agent: string;
  readonly type: string;
  readonly report: string;
}

/** Agent `agent` is willing to take part: with its type `type`, or, null, before it knows its type. */
export interface ParticipationConstraint extends Where {
  readonly agent: string;
  readonly type: string | null;
}

export type IncentiveDual = IncentiveConstraint & Price;
export type ParticipationDual = ParticipationConstraint & Price;
export type BudgetDual = Where & Price;

/** Constraints that hold with equality in a mechanism, up to the tolerance of its audit. */
export interface Binding {
  readonly incentives: readonly IncentiveConstraint[];
  readonly participation: readonly ParticipationConstraint[];
  readonly budget: readonly Where[];
}

/** Most constraints that are listed. */
export const constraintLimit = 50_000;
