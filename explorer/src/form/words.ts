import type { BudgetRule, Incentives, InstanceJson, MechanismClass, Participation } from "../../../src/index.ts";

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

/** Among which mechanisms the best one for risk-averse traders is sought. */
export const mechanismWords: Readonly<Record<MechanismClass, string>> = {
  simple: "simple: one price",
  lotteries: "lotteries over prices",
};

/** On which grid laws are put. */
export const gridWords: Readonly<Record<NonNullable<InstanceJson["discretization"]>["rule"], string>> = {
  atoms: "the atoms of the laws",
  midpoint: "a grid of midpoints",
  "equal-mass": "a grid of equal probabilities",
  gauss: "a grid of Gauss points",
};

/** The word of a table that an element of the form was set to; undefined for what is none of them. */
export function wordOf<Word extends string>(words: Readonly<Record<Word, string>>, value: string): Word | undefined {
  return Object.hasOwn(words, value) ? (value as Word) : undefined;
}
