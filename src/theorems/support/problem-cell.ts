import { one, type Rational, zero } from "../../arithmetic/rational.ts";
import { type BilateralTrade, isBilateralTrade } from "../../environments/bilateral-trade.ts";

import type { BudgetRule, DesignProblem } from "../../problem/design-problem.ts";

/** The bilateral environment of a problem on continuous laws (or any laws, when nothing is discretized); null otherwise. */
export function undiscretizedTrade(problem: DesignProblem): BilateralTrade | null {
  const { environment } = problem;
  if (!isBilateralTrade(environment)) return null;
  const continuous = environment.buyer.pieces.length > 0 || environment.seller.pieces.length > 0;
  return continuous && problem.discretization !== undefined ? null : environment;
}

/** True when everybody's gain counts once. */
export function maximisesGains(problem: DesignProblem): boolean {
  const { buyers, sellers, broker } = problem.objective;
  return buyers.equals(one) && sellers.equals(one) && broker.equals(one);
}

/** True when only the broker's profit counts. */
export function maximisesProfit(problem: DesignProblem): boolean {
  const { buyers, sellers, broker } = problem.objective;
  return buyers.equals(zero) && sellers.equals(zero) && broker.equals(one);
}

/** True when the budget follows one of the rules, with the required profit r as given (default 0). */
export function hasBudget(problem: DesignProblem, rules: readonly BudgetRule[], requiredProfit: Rational = zero): boolean {
  return rules.includes(problem.budget.rule) && problem.budget.requiredProfit.equals(requiredProfit);
}

/**
 * True for the problems of Myerson and Satterthwaite (1983), section 4, and those that have the same value: largest gains from trade under
 * bayesian incentives and interim participation with no required profit (whether the budget holds on average or in every state), and,
 * with a budget on average, also under ex-post participation or dominant incentives, because the optimal allocation is monotone state by state.
 */
export function isSecondBest(problem: DesignProblem): boolean {
  if (!maximisesGains(problem)) return false;
  if (problem.incentives === "bayesian" && problem.participation === "interim")
    return hasBudget(problem, ["ex-ante", "no-deficit", "balanced"]);
  return (problem.participation === "interim" || problem.participation === "ex-post") && hasBudget(problem, ["ex-ante"]);
}

/** True for gains from trade under dominant incentives, ex-post participation and a balanced budget without required profit. */
export function isRobustTrade(asked: DesignProblem): boolean {
  return maximisesGains(asked) && asked.incentives === "dominant" && asked.participation === "ex-post" && hasBudget(asked, ["balanced"]);
}
