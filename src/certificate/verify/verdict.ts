import type { Rational } from "../../arithmetic/rational.ts";

/**
 * What a certificate proves, or why it proves nothing.
 *
 * `exact`: lower = upper. `interval`: lower < upper. `continuum`: the bracket holds for continuous types, not for a grid.
 */
export type Verdict = Accepted | { readonly accepted: false; readonly reason: string };

export type Accepted = {
  readonly accepted: true;
  /** The problem that the proof is about, in one line: environment, laws, constraints, objective. */
  readonly problem: string;
  readonly instanceHash: string;
  /** What was taken for granted beyond the instance, in words: nothing, as the verifier computes every law of the format itself. */
  readonly assumptions: readonly string[];
} & (
  | { readonly status: "optimal"; readonly level: "exact" | "interval" | "continuum"; readonly lower: Rational; readonly upper: Rational }
  | { readonly status: "infeasible"; readonly level: "exact" | "continuum" }
);
