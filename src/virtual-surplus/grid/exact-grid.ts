import { type Rational, toNumber, zero } from "../../arithmetic/rational.ts";
import { signOf } from "../../environments/linear.ts";
import type { Feasible } from "../kernel/evaluators.ts";
import type { MultiplierAnswer } from "../kernel/multiplier.ts";
import type { CellOptimum, TypeGroup, Unsolved } from "../kernel/optimum.ts";
import type { Allocation, PathEvaluator } from "../kernel/path-evaluator.ts";
import { placesOf, type Ranking, type RankingLottery } from "../kernel/ranking.ts";
import { efficientTerms, exactLumpSum, type Terms, termsOf } from "../kernel/terms.ts";
import { interimProbabilities, type Thresholds } from "../kernel/thresholds.ts";
import type { ExactGroup } from "./exact-cells.ts";
import { ExactMarket, type ExactPlaces } from "./exact-market.ts";
import { ExactPair } from "./exact-pair.ts";
import { type ExactEvaluator, ExactSearch } from "./exact-search.ts";

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

/** A frontier in exact arithmetic: its Lagrangian, and how its allocations read in doubles. */
interface ExactFrontier<A> {
  readonly evaluator: (groups: readonly ExactGroup[], broker: Rational) => ExactEvaluator<A>;
  /** Largest amount of work an evaluation may take for the whole problem to be searched, and for the largest profit alone. */
  readonly affordable: (groups: readonly ExactGroup[]) => { readonly search: boolean; readonly largestProfit: boolean };
  /** The allocation of a point of the path, which doubles found. */
  readonly seed: (found: Allocation) => A;
  readonly found: (
    evaluator: ExactEvaluator<A>,
    mixed: { readonly weight: Rational; readonly loose: A; readonly tight: A },
    lagrangian: PathEvaluator,
  ) => Pick<CellOptimum, "allocation" | "probability">;
}

const pair: ExactFrontier<Int32Array> = {
  evaluator: (groups, broker) => new ExactPair(groups as readonly [ExactGroup, ExactGroup], broker),
  affordable: () => ({ search: true, largestProfit: true }),
  seed: (allocation) => (allocation as Thresholds).loose,
  found: (_, { weight, loose, tight }, lagrangian) => {
    const allocation = { kind: "thresholds", weight: toNumber(weight), loose, tight } as const;
    const [mine, theirs] = lagrangian.groups.map(({ cells }) => cells.mass) as [Float64Array, Float64Array];
    return { allocation, probability: interimProbabilities(allocation, mine, theirs) };
  },
};

/** About a tenth of a second an evaluation, and ten seconds. */
const marketWork = { search: 1e8, largestProfit: 1e10 };

const ranking: ExactFrontier<ExactPlaces> = {
  evaluator: (groups, broker) => new ExactMarket(groups, broker),
  affordable: (groups) => {
    const work = ExactMarket.workOf(groups);
    return { search: work <= marketWork.search, largestProfit: work <= marketWork.largestProfit };
  },
  seed: (allocation) => placesOf((allocation as RankingLottery).loose),
  found: (evaluator, { weight, loose, tight }) => {
    const rank = (places: ExactPlaces): Ranking => ({ slope: places, tieBreak: places.map((own) => new Float64Array(own.length)) });
    const market = evaluator as ExactMarket;
    const [generous, strict] = [market.probabilities(loose), market.probabilities(tight)];
    const probability = strict.map((own, g) =>
      Float64Array.from(own, (x, k) => toNumber(x.add(weight.mul(((generous[g] as readonly Rational[])[k] as Rational).sub(x))))),
    );
    return { allocation: { kind: "ranking", weight: toNumber(weight), loose: rank(loose), tight: rank(tight) }, probability };
  },
};

/**
 * The optimum of a bounded grid problem in exact arithmetic, or null where the types are not rational, the work would be too much or the good is divisible (its optimal
 * multiplier is no rational number); `answer` is what floating point found with `lagrangian`. See {@link ExactSearch}.
 */
