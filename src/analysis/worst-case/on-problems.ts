import { one, type Rational, toNumberAbove, toNumberBelow } from "../../arithmetic/rational.ts";
import { type BilateralTrade, isBilateralTrade } from "../../environments/bilateral-trade.ts";
import { UnsupportedProblemError } from "../../errors.ts";
import { bestPrice } from "../../price-distribution/posted/best-price.ts";
import { type DesignProblem, type DesignProblemInput, designProblem } from "../../problem/design-problem.ts";
import type { Bracket, Result } from "../../result.ts";
import { criteria, type ProblemCriterion } from "./criteria.ts";
import { type ExactLaw, tradersOf } from "./exact-pair.ts";

/** Solves a problem; the engine with its solvers is given from outside. */
export type SolveProblem = (problem: DesignProblem, options: { readonly proof?: Record<string, never> }) => Promise<Result>;

/** Both sides of a ratio, and the ratio: exact on finitely many types, else brackets. */
export interface Ratio {
  readonly numerator: Bracket;
  readonly denominator: Bracket;
  readonly ratio: Bracket;
}

/**
 * The ratio of a criterion between the two traders of a problem, whose words do not matter: a criterion has its own.
 *
 * Exact for finitely many types; on laws it is a bracket made of proved ones. Throws UnsupportedProblemError for what is no trade between two, and for
 * the random offerer on laws.
 */
export async function ratioOn(name: ProblemCriterion, problem: DesignProblem, solve: SolveProblem): Promise<Ratio> {
  const { environment } = problem;
  if (!isBilateralTrade(environment))
    throw new UnsupportedProblemError({
      assumption: "These ratios are defined for one buyer and one seller.",
      alternative: 'Use "bilateral-trade", or compare words with "compare".',
    });
  const asked = (words: Partial<DesignProblemInput>) =>
    designProblem({ environment, discretization: problem.discretization, width: problem.width, ...words });
  if (name === "dominant") {
    const value = async (words: Partial<DesignProblemInput>) => (await solved(asked({ budget: "balanced", ...words }), solve)).value;
    return over(await value({ incentives: "dominant", participation: "ex-post" }), await value({}));
  }
  const laws = finiteLaws(environment, problem);
  if (laws) {
    const traders = tradersOf(laws);
    const { numerator, denominator } = criteria[name].measure(traders);
    if (name === "posted-price-welfare") {
      // Welfare is not a matter of differences: strengths begin at the least cost.
      const shift = traders.origin.div(traders.length);
      return over(exactly(numerator.add(shift).mul(traders.length)), exactly(denominator.add(shift).mul(traders.length)));
    }
    return over(exactly(numerator.mul(traders.length)), exactly(denominator.mul(traders.length)));
  }
  switch (name) {
    case "second-best": {
      const { value, firstBest } = await solved(asked({}), solve);
      return over(value, firstBest);
    }
    case "broker-profit": {
      const { value, firstBest } = await solved(asked({ objective: "broker-profit" }), solve);
      return over(value, firstBest);
    }
    case "posted-price":
      return over(postedPrice(environment), (await solved(asked({}), solve)).firstBest);
    case "posted-price-welfare": {
      const { mean } = environment.seller;
      // The mean is a double with a relative error far below this.
      const kept = { lower: mean - 1e-12 * Math.abs(mean), upper: mean + 1e-12 * Math.abs(mean) };
      const add = ({ lower, upper }: Bracket): Bracket => ({ lower: lower + kept.lower, upper: upper + kept.upper, exact: null });
      return over(add(postedPrice(environment)), add((await solved(asked({}), solve)).firstBest));
    }
    case "random-offerer":
    case "random-offerer-second-best":
      throw new UnsupportedProblemError({
        assumption: "What the random offerer attains is known without error on finitely many types only.",
        alternative: 'Add "discretization": {"rule": "equal-mass", "points": 100} to the instance, or ask "evaluate" for a quadrature.',
      });
  }
}

function finiteLaws(
  { buyer, seller, typeSpaces }: BilateralTrade,
  { discretization }: DesignProblem,
): { buyer: ExactLaw; seller: ExactLaw } | null {
  if (discretization === undefined && (buyer.pieces.length > 0 || seller.pieces.length > 0)) return null;
  const types = typeSpaces(discretization);
  return types.buyer.exact && types.seller.exact ? { buyer: types.buyer.exact, seller: types.seller.exact } : null;
}

function postedPrice({ groups }: BilateralTrade): Bracket {
  const search = { width: 1e-10, timeLimitSeconds: Number.POSITIVE_INFINITY, maxCells: 300_000 };
  const { lower, upper } = bestPrice(groups, { buyers: one, sellers: one }, search);
  return { lower, upper, exact: null };
}

/** Optimal and certified where types are finite, else an error that says what came. */
async function solved(problem: DesignProblem, solve: SolveProblem): Promise<Result> {
  const result = await solve(problem, { proof: {} });
  if (result.status === "optimal" || result.status === "limit") return result;
  throw new Error(`the problem of a ratio ended as "${result.status}": ${result.explanation}`);
}

const exactly = (value: Rational): Bracket => ({ lower: toNumberBelow(value), upper: toNumberAbove(value), exact: value });

/** The bracket of a ratio of numbers that are not negative; between 0 and ∞ where the denominator may be 0. */
function over(numerator: Bracket, denominator: Bracket): Ratio {
  const exact = numerator.exact && denominator.exact && denominator.exact.s > 0n ? numerator.exact.div(denominator.exact) : null;
  const divided = {
    lower: denominator.upper > 0 ? down(numerator.lower / denominator.upper) : 0,
    upper: denominator.lower > 0 ? up(numerator.upper / denominator.lower) : Number.POSITIVE_INFINITY,
    exact: null,
  };
  return { numerator, denominator, ratio: exact ? exactly(exact) : divided };
}

// A division rounds by half a unit in the last place.
const down = (x: number): number => x * (1 - Number.EPSILON);
const up = (x: number): number => x * (1 + Number.EPSILON);
