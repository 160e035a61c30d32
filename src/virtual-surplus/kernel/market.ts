import type { Rational } from "../../arithmetic/rational.ts";
import { toNumber } from "../../arithmetic/rational.ts";
import type { BudgetRule } from "../../problem/design-problem.ts";
import { Lagrangian } from "./lagrangian.ts";
import { MultilateralLagrangian } from "./multilateral-lagrangian.ts";
import type { PathEvaluator } from "./multiplier.ts";
import type { Side } from "./side.ts";

/** Weights of the objective as floats. */
export interface Weights {
  readonly buyers: number;
  readonly sellers: number;
  readonly broker: number;
}

/** Objective and budget of a question, in the form that the multiplier search needs. */
export interface Stakes {
  readonly weights: Weights;
  readonly heaviest: number;
  /** Smallest admissible λ. */
  readonly lowest: number;
  /** r; −∞ without a budget. */
  readonly requiredProfit: number;
  readonly rule: BudgetRule;
  /** Profit beyond r is worth more (or must be given) to the side with the larger weight. */
  readonly handsOut: boolean;
}

export function stakesOf(question: {
  readonly weights: { readonly buyers: Rational; readonly sellers: Rational; readonly broker: Rational };
  readonly budget: { readonly rule: BudgetRule; readonly requiredProfit: Rational };
}): Stakes {
  const weights = {
    buyers: toNumber(question.weights.buyers),
    sellers: toNumber(question.weights.sellers),
    broker: toNumber(question.weights.broker),
  };
  const heaviest = Math.max(weights.buyers, weights.sellers);
  const rule = question.budget.rule;
  const excess = heaviest - weights.broker;
  return {
    weights,
    heaviest,
    // λ below this would make a rent (or, unless the budget is balanced, the profit) worth raising without limit.
    lowest: rule === "none" ? 0 : rule === "balanced" ? excess : Math.max(excess, 0),
    requiredProfit: rule === "none" ? Number.NEGATIVE_INFINITY : toNumber(question.budget.requiredProfit),
    rule,
    handsOut: rule !== "none" && (rule === "balanced" || excess > 0),
  };
}

/** Without a budget, paying a rent that is worth more than the profit it costs is worth doing without limit. */
export function isUnbounded(stakes: Stakes): boolean {
  return stakes.rule === "none" && stakes.heaviest > stakes.weights.broker;
}

/** Identical traders in cells, as a side of the market. */
export interface SideGroup {
  readonly role: "buyer" | "seller";
  readonly count: number;
  readonly side: Side;
  readonly idle: number;
}

/** The Lagrangian of a market: the two-trader one where it applies (linear time), else the one that counts rivals. */
export function marketLagrangian(groups: readonly SideGroup[], broker: number): PathEvaluator {
  const pair = pairOf(groups);
  return pair ? new Lagrangian(pair.buyer.side, pair.seller.side, broker) : new MultilateralLagrangian(groups, broker);
}

function pairOf(groups: readonly SideGroup[]): { readonly buyer: SideGroup; readonly seller: SideGroup } | null {
  const [first, second] = groups;
  if (groups.length !== 2 || !first || !second || first.count !== 1 || second.count !== 1) return null;
  return first.role === "buyer" && second.role === "seller" ? { buyer: first, seller: second } : null;
}
