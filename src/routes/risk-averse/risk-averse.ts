import { one, zero } from "../../arithmetic/rational.ts";
import { isRiskAverseTrade, type MechanismClass } from "../../environments/risk-averse-trade.ts";
import type { Refusal } from "../../errors.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";

/**
 * Which words are served for risk-averse traders: the paper's. True, or what is wrong and what to change. Null where the traders are risk neutral and
 * mechanisms are not restricted: that is for the other routes.
 */
export function riskAverseCell(problem: DesignProblem): true | Refusal | null {
  const { environment, incentives, participation, budget, objective } = problem;
  if (!isRiskAverseTrade(environment)) return null;
  const everyState = incentivesStage[incentives] === "ex-post" && participationStage[participation] === "ex-post";
  const priced = budgetStage[budget.rule] === "ex-post" && budget.requiredProfit.equals(zero);
  const equal = objective.buyers.equals(one) && objective.sellers.equals(one) && objective.broker.equals(zero);
  const served: Readonly<Record<MechanismClass, boolean>> = { simple: equal, lotteries: objective.broker.equals(zero) };
  const summed = served[environment.mechanisms];
  if (everyState && priced && summed) return true;
  const words = {
    ...(!everyState && { incentives: "dominant", participation: "ex-post" }),
    ...(!priced && { budget: "balanced" }),
    ...(!summed && { objective: "gains-from-trade" }),
  };
  const [assumption, alternative] = !everyState
    ? [
        `Risk-averse traders are served with dominant incentives and ex-post participation, and these are ${incentives} and ${participation}.`,
        'Without "utility" and "mechanisms" every other combination is served.',
      ]
    : !priced
      ? [
          "Prices are paid among risk-averse traders in every state, and nobody subsidises or taxes them.",
          'With "no-deficit" the buyer pays at least what the seller receives.',
        ]
      : [
          "The objective of risk-averse traders is the sum of their expected utilities; what a broker keeps is not among them.",
          'Weights of buyers and sellers are served with "mechanisms": "lotteries" and broker 0.',
        ];
  return { assumption, changes: [words], alternative };
}
