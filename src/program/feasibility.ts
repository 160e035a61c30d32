import { unitRoundoff } from "../arithmetic/tolerance.ts";
import { budgetStage, incentivesStage, participationStage } from "../problem/words.ts";
import type { TradeQuestion } from "./question.ts";

/** Whether some mechanism satisfies the demands; `unknown` when no rule decides it and the program must. */
export type Feasibility = { readonly status: "feasible" | "unknown" } | { readonly status: "infeasible"; readonly reason: string };

/**
 * Decides, where a rule is known, whether a question of bilateral trade has any feasible mechanism.
 *
 * - Without participation, without a budget, or with r ≤ 0: feasible (no trade, with a transfer of r between broker and buyer).
 * - r above the first best: infeasible, since traders who are willing on average cannot lose together.
 * - Ex-post participation with r > 0 in every state: feasible iff r ≤ (lowest value) − (highest cost); then always trade, the buyer paying its
 *   lowest value. Otherwise the state with the lowest value and the highest cost cannot yield r.
 * - Ex-ante participation, bayesian incentives or an ex-ante budget: feasible iff r ≤ first best.
 * - Other cells: unknown; there r must not exceed the largest profit, which a program finds.
 */
export function feasibility(question: TradeQuestion): Feasibility {
  const { incentives, participation, budget, buyer, seller } = question;
  const { rule, requiredProfit: r } = budget;
  if (participationStage[participation] === "never" || budgetStage[rule] === "never" || r <= 0) return { status: "feasible" };
  let firstBest = 0;
  let scale = 0;
  buyer.values.forEach((value, i) => {
    seller.values.forEach((cost, j) => {
      firstBest += (buyer.masses[i] as number) * (seller.masses[j] as number) * Math.max(0, value - cost);
      scale = Math.max(scale, Math.abs(value), Math.abs(cost));
    });
  });
  const rounding = 8 * (buyer.values.length + seller.values.length) * unitRoundoff * Math.max(scale, r);
  if (r > firstBest + rounding) {
    return { status: "infeasible", reason: `The required profit ${r} exceeds the first best ${firstBest}, all that trade can create.` };
  }
  if (participationStage[participation] === "ex-post" && budgetStage[rule] === "ex-post") {
    const worst = (buyer.values[0] as number) - (seller.values[seller.values.length - 1] as number);
    if (r <= worst) return { status: "feasible" };
    return {
      status: "infeasible",
      reason: `The required profit ${r} must be made in every state, but value ${buyer.values[0]} and cost ${seller.values.at(-1)} create at most ${Math.max(0, worst)}.`,
    };
  }
  const reachable =
    participationStage[participation] === "ex-ante" && (incentivesStage[incentives] === "interim" || budgetStage[rule] === "ex-ante");
  return { status: reachable && r < firstBest - rounding ? "feasible" : "unknown" };
}
