import type { FiniteEnvironment } from "../environments/environment.ts";
import { weightOfAgent, weightsByParty } from "../problem/objective.ts";
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
 * a correlated one, and any outside options. Without an `environment` there are agents of every party that has a weight.
 *
 * @example
 * boundedness({ ...question, participation: "interim", budget: { rule: "none", requiredProfit: 0 },
 *   weights: { buyers: 1, sellers: 1, broker: 0 } }); // { bounded: false, reason: "…" }
 */
export function boundedness(question: Demands & { readonly environment?: FiniteEnvironment }): Boundedness {
  const { participation, budget, weights } = question;
  const broker = weights.broker;
  const present = parties(weights, question.environment);
  const heaviest = present.reduce((a, b) => (b.weight > a.weight ? b : a));
  const lightest = present.reduce((a, b) => (b.weight < a.weight ? b : a));
  // Where all agents are of one party, or the parties are many, its name is of no use to anybody.
  const who = ({ name }: WeighedParty, which: "heaviest" | "lightest") =>
    present.length === 1 ? "agents" : weights.partners ? `partners of the ${which === "heaviest" ? "largest" : "smallest"} weight` : name;
  const asked = participationStage[participation] !== "never";
  const ruled = budgetStage[budget.rule] !== "never";
  if (!ruled && heaviest.weight > broker) {
    return unbounded(
      `Without a budget the ${who(heaviest, "heaviest")} can be given money without limit, and it counts more with them than with the broker.`,
      "Add a budget, or give the broker's profit at least the weight of every rent.",
    );
  }
  if (!asked && lightest.weight < heaviest.weight) {
    return unbounded(
      `Without participation the ${who(lightest, "lightest")} can be made to pay the ${who(heaviest, "heaviest")}, with whom money counts more, without limit.`,
      "Add a participation constraint, or give all rents the same weight.",
    );
  }
  if (!asked && !budgetBalances[budget.rule] && lightest.weight < broker) {
    return unbounded(
      `Without participation the ${who(lightest, "lightest")} can be made to pay the broker, with whom money counts more, without limit.`,
      "Add a participation constraint, or give rents at least the weight of the broker's profit.",
    );
  }
  return { bounded: true };
}

interface WeighedParty {
  readonly name: string;
  readonly weight: number;
}

/** Whose rents there are, and what they weigh. */
function parties(weights: Demands["weights"], environment: FiniteEnvironment | undefined): readonly WeighedParty[] {
  if (!environment) return [...weightsByParty(weights)].map(([name, weight]) => ({ name, weight }));
  const byName = new Map(environment.agents.map((agent) => [`${agent.side}s`, weightOfAgent(weights, agent)]));
  return [...byName].map(([name, weight]) => ({ name, weight }));
}

function unbounded(reason: string, remedy: string): Boundedness {
  return { bounded: false, reason, remedy };
}
