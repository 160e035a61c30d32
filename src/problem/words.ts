import type { BudgetRule, Incentives, Participation } from "./design-problem.ts";

/** When a demand speaks: before types are known, when each agent knows its own type, or in every state of everybody's types. */
export type Stage = "ex-ante" | "interim" | "ex-post";

/*
 * What the words mean for those who write or judge constraints. A new word has to be entered here, and in the audit, the table of cells and the verifier's
 * own tables, before anything compiles; whoever asks these tables instead of comparing words then treats it as they say.
 */

/** At which stage truth must be the best report. */
export const incentivesStage: Readonly<Record<Incentives, "interim" | "ex-post">> = { bayesian: "interim", dominant: "ex-post" };

/** At which stage every agent must be willing to take part; `never` when nobody asks. */
export const participationStage: Readonly<Record<Participation, Stage | "never">> = {
  none: "never",
  "ex-ante": "ex-ante",
  interim: "interim",
  "ex-post": "ex-post",
};

/** At which stage payments in must cover payments out; `never` without a budget. */
export const budgetStage: Readonly<Record<BudgetRule, "ex-ante" | "ex-post" | "never">> = {
  none: "never",
  "ex-ante": "ex-ante",
  "no-deficit": "ex-post",
  balanced: "ex-post",
};

/** Payments in must equal payments out (and the required profit), not only cover them. */
export const budgetBalances: Readonly<Record<BudgetRule, boolean>> = { none: false, "ex-ante": false, "no-deficit": false, balanced: true };