export function exactGrid(
  { name, curvature }: Feasible,
  types: readonly TypeGroup[],
  terms: Terms<Rational>,
  lagrangian: PathEvaluator,
  answer: MultiplierAnswer,
): ExactSolution | null {
  if (curvature) return null;
  return name === "pair" ? searched(pair, types, terms, lagrangian, answer) : searched(ranking, types, terms, lagrangian, answer);
}

export type ExactSolution = { readonly optimum: ExactOptimum; readonly found: CellOptimum } | Unsolved;

/** The largest profit of a market in exact arithmetic; null where {@link exactGrid} has no answer. */
export function exactLargestProfit({ curvature }: Feasible, types: readonly TypeGroup[], terms: Terms<Rational>): Rational | null {
  const groups = curvature ? null : exactGroups(types, terms);
  if (!groups || !ranking.affordable(groups).largestProfit) return null;
  return new ExactSearch(ranking.evaluator(groups, terms.broker), terms).mostProfitable().profit;
}

function searched<A>(
  frontier: ExactFrontier<A>,
  types: readonly TypeGroup[],
  terms: Terms<Rational>,
  lagrangian: PathEvaluator,
  answer: MultiplierAnswer,
): ExactSolution | null {
  const groups = exactGroups(types, terms);
  const gains = termsOf(efficientTerms);
  const equal = groups && exactGroups(types, gains);
  if (!groups || !equal || !frontier.affordable(groups).search) return null;
  const evaluator = frontier.evaluator(groups, terms.broker);
  const solved = new ExactSearch(evaluator, terms).solve(seedOf(frontier, lagrangian, answer));
  if (solved.kind === "infeasible")
    return { status: "infeasible", largestProfit: toNumber(solved.largestProfit), exact: solved.largestProfit, proved: true };
  const { lambda } = solved;
  const firstBest = new ExactSearch(frontier.evaluator(equal, gains.broker), gains).evaluate(zero, 1n).objective;
  const [loose, tight, optimum] =
    solved.kind === "binding"
      ? [
          solved.loose,
          solved.tight,
          { value: solved.objective, weight: solved.weight, lumpSum: zero, profit: terms.requiredProfit as Rational },
        ]
      : [solved.line, solved.line, slackOptimum(terms, solved.line)];
  const mixed = { weight: optimum.weight, loose: loose.allocation, tight: tight.allocation };
  return {
    optimum: { ...optimum, lambda, firstBest },
    found: {
      lagrangian,
      ...frontier.found(evaluator, mixed, lagrangian),
      lambda: toNumber(lambda),
      lumpSum: toNumber(optimum.lumpSum),
    },
  };
}

function slackOptimum(terms: Terms<Rational>, { objective, profit }: { readonly objective: Rational; readonly profit: Rational }) {
  const lumpSum = exactLumpSum(terms, profit);
  return { value: objective.add(terms.excess.mul(lumpSum)), weight: zero, lumpSum, profit: profit.sub(lumpSum) };
}

/** The groups in rationals; null when a type is not rational. */
export function exactGroups(types: readonly TypeGroup[], terms: Terms<Rational>): readonly ExactGroup[] | null {
  const groups = types.flatMap((group) => {
    const { exact } = group.types;
    if (!exact) return [];
    const { values, masses } = exact;
    return [{ count: group.count, values, masses, sign: signOf(group), weight: terms.weights.get(group.party) ?? zero }];
  });
  return groups.length === types.length ? groups : null;
}

/** The two allocations that floating point found around the tie. */
function seedOf<A>(
  { seed }: ExactFrontier<A>,
  lagrangian: PathEvaluator,
  answer: MultiplierAnswer,
): { readonly loose: A; readonly tight: A } | undefined {
  if (answer.kind !== "binding") return undefined;
  const [loose, tight] = [answer.loose, answer.tight].map((rule) =>
    seed(lagrangian.allocation({ kind: "slack", rule, lambda: answer.lambda, value: answer.value, evaluations: 0 }).allocation),
  );
  return { loose: loose as A, tight: tight as A };
}
