/** A number, and the same as a fraction where it is known exactly. */
export interface Amount {
  readonly value: number;
  readonly exact: string | null;
}

/** A constraint by name; `state`: the types of all agents, `every` state, or null on average. */
export interface NamedConstraint {
  readonly family: "incentives" | "participation" | "budget";
  readonly agent: string | null;
  readonly type: string | null;
  readonly report: string | null;
  readonly state: readonly string[] | "every" | null;
  /** Its share in the contradiction; only the proportions matter. */
  readonly price: Amount | null;
}

/** Constraints that exclude each other. */
export interface ConflictExplanation {
  readonly constraints: readonly NamedConstraint[];
  /** How the contradiction was checked. */
  readonly proof: "exact" | "float";
  /** How it was checked that each constraint could be dropped to end it. */
  readonly irreducible: "exact" | "float" | "not-checked";
  readonly relaxations: Relaxations;
}

/** The least by which one family of constraints has to give, in money, all others as they are: `never` where it does not help; null where it is not known. */
export interface Relaxations {
  /** The largest profit that any such mechanism makes (in expectation, or in every state, as the budget says). */
  readonly profit: Amount | null;
  /** The least subsidy: minus the largest profit. */
  readonly subsidy: Amount | "never" | null;
  /** What is required less the largest profit. */
  readonly budget: Amount | "never" | null;
  /** Everybody may end up that much below its outside option. */
  readonly participation: Amount | "never" | null;
  /** Everybody may gain that much by a report. */
  readonly incentives: Amount | "never" | null;
}
