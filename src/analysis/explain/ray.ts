import { toNumber, zero } from "../../arithmetic/rational.ts";
import { memberNames } from "../../duals/names.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { weightOfAgent, weightsByParty } from "../../problem/objective.ts";
import { budgetBalances, budgetStage, participationStage } from "../../problem/words.ts";
import type { Ray } from "./explanation.ts";

/**
 * Constant payments that can be added to any mechanism without limit and raise the objective, found and checked from the words alone: constant payments change nobody's
 * incentives, participation allows nobody to pay more, a budget no smaller total (balanced: no other). Null for a bounded problem.
 */
export function rayOf(problem: DesignProblem): Ray | null {
  const agents = weighted(problem);
  const broker = problem.objective.broker;
  const asked = participationStage[problem.participation] !== "never";
  const ruled = budgetStage[problem.budget.rule] !== "never";
  const balanced = ruled && budgetBalances[problem.budget.rule];
  const heaviest = agents.reduce((a, b) => (b.weight.gt(a.weight) ? b : a));
  const lightest = agents.reduce((a, b) => (b.weight.lt(a.weight) ? b : a));
  const candidates = [
    new Map([[heaviest.name, -1]]),
    new Map([[lightest.name, 1]]),
    ...(heaviest === lightest
      ? []
      : [
          new Map([
            [heaviest.name, -1],
            [lightest.name, 1],
          ]),
        ]),
  ];
  for (const pays of candidates) {
    const total = [...pays.values()].reduce((sum, each) => sum + each, 0);
    if (asked && [...pays.values()].some((each) => each > 0)) continue;
    if (ruled && (balanced ? total !== 0 : total < 0)) continue;
    const gain = agents.reduce((sum, { name, weight }) => {
      const each = pays.get(name) ?? 0;
      return each === 0 ? sum : each > 0 ? sum.add(broker.sub(weight)) : sum.sub(broker.sub(weight));
    }, zero);
    if (gain.gt(zero)) return { payments: [...pays].map(([agent, each]) => ({ agent, pays: each })), gain: toNumber(gain) };
  }
  return null;
}

/** The agents and the weights of their rents. */
function weighted({ environment, objective }: DesignProblem) {
  if (environment.groups === undefined)
    return environment.agents.map((agent) => ({ name: agent.name, weight: weightOfAgent(objective, agent) }));
  const names = "frontier" in environment ? memberNames(environment) : environment.groups.map(({ name }) => [name]);
  const weights = weightsByParty(objective);
  return environment.groups.flatMap(({ party }, g) => (names[g] ?? []).map((name) => ({ name, weight: weights.get(party) ?? zero })));
}
