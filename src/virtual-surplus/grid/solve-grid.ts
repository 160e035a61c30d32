import { type Rational, toNumber } from "../../arithmetic/rational.ts";
import type { Frontier } from "../../environments/frontier/frontier.ts";
import { signOf } from "../../environments/linear.ts";
import { evaluatorOf } from "../kernel/evaluators.ts";
import { after } from "../kernel/ironing.ts";
import { findMultiplierNearCoarser, type MultiplierAnswer } from "../kernel/multiplier.ts";
import { byTypes, type CellOptimum, type Interval, type Optimum, type TypeGroup, type Unsolved } from "../kernel/optimum.ts";
import type { PathEvaluator } from "../kernel/path-evaluator.ts";
import { type DesignTerms, efficientTerms, inDoubles, lumpSum, type Terms, termsOf, weightOf } from "../kernel/terms.ts";
import { gridCells } from "../kernel/worth-cells.ts";
import { type ExactOptimum, exactGrid } from "./exact-grid.ts";

/** Agents on finite type spaces with bayesian incentives and interim participation. */
export interface GridQuestion {
  readonly groups: readonly TypeGroup[];
  readonly frontier: Pick<Frontier, "name">;
  readonly terms: DesignTerms;
  /** Largest total number of types for which the answer is sought in exact arithmetic (when the type spaces are exact). Default {@link defaultExactLimit}. */
  readonly exactLimit?: number;
}

export const defaultExactLimit = 20_000;

export interface GridOptimum extends Optimum {
  /** The same optimum in rationals, proved; null where the data, the size or the frontier do not allow it. */
  readonly exact: ExactOptimum | null;
}

export type GridSolution = GridOptimum | Unsolved;

/** What either arithmetic finds. */
interface Found extends CellOptimum {
  readonly value: number;
  readonly firstBest: number;
  readonly exact: ExactOptimum | null;
}

/**
 * The best mechanism on finite type spaces by virtual surplus: a one-dimensional search over the budget's multiplier, one evaluation of the frontier a step (no
 * profile is enumerated); for a pair re-solved in exact arithmetic from the tie that floating point identified.
 *
 * @see R. Myerson, M. Satterthwaite (1983), Theorem 2; N. Kos, M. Manea (2009), Theorems 2–3, for the discrete case; T. Gresik, M. Satterthwaite (1989).
 */
export function solveGrid(question: GridQuestion): GridSolution {
  const exactTerms = termsOf(question.terms);
  if (exactTerms.unbounded) return { status: "unbounded" };
  const terms = inDoubles(exactTerms);
  const lagrangian = lagrangianOf(question, terms);
  const requiredProfit = terms.requiredProfit ?? Number.NEGATIVE_INFINITY;
  const answer = findMultiplierNearCoarser(lagrangian, { lowest: terms.lowest, requiredProfit });
  const exact = exactly(question, exactTerms, lagrangian, answer);
  const found = exact ?? inFloats(question, terms, lagrangian, answer);
  if ("status" in found) return found;
  const both = (value: number): Interval => ({ lower: value, upper: value });
  return {
    status: "optimal",
    value: both(found.value),
    firstBest: both(found.firstBest),
    ...byTypes(question.groups, found, terms),
    exact: found.exact,
  };
}

function lagrangianOf({ groups, frontier }: GridQuestion, terms: Terms<number>): PathEvaluator {
  const cells = groups.map((group) => ({
    count: group.count,
    reference: group.reference,
    cells: gridCells(group.types, signOf(group), { own: weightOf(terms, group), broker: terms.broker }),
    idle: 0,
  }));
  return evaluatorOf(frontier, cells, terms.broker);
}

function inFloats(question: GridQuestion, terms: Terms<number>, lagrangian: PathEvaluator, answer: MultiplierAnswer): Found | Unsolved {
  if (answer.kind === "infeasible") return { status: "infeasible", largestProfit: answer.largestProfit, exact: null };
  const spare = answer.kind === "slack" ? lumpSum(terms, answer.value.profit) : 0;
  return {
    lagrangian,
    lambda: answer.lambda,
    value: answer.value.objective + (spare === 0 ? 0 : terms.excess * spare),
    firstBest: lagrangianOf(question, inDoubles(termsOf(efficientTerms))).evaluate(after(0)).objective,
    ...lagrangian.allocation(answer),
    lumpSum: spare,
    exact: null,
  };
}

/** The exact optimum from the floats' tie; null where there is none. */
function exactly(
  { groups, frontier, exactLimit = defaultExactLimit }: GridQuestion,
  terms: Terms<Rational>,
  lagrangian: PathEvaluator,
  answer: MultiplierAnswer,
): Found | Unsolved | null {
  // The rationals of a large grid are made when they are asked for, so its size comes first.
  if (groups.reduce((sum, { types }) => sum + types.values.length, 0) > exactLimit) return null;
  const solved = exactGrid(frontier.name, groups, terms, lagrangian, answer);
  if (solved === null) return null;
  if (solved.kind === "infeasible")
    return { status: "infeasible", largestProfit: toNumber(solved.largestProfit), exact: solved.largestProfit };
  const { optimum, allocation, probability } = solved;
  return {
    ...{ lagrangian, allocation, probability },
    lambda: toNumber(optimum.lambda),
    value: toNumber(optimum.value),
    firstBest: toNumber(optimum.firstBest),
    lumpSum: toNumber(optimum.lumpSum),
    exact: optimum,
  };
}
