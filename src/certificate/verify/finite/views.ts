import type { IncentivesWord } from "../instance.ts";
import type { NaiveAgent, NaiveProblem } from "./naive-problem.ts";
import { nameAt } from "./profiles.ts";

/** What an agent may know about the others when it reports: weights on the profiles of their types, and the own types with which it can know that. */
export interface View {
  /** Profiles in which the agent itself has type 0: one for each combination of the others' types. */
  readonly others: readonly number[];
  /** One weight ≥ 0 for each; their sum need not be 1. */
  readonly weights: readonly bigint[];
  readonly types: readonly number[];
  /** Ends a sentence: what is known of the others, in words. */
  inWords(): string;
}

const knowledge: Readonly<Record<IncentivesWord, "belief" | "state">> = { bayesian: "belief", dominant: "state" };

/** What an agent who reports knows of the others under the problem's incentives. */
export function knowledgeOf({ incentives }: NaiveProblem): "belief" | "state" {
  return knowledge[incentives];
}

/**
 * The views of agent a. `belief`: what its own type lets it expect (bayesian incentives, interim participation): a single view when types
 * are independent. `state`: the others' types are known, each combination is a view (dominant incentives, ex-post participation).
 */
export function views(problem: NaiveProblem, a: number, knows: "belief" | "state"): View[] {
  const agent = problem.agents[a] as NaiveAgent;
  const all = agent.types.map((_, k) => k);
  if (knows === "belief") {
    if (!problem.independent) return all.map((k) => viewOfType(problem, a, k));
    const others = combinations(problem, agent);
    const weights = others.map((p) => all.reduce((sum, k) => sum + (problem.prior.numerators[p + k * agent.stride] as bigint), 0n));
    return [{ others, weights, types: all, inWords: () => "" }];
  }
  return combinations(problem, agent).map((p) => ({
    others: [p],
    weights: [1n],
    types: all,
    inWords: () =>
      problem.agents.length === 1 ? "" : ` when ${problem.agents.flatMap((other, b) => (b === a ? [] : [nameAt(other, p)])).join(", ")}`,
  }));
}

/** The view of type k of agent a, each combination of the others' types weighted with the probability of the whole profile. */
export function viewOfType(problem: NaiveProblem, a: number, k: number): View {
  const agent = problem.agents[a] as NaiveAgent;
  const others = combinations(problem, agent);
  return { others, weights: others.map((p) => problem.prior.numerators[p + k * agent.stride] as bigint), types: [k], inWords: () => "" };
}

/** The profiles in which the agent has type 0. */
function combinations(problem: NaiveProblem, { stride, types }: NaiveAgent): number[] {
  const profiles: number[] = [];
  for (let start = 0; start < problem.prior.numerators.length; start += stride * types.length) {
    for (let p = start; p < start + stride; p++) profiles.push(p);
  }
  return profiles;
}
