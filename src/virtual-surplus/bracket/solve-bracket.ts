import type { AgentGroup } from "../../environments/linear.ts";
import type { Feasible } from "../kernel/evaluators.ts";
import { byTypes, type Optimum, type Unsolved } from "../kernel/optimum.ts";
import { type DesignTerms, inDoubles, termsOf } from "../kernel/terms.ts";
import { type CellTypes, cellTypes } from "./cell-types.ts";
import { type BracketOptions, type BracketRound, closeBracket, defaultBracketOptions } from "./close-bracket.ts";

/** Agents with laws of any kind, bayesian incentives and interim participation. */
export interface BracketQuestion {
  readonly groups: readonly AgentGroup[];
  readonly frontier: Feasible;
  readonly terms: DesignTerms;
  readonly options?: Partial<BracketOptions>;
}

/** Bounds that are proved for the laws themselves, and a feasible mechanism that attains the lower one: constant on the cells of each group. */
export interface BracketOptimum extends Optimum<CellTypes> {
  readonly exact: null;
  /** Both bounds are proved; otherwise a law made of functions allows a numerical bracket only. */
  readonly proved: boolean;
  readonly rounds: readonly BracketRound[];
}

export type BracketSolution = BracketOptimum | Unsolved;

/** Brackets a problem on its laws themselves, and gives the mechanism behind the lower bound. See {@link closeBracket}. */
export function solveBracket(question: BracketQuestion): BracketSolution {
  const exactTerms = termsOf(question.terms);
  if (exactTerms.unbounded) return { status: "unbounded" };
  const terms = inDoubles(exactTerms);
  const bracket = closeBracket(question, exactTerms, { ...defaultBracketOptions, ...question.options });
  if (bracket.kind === "infeasible")
    return { status: "infeasible", largestProfit: bracket.largestProfit, exact: null, proved: bracket.proved };
  if (bracket.kind === "undecided") return { status: "undecided", largestProfit: bracket.largestProfit };
  const { groups, lagrangian, answer, lumpSum, mix } = bracket.best;
  const priced = groups.map(({ name, party, count, reference, cut }) => ({ name, party, count, reference, types: cellTypes(cut) }));
  return {
    status: bracket.reached ? "optimal" : "limit",
    value: bracket.value,
    firstBest: { lower: bracket.firstBest.lower, upper: bracket.firstBest.upper },
    ...byTypes(priced, { lagrangian, lambda: answer.lambda, ...lagrangian.allocation(answer, mix), lumpSum }, terms),
    exact: null,
    proved: bracket.proved,
    rounds: bracket.rounds,
  };
}
