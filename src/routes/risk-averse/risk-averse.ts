import { one, zero } from "../../arithmetic/rational.ts";
import { isRiskAverseTrade, type MechanismClass } from "../../environments/risk-averse-trade.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import type { Refusal } from "../route.ts";

/**
 * Which words are served for risk-averse traders: the paper's. True, or what is wrong and what to change. Null where the traders are risk neutral and
 * mechanisms are not restricted: that is for the other routes.
 */
export function riskAverseCell({ environment, incentives, participation, budget, objective }: DesignProblem): true | Refusal | null {
  if (!isRiskAverseTrade(environment)) return null;
  if (incentivesStage[incentives] !== "ex-post" || participationStage[participation] !== "ex-post") {
    return {
      because: `Risk-averse traders are served with dominant incentives and ex-post participation, and these are ${incentives} and ${participation}.`,
      instead:
        'Set "incentives": "dominant" and "participation": "ex-post"; without "utility" and "mechanisms" every other combination is served.',
    };
  }
  if (budgetStage[budget.rule] !== "ex-post" || !budget.requiredProfit.equals(zero)) {
    return {
      because: "Prices are paid among risk-averse traders in every state, and nobody subsidises or taxes them.",
      instead:
        'Use the budget rule "balanced" (one price) or "no-deficit" (the buyer pays at least what the seller receives), without required profit.',
    };
  }
  const equal = objective.buyers.equals(one) && objective.sellers.equals(one) && objective.broker.equals(zero);
  const served: Readonly<Record<MechanismClass, boolean>> = { simple: equal, lotteries: objective.broker.equals(zero) };
  if (!served[environment.mechanisms]) {
    return {
      because: "The objective of risk-averse traders is the sum of their expected utilities; what a broker keeps is not among them.",
      instead: 'Use "objective": "gains-from-trade"; weights of buyers and sellers are served with "mechanisms": "lotteries" and broker 0.',
    };
  }
  return true;
}
