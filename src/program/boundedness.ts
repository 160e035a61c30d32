import type { FiniteEnvironment } from "../environments/environment.ts";
import { budgetBalances, budgetStage, participationStage } from "../problem/words.ts";
import type { Demands } from "./question.ts";

/** Whether the objective has a limit over the mechanisms that satisfy the demands; when not, why not and what to change, each in one sentence. */
export type Boundedness = { readonly bounded: true } | { readonly bounded: false; readonly reason: string; readonly remedy: string };

/**
 * Decides from the words of the question alone whether its value is finite (an infeasible question counts as bounded).
 *
 * Utilities are bounded, so only money can make the objective grow, and only along payments that change no one's incentives on average: what
 * counts of them is the expected amount c_a that each agent pays, gaining (w_0 − w_a) c_a in all. Constant payments reach every such c, and
 *
 * - participation (of any kind but `none`) allows c_a ≤ 0 only, a budget (of any kind but `none`) Σ c_a ≥ 0, `balanced` Σ c_a = 0;
 * - so with both, c = 0: always bounded;
 * - participation without budget: unbounded iff some w_a > w_0 (pay that agent without end);
 * - neither: unbounded iff some w_a ≠ w_0;
 * - budget without participation: unbounded iff two agents' weights differ (let one pay the other), or, unless `balanced`, w_0 exceeds them.
 *
 * Unbounded questions are feasible: without a budget money buys participation, without participation it fills any budget. Holds for any prior, also
 * a correlated one, and any outside options. Without an `environment` there are traders on both sides.
 *
 * @example
 * boundedness({ ...question, participation: "interim", budget: { rule: "none", requiredProfit: 0 },
 *   weights: { buyers: 1, sellers: 1, broker: 0 } }); // { bounded: false, reason: "…" }
 */
export function boundedness(question: Demands & { readonly environment?: FiniteEnvironment }): Boundedness {
  const { participation, budget, weights } = question;
  const broker = weights.broker;
  const present = sides(question.environment);
  const heaviest = present.reduce((a, b) => (weights[b] > weights[a] ? b : a));
  const lightest = present.reduce((a, b) => (weights[b] < weights[a] ? b : a));
  // Where all agents are on one side, its name is of no use to anybody.
  const who = (side: Side) => (present.length === 1 ? "agents" : side);
  const asked = participationStage[participation] !== "never";
  const ruled = budgetStage[budget.rule] !== "never";
  if (!ruled && weights[heaviest] > broker) {
    return unbounded(
      `Without a budget the ${who(heaviest)} can be given money without limit, and it counts more with them than with the broker.`,
      "Add a budget, or give the broker's profit at least the weight of every rent.",
    );
  }
  if (!asked && weights[lightest] < weights[heaviest]) {
    return unbounded(
      `Without participation the ${who(lightest)} can be made to pay the ${who(heaviest)}, with whom money counts more, without limit.`,
      "Add a participation constraint, or give all rents the same weight.",
    );
  }
  if (!asked && !budgetBalances[budget.rule] && weights[lightest] < broker) {
    return unbounded(
      `Without participation the ${who(lightest)} can be made to pay the broker, with whom money counts more, without limit.`,
      "Add a participation constraint, or give rents at least the weight of the broker's profit.",
    );
  }
  return { bounded: true };
}

type Side = "buyers" | "sellers";

function sides(environment: FiniteEnvironment | undefined): readonly Side[] {
  if (!environment) return ["buyers", "sellers"];
  return [...new Set(environment.agents.map((agent): Side => (agent.side === "buyer" ? "buyers" : "sellers")))];
}

function unbounded(reason: string, remedy: string): Boundedness {
  return { bounded: false, reason, remedy };
}
