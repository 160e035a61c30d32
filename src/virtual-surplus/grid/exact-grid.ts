import { type Rational, toNumber, zero } from "../../arithmetic/rational.ts";
import type { FrontierName } from "../../environments/frontier/frontier.ts";
import { signOf } from "../../environments/linear.ts";
import type { MultiplierAnswer } from "../kernel/multiplier.ts";
import type { CellOptimum, TypeGroup, Unsolved } from "../kernel/optimum.ts";
import type { PathEvaluator } from "../kernel/path-evaluator.ts";
import { efficientTerms, exactLumpSum, type Terms, termsOf } from "../kernel/terms.ts";
import { interimProbabilities, type Thresholds } from "../kernel/thresholds.ts";
import { ExactSearch } from "./exact-search.ts";

/** An optimum in rationals, proved: the allocation's value equals the dual value at λ. */
export interface ExactOptimum {
  readonly value: Rational;
  readonly lambda: Rational;
  /** Weight on the looser of the two allocations that are mixed. */
  readonly weight: Rational;
  readonly firstBest: Rational;
  /** Profit beyond the required one that is handed to the party with the largest weight. */
  readonly lumpSum: Rational;
  /** What the broker keeps. */
  readonly profit: Rational;
}

/** Which frontiers have a search in exact arithmetic. */
const searched: Record<FrontierName, boolean> = { pair: true, ranking: false };

/**
 * The optimum of a bounded grid problem in exact arithmetic, or null where the frontier has no exact search or the types are not rational;
 * `answer` is what floating point found with `lagrangian`. See {@link ExactSearch}.
 */
export function exactGrid(
  frontier: FrontierName,
  groups: readonly TypeGroup[],
  terms: Terms<Rational>,
  lagrangian: PathEvaluator,
  answer: MultiplierAnswer,
): { readonly optimum: ExactOptimum; readonly found: CellOptimum } | Unsolved | null {
  const search = searched[frontier] ? exactSearch(groups, terms) : null;
  const efficient = search && exactSearch(groups, termsOf(efficientTerms));
  if (!search || !efficient) return null;
  const solved = search.solve(seedOf(lagrangian, answer));
  if (solved.kind === "infeasible")
    return { status: "infeasible", largestProfit: toNumber(solved.largestProfit), exact: solved.largestProfit };
  const { lambda } = solved;
  const firstBest = efficient.evaluate(zero, 1n).objective;
  const [loose, tight, optimum] =
    solved.kind === "binding"
      ? [
          solved.loose,
          solved.tight,
          { value: solved.objective, weight: solved.weight, lumpSum: zero, profit: terms.requiredProfit as Rational },
        ]
      : [solved.line, solved.line, slackOptimum(terms, solved.line)];
  const allocation: Thresholds = { kind: "thresholds", weight: toNumber(optimum.weight), loose: loose.counts, tight: tight.counts };
  const [mine, theirs] = lagrangian.groups.map(({ cells }) => cells.mass) as [Float64Array, Float64Array];
  const probability = interimProbabilities(allocation, mine, theirs);
  return {
    optimum: { ...optimum, lambda, firstBest },
    found: { lagrangian, allocation, probability, lambda: toNumber(lambda), lumpSum: toNumber(optimum.lumpSum) },
  };
}

function slackOptimum(terms: Terms<Rational>, { objective, profit }: { readonly objective: Rational; readonly profit: Rational }) {
  const lumpSum = exactLumpSum(terms, profit);
  return { value: objective.add(terms.excess.mul(lumpSum)), weight: zero, lumpSum, profit: profit.sub(lumpSum) };
}

/** The search between two groups of one; null when a type is not rational. */
function exactSearch(groups: readonly TypeGroup[], terms: Terms<Rational>): ExactSearch | null {
  const [first, second] = groups.map((group) => {
    const { exact } = group.types;
    if (!exact) return null;
    const { values, masses } = exact;
    return { values, masses, sign: signOf(group), weight: terms.weights.get(group.party) ?? zero };
  });
  return first && second ? new ExactSearch({ agents: [first, second], terms }) : null;
}

/** The two allocations that floating point found around the tie. */
function seedOf(
  lagrangian: PathEvaluator,
  answer: MultiplierAnswer,
): { readonly loose: Int32Array; readonly tight: Int32Array } | undefined {
  if (answer.kind !== "binding") return undefined;
  const [loose, tight] = [answer.loose, answer.tight].map((rule) => {
    const { allocation } = lagrangian.allocation({ kind: "slack", rule, lambda: answer.lambda, value: answer.value, evaluations: 0 });
    return allocation.kind === "thresholds" ? allocation.loose : undefined;
  });
  return loose && tight && { loose, tight };
}
