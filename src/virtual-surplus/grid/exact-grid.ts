import { type Rational, toNumber, zero } from "../../arithmetic/rational.ts";
import type { FrontierName } from "../../environments/frontier/frontier.ts";
import { signOf } from "../../environments/linear.ts";
import type { MultiplierAnswer } from "../kernel/multiplier.ts";
import type { TypeGroup } from "../kernel/optimum.ts";
import type { Allocation, PathEvaluator } from "../kernel/path-evaluator.ts";
import { efficientTerms, exactLumpSum, type Terms, termsOf } from "../kernel/terms.ts";
import { interimProbabilities } from "../kernel/thresholds.ts";
import { type ExactAgent, ExactSearch } from "./exact-search.ts";

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

export type ExactGridSolution =
  | { readonly kind: "infeasible"; readonly largestProfit: Rational }
  | {
      readonly kind: "optimal";
      readonly optimum: ExactOptimum;
      readonly allocation: Allocation;
      readonly probability: readonly Float64Array[];
    };

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
): ExactGridSolution | null {
  if (!searched[frontier]) return null;
  const [first, second] = groups.map((group) => exactAgent(group, terms));
  if (!first || !second) return null;
  const solved = new ExactSearch({ agents: [first, second], terms }).solve(seedOf(lagrangian, answer));
  if (solved.kind === "infeasible") return solved;
  const [loose, tight, weight] = solved.kind === "binding" ? [solved.loose, solved.tight, solved.weight] : [solved.line, solved.line, zero];
  const allocation = { kind: "thresholds", weight: toNumber(weight), loose: loose.counts, tight: tight.counts } as const;
  const [mine, theirs] = lagrangian.groups.map(({ cells }) => cells.mass) as [Float64Array, Float64Array];
  const { lambda } = solved;
  const lumpSum = solved.kind === "slack" ? exactLumpSum(terms, solved.line.profit) : zero;
  const optimum: ExactOptimum = {
    ...{ lambda, weight, lumpSum },
    value: solved.kind === "binding" ? solved.objective : solved.line.objective.add(terms.excess.mul(lumpSum)),
    firstBest: exactFirstBest(groups),
    profit: (solved.kind === "binding" ? (terms.requiredProfit as Rational) : solved.line.profit).sub(lumpSum),
  };
  return { kind: "optimal", optimum, allocation, probability: interimProbabilities(allocation, mine, theirs) };
}

function exactFirstBest(groups: readonly TypeGroup[]): Rational {
  const terms = termsOf(efficientTerms);
  const [first, second] = groups.map((group) => exactAgent(group, terms)) as [ExactAgent, ExactAgent];
  return new ExactSearch({ agents: [first, second], terms }).evaluate(zero, 1n).objective;
}

/** The agent in increasing order of worth; undefined when its types are not rational. */
function exactAgent(group: TypeGroup, terms: Terms<Rational>): ExactAgent | undefined {
  const { exact } = group.types;
  const weight = terms.weights.get(group.party) ?? zero;
  if (!exact || signOf(group) === 1) return exact && { ...exact, weight };
  return { values: exact.values.map((cost) => cost.neg()).reverse(), masses: exact.masses.slice().reverse(), weight };
}

/** The two allocations that floating point found around the tie. */
function seedOf(
  lagrangian: PathEvaluator,
  answer: MultiplierAnswer,
): { readonly loose: Int32Array; readonly tight: Int32Array } | undefined {
  if (answer.kind !== "binding") return undefined;
  const [loose, tight] = [answer.loose, answer.tight].map((rule) => {
    const { allocation } = lagrangian.allocation({ kind: "slack", rule, lambda: answer.lambda, value: answer.value, evaluations: 0 });
    if (allocation.kind !== "thresholds") throw new TypeError("the exact search starts from thresholds");
    return allocation.loose;
  });
  return loose && tight && { loose, tight };
}
