import type { BudgetRule, Incentives, Participation } from "../../../src/index.ts";

/** What the words mean, in one sentence each; the compiler names this place when a word is added. */
export const incentivesWords: Readonly<Record<Incentives, string>> = {
  bayesian: "Truth is a best report on average over the others’ types.",
  dominant: "Truth is a best report whatever the others report.",
};

export const participationWords: Readonly<Record<Participation, string>> = {
  none: "Nobody is asked.",
  "ex-ante": "Every agent expects at least its outside option before it knows its type.",
  interim: "Every type expects at least its outside option.",
  "ex-post": "Nobody regrets taking part in any state.",
};

export const budgetWords: Readonly<Record<BudgetRule, string>> = {
  none: "Money may come from outside without limit.",
  "ex-ante": "Expected payments in cover expected payments out.",
  "no-deficit": "Payments in cover payments out in every state.",
  balanced: "Payments in equal payments out in every state.",
};
