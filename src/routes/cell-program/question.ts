import { lcm } from "../../arithmetic/exact-vector.ts";
import { enclosing, exactly } from "../../arithmetic/interval.ts";
import { type Rational, rational, toNumber, zero } from "../../arithmetic/rational.ts";
import { type AgentGroup, type LinearEnvironment, roleOf, signOf } from "../../environments/linear.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { weightsByParty } from "../../problem/objective.ts";
import { budgetBalances, budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import type { GroupQuestion } from "../../program/cells/question.ts";
import type { CommonCut } from "../../type-space/common-knots.ts";
import { cutTrader } from "../../type-space/trader-cells.ts";

/** The question on the cells of all laws between these knots, hollow ones among them. */
export function cellQuestion(
  problem: DesignProblem,
  { groups }: LinearEnvironment,
  cut: CommonCut,
  knots: readonly number[],
): { readonly question: GroupQuestion; readonly proved: boolean } {
  const { objective, incentives, participation, budget } = problem;
  const unit = partsOf(groups);
  const weights = weightsByParty(objective);
  const cuts = groups.map((group) => cutTrader(group.law, knots, cut.units(signOf(group))));
  // A power of 2.
  const { scale } = cut.units(1);
  const required = enclosing(budget.requiredProfit);
  return {
    proved: cuts.every(({ proved }) => proved),
    question: {
      groups: groups.map((group, g) => {
        const weight = weights.get(group.party) as Rational;
        const excess = weight.sub(objective.broker);
        return {
          name: group.name,
          count: group.count,
          cells: (cuts[g] as (typeof cuts)[number]).cells,
          reference: toNumber(ownedBy(group).mul(rational(unit))),
          sign: signOf(group),
          weight: enclosing(weight),
          excess: excess.equals(zero) ? exactly(0) : enclosing(excess),
        };
      }),
      unit,
      total: groups.some((group) => roleOf(group) === "partner") ? unit : 0,
      incentives: incentivesStage[incentives],
      participation: participationStage[participation],
      budget: budgetStage[budget.rule],
      balances: budgetBalances[budget.rule],
      requiredProfit: { lo: required.lo * scale, hi: required.hi * scale },
      broker: enclosing(objective.broker),
    },
  };
}

/** What an agent that stays out has of what its quantity counts: a seller gives up nothing. */
function ownedBy(group: AgentGroup): Rational {
  return roleOf(group) === "partner" ? group.reference : zero;
}

/** The least number of parts of a unit of which all references are whole numbers. */
function partsOf(groups: readonly AgentGroup[]): number {
  return Number(groups.reduce((all, group) => lcm(all, ownedBy(group).d), 1n));
}
