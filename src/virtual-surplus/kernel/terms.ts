import { one, type Rational, toNumber, zero } from "../../arithmetic/rational.ts";
import type { Budget } from "../../problem/design-problem.ts";
import { type Objective, weightsByParty } from "../../problem/objective.ts";
import { budgetBalances, budgetStage } from "../../problem/words.ts";

/** Objective and budget of a question, as a design problem states them. */
export interface DesignTerms {
  readonly weights: Pick<Objective, "buyers" | "sellers" | "partners" | "broker">;
  readonly budget: Budget;
}

/** Gains from trade without any budget: the terms of the first best. */
export const efficientTerms: DesignTerms = {
  weights: { buyers: one, sellers: one, broker: one },
  budget: { rule: "none", requiredProfit: zero },
};

/** What objective and budget mean for the search over the multiplier λ; numbers of either arithmetic. */
export interface Terms<N> {
  /** Weight on the rents of each party. */
  readonly weights: ReadonlyMap<string, N>;
  /** w_0: weight on the broker's profit. */
  readonly broker: N;
  /** w̄: the largest weight of a party. */
  readonly heaviest: N;
  /** w̄ − w_0. */
  readonly excess: N;
  /** Smallest admissible λ: below it a rent (or, unless the budget is balanced, the profit) would be worth raising without limit. */
  readonly lowest: N;
  /** r; null without a budget. */
  readonly requiredProfit: N | null;
  /** Every profit beyond r has to be handed out. */
  readonly balanced: boolean;
  /** A profit beyond r is worth more with (or must go to) the party with the largest weight: it is handed out as a lump sum. */
  readonly handsOut: boolean;
  /** Who gets it, in equal shares: the party with the largest weight, the first of them. */
  readonly receiver: string;
  /** Without a budget, a rent that is worth more than the profit it costs is worth paying without limit. */
  readonly unbounded: boolean;
}

export function termsOf({ weights, budget }: DesignTerms): Terms<Rational> {
  const { broker } = weights;
  const byParty = weightsByParty(weights);
  const [receiver, heaviest] = [...byParty].reduce((first, next) => (next[1].gt(first[1]) ? next : first));
  const excess = heaviest.sub(broker);
  const ruled = budgetStage[budget.rule] !== "never";
  const balanced = budgetBalances[budget.rule];
  const dear = excess.gt(zero);
  return {
    weights: byParty,
    broker,
    heaviest,
    excess,
    lowest: ruled && (balanced || dear) ? excess : zero,
    requiredProfit: ruled ? budget.requiredProfit : null,
    balanced,
    handsOut: ruled && (balanced || dear),
    receiver,
    unbounded: !ruled && dear,
  };
}

/** The nearest doubles. */
export function inDoubles(terms: Terms<Rational>): Terms<number> {
  return {
    ...terms,
    weights: new Map([...terms.weights].map(([party, weight]) => [party, toNumber(weight)])),
    broker: toNumber(terms.broker),
    heaviest: toNumber(terms.heaviest),
    excess: toNumber(terms.excess),
    lowest: toNumber(terms.lowest),
    requiredProfit: terms.requiredProfit && toNumber(terms.requiredProfit),
  };
}

/** Weight of a party; 0 for one that the objective does not name. */
export function weightOf(terms: Terms<number>, { party }: { readonly party: string }): number {
  return terms.weights.get(party) ?? 0;
}

/** What is handed out of the profit that is made at the lowest multiplier. */
export function lumpSum({ handsOut, requiredProfit }: Terms<number>, profit: number): number {
  return handsOut && requiredProfit !== null ? profit - requiredProfit : 0;
}

/** {@link lumpSum} in rationals. */
export function exactLumpSum({ handsOut, requiredProfit }: Terms<Rational>, profit: Rational): Rational {
  return handsOut && requiredProfit !== null ? profit.sub(requiredProfit) : zero;
}
