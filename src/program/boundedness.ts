import type { Demands, FiniteQuestion, TradeQuestion } from "./question.ts";

/** Whether the objective has a limit over the mechanisms that satisfy the demands; when not, why not, in one sentence. */
export type Boundedness = { readonly bounded: true } | { readonly bounded: false; readonly reason: string };

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
 * a correlated one, and any outside options.
 *
 * @example
 * boundedness({ ...question, participation: "interim", budget: { rule: "none", requiredProfit: 0 },
 *   weights: { buyers: 1, sellers: 1, broker: 0 } }); // { bounded: false, reason: "…" }
 */
export function boundedness(question: TradeQuestion | FiniteQuestion): Boundedness {
  const { participation, budget, weights } = question;
  const broker = weights.broker;
  const present = sides(question);
  const heaviest = present.reduce((a, b) => (weights[b] > weights[a] ? b : a));
  const lightest = present.reduce((a, b) => (weights[b] < weights[a] ? b : a));
  const asked = participation !== "none";
  const ruled = budget.rule !== "none";
  if (!ruled && weights[heaviest] > broker) {
    return unbounded(
      `Without a budget the ${heaviest} can be given money without limit, and it counts more with them than with the broker.`,
    );
  }
  if (!asked && weights[lightest] < weights[heaviest]) {
    return unbounded(
      `Without participation the ${lightest} can be made to pay the ${heaviest}, with whom money counts more, without limit.`,
    );
  }
  if (!asked && budget.rule !== "balanced" && weights[lightest] < broker) {
    return unbounded(`Without participation the ${lightest} can be made to pay the broker, with whom money counts more, without limit.`);
  }
  return { bounded: true };
}

function sides(question: Demands & Partial<Pick<FiniteQuestion, "environment">>): readonly ("buyers" | "sellers")[] {
  const { environment } = question;
  if (!environment) return ["buyers", "sellers"];
  const all = new Set(environment.agents.map((agent) => (agent.side === "buyer" ? ("buyers" as const) : ("sellers" as const))));
  return [...all];
}

function unbounded(reason: string): Boundedness {
  return { bounded: false, reason };
}
