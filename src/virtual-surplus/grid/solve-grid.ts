import { exactDouble, toNumber } from "../../arithmetic/rational.ts";
import { signOf } from "../../environments/linear.ts";
import { evaluatorOf, type Feasible } from "../kernel/evaluators.ts";
import { after } from "../kernel/ironing.ts";
import { findMultiplierNearCoarser, lowestMultiplier } from "../kernel/multiplier.ts";
import { byTypes, type Optimum, type TypeGroup, type Unsolved } from "../kernel/optimum.ts";
import type { PathEvaluator } from "../kernel/path-evaluator.ts";
import { type DesignTerms, efficientTerms, inDoubles, lumpSum, type Terms, termsOf, weightOf } from "../kernel/terms.ts";
import { gridCells } from "../kernel/worth-cells.ts";
import { type ExactOptimum, exactGrid, exactLargestProfit } from "./exact-grid.ts";

/** Agents on finite type spaces with bayesian incentives and interim participation. */
export interface GridQuestion {
  readonly groups: readonly TypeGroup[];
  readonly frontier: Feasible;
  readonly terms: DesignTerms;
  /** Largest total number of types for which the answer is sought in exact arithmetic (when the type spaces are exact). Default {@link defaultExactLimit}. */
  readonly exactLimit?: number;
}

const defaultExactLimit = 20_000;

export interface GridOptimum extends Optimum {
  /** The same optimum in rationals, proved; null where the data, the size or the frontier do not allow it. */
  readonly exact: ExactOptimum | null;
}

export type GridSolution = GridOptimum | Unsolved;

/**
 * The best mechanism on finite type spaces by virtual surplus: a one-dimensional search over the budget's multiplier, one evaluation of the frontier a step (no
 * profile is enumerated); re-solved in exact arithmetic from the tie that floating point identified, where that is not too much work.
 *
 * @see R. Myerson, M. Satterthwaite (1983), Theorem 2; N. Kos, M. Manea (2009), Theorems 2–3, for the discrete case; T. Gresik, M. Satterthwaite (1989).
 */
export function solveGrid(question: GridQuestion): GridSolution {
  const exactTerms = termsOf(question.terms);
  if (exactTerms.unbounded) return { status: "unbounded" };
  const terms = inDoubles(exactTerms);
  const lagrangian = lagrangianOf(question, terms);
  const requiredProfit = terms.requiredProfit ?? Number.NEGATIVE_INFINITY;
  const answer = findMultiplierNearCoarser(lagrangian, { lowest: lowestMultiplier(lagrangian, terms), requiredProfit });
  // The rationals of a large grid are made when they are asked for, so its size comes first.
  const types = question.groups.reduce((sum, group) => sum + group.types.values.length, 0);
  const exact =
    types <= (question.exactLimit ?? defaultExactLimit)
      ? exactGrid(question.frontier, question.groups, exactTerms, lagrangian, answer)
      : null;
  if (exact && "status" in exact) return exact;
  if (exact) {
    const { optimum, found } = exact;
    const [value, firstBest] = [toNumber(optimum.value), toNumber(optimum.firstBest)];
    return { ...optimal(value, value, firstBest), ...byTypes(question.groups, found, terms), exact: optimum };
  }
  if (answer.kind === "infeasible") {
    const rounding = roundingShare * stakes(question.groups);
    // No trade at no payment makes 0.
    if (!(requiredProfit <= 0) && requiredProfit - answer.largestProfit > rounding)
      return { status: "infeasible", largestProfit: answer.largestProfit, exact: null, proved: false };
    const most = requiredProfit <= 0 ? null : exactLargestProfit(question.frontier, question.groups, exactTerms);
    if (most?.lt(exactTerms.requiredProfit ?? 0)) return { status: "infeasible", largestProfit: toNumber(most), exact: most, proved: true };
    if (requiredProfit > 0 && !most) {
      const near = { lower: answer.largestProfit - rounding, upper: answer.largestProfit + rounding };
      return { status: "undecided", largestProfit: near };
    }
    // What is required is made, but for rounding.
    const { weights, budget } = question.terms;
    const lowered = { ...budget, requiredProfit: budget.requiredProfit.sub(exactDouble(rounding)) };
    return solveGrid({ ...question, exactLimit: 0, terms: { weights, budget: lowered } });
  }
  const handed = answer.kind === "slack" ? lumpSum(terms, answer.value.profit) : 0;
  const value = answer.value.objective + (handed === 0 ? 0 : terms.excess * handed);
  const firstBest = lagrangianOf(question, inDoubles(termsOf(efficientTerms))).evaluate(after(0)).objective;
  const found = { lagrangian, lambda: answer.lambda, ...lagrangian.allocation(answer), lumpSum: handed };
  const upper = lagrangian.smooth && answer.kind === "binding" ? answer.dual : value;
  return { ...optimal(value, upper, firstBest), ...byTypes(question.groups, found, terms), exact: null };
}

const optimal = (lower: number, upper: number, firstBest: number): Pick<Optimum, "status" | "value" | "firstBest"> => ({
  status: "optimal",
  value: { lower, upper },
  firstBest: { lower: firstBest, upper: firstBest },
});

/** Share of the largest type by which sums over a market's types may be wrong. */
const roundingShare = 2 ** -44;

/** The sum over the agents of the largest of their types. */
function stakes(groups: readonly TypeGroup[]): number {
  return groups.reduce(
    (sum, { count, types }) => sum + count * types.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    0,
  );
}

function lagrangianOf({ groups, frontier }: GridQuestion, terms: Terms<number>): PathEvaluator {
  const cells = groups.map((group) => ({
    ...group,
    cells: gridCells(group.types, signOf(group), { own: weightOf(terms, group), broker: terms.broker }),
    idle: 0,
  }));
  return evaluatorOf(frontier, cells, terms.broker);
}
