import { toNumber } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { heaviestWeight } from "../../problem/objective.ts";
import { budgetStage, participationStage } from "../../problem/words.ts";
import { efficient } from "../efficient.ts";
import type { Answer, RouteContext } from "../route.ts";
import { virtualSurplus } from "../virtual-surplus.ts";

/** What no mechanism exceeds, and why. */
export interface Ceiling {
  readonly value: number;
  readonly because: string;
}

/** Rounding, relative, of sums in doubles that a bound from above must stay above. */
const rounding = 1e-12;

/** Types in all up to which exact arithmetic is quick. */
const quickTypes = 200;

/**
 * What the efficient allocation would be worth if rents were free, in a bounded problem: w₀ the broker's weight, w̄ the heaviest weight, FB the first best and r the required profit,
 *
 *     w̄·FB + (w₀ − w̄)·r, or w̄·FB without a budget,
 *
 * because the rents and what profit there is beyond r share FB − r among them, and none counts more than w̄. Where rents are not bounded by participation all parties' weights are equal, or the
 * problem has no bound, and the formula is the same.
 */
export function firstBestCeiling({ objective, budget }: DesignProblem, firstBest: number): Ceiling {
  const [heaviest, broker] = [toNumber(heaviestWeight(objective)), toNumber(objective.broker)];
  const required = budgetStage[budget.rule] === "never" ? 0 : toNumber(budget.requiredProfit);
  const value = heaviest * firstBest + (broker - heaviest) * required;
  return { value: above(value, heaviest * Math.abs(firstBest) + Math.abs(required)), because: "the first best" };
}

/**
 * The optimum under weaker words that virtual surplus or lump sums serve at once: bayesian incentives, participation before the others' types are known, the budget on average. Null where the problem
 * has these words already, no such theory serves it, or the weaker problem has no bound.
 */
export async function weakerCeiling(problem: DesignProblem, context: RouteContext, seconds: number): Promise<Ceiling | null> {
  const weaker: DesignProblem = {
    ...problem,
    incentives: "bayesian",
    participation: participationStage[problem.participation] === "ex-post" ? "interim" : problem.participation,
    budget: { ...problem.budget, rule: budgetStage[problem.budget.rule] === "ex-post" ? "ex-ante" : problem.budget.rule },
    select: [],
  };
  const route = [virtualSurplus, efficient].find(({ accepts }) => accepts(weaker) === true);
  if (!route) return null;
  const options = { ...context.options, timeLimitSeconds: seconds, exactLimit: quickTypes, proof: undefined, onProgress: undefined };
  const { status, value }: Answer = await route.solve(weaker, { ...context, options, stated: undefined });
  if (status !== "optimal" && status !== "limit") return null;
  const participation = participationStage[weaker.participation] === "never" ? "no" : weaker.participation;
  const rule = budgetStage[weaker.budget.rule] === "never" ? "no budget" : `the budget rule ${weaker.budget.rule}`;
  const words = `${weaker.incentives} incentives, ${participation} participation and ${rule}`;
  return { value: above(value.upper, Math.abs(value.upper)), because: `the optimum under ${words}` };
}

function above(value: number, scale: number): number {
  return value + rounding * scale;
}
