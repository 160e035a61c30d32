import { z } from "zod";
import {
  isRational,
  type NumberInput,
  one,
  type Rational,
  rational,
  sumRationals,
  toNumberBelow,
  zero,
} from "../../arithmetic/rational.ts";
import { type BilateralTrade, isBilateralTrade } from "../../environments/bilateral-trade.ts";
import { refuseAs, UnsupportedProblemError } from "../../errors.ts";
import { bestPrice } from "../../price-distribution/posted/best-price.ts";
import { type DesignProblem, type DesignProblemInput, designProblem } from "../../problem/design-problem.ts";
import type { Bracket, Result } from "../../result.ts";
import { exactly } from "../../routes/answer/finish.ts";
import { isGrid } from "../../routes/grid-problem.ts";
import type { Solve } from "../../solve.ts";
import { type CriterionName, criteria, type SummedName } from "./criteria.ts";
import { type FiniteLaw, tradersOf } from "./exact-pair.ts";

/** Both sides of a ratio, and the ratio: exact on finitely many types, else brackets. */
export interface LawRatio {
  readonly numerator: Bracket;
  readonly denominator: Bracket;
  readonly ratio: Bracket;
}

/**
 * The ratio of a criterion between the two traders of a problem, whose words do not matter: a criterion has its own.
 *
 * Exact for finitely many types; on laws it is a bracket made of proved ones. Throws UnsupportedProblemError for what is no trade between two, for welfare where
 * types are below 0, and for the random offerer on laws.
 */
export async function ratioOn(name: CriterionName, problem: DesignProblem, solve: Solve): Promise<LawRatio> {
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
  if (laws) return ratioOfLaws(name, laws);
  checkTypes(name, [environment.buyer.support.min, environment.seller.support.min]);
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
    case "mean-price-welfare":
    case "random-offerer":
    case "random-offerer-second-best":
      throw new UnsupportedProblemError({
        assumption: `What ${name === "mean-price-welfare" ? "a price drawn by the mean" : "the random offerer"} attains is known without error on finitely many types only.`,
        changes: [{ discretization: { rule: "equal-mass", points: 100 } }],
        alternative: 'Ask "evaluate" for a quadrature.',
      });
  }
}

/** The ratio between two laws on finitely many types, exact. Throws UnsupportedProblemError for welfare where types are below 0. */
export function ratioOfLaws(name: SummedName, laws: { readonly buyer: FiniteLaw; readonly seller: FiniteLaw }): LawRatio {
  checkTypes(
    name,
    [laws.buyer, laws.seller].map(({ values }) => toNumberBelow(values[0] as Rational)),
  );
  const traders = tradersOf(laws);
  const { numerator, denominator } = criteria[name].measure(traders);
  return over(exactly(numerator.mul(traders.length)), exactly(denominator.mul(traders.length)));
}

function checkTypes(name: SummedName, lowest: readonly number[]): void {
  if (!criteria[name].welfare || lowest.every((type) => type >= 0)) return;
  throw new UnsupportedProblemError({
    assumption: "A share of welfare has a meaning where values and costs are at least 0.",
    alternative: 'Choose "second-best", "posted-price" or another ratio of gains, to which only differences of types matter.',
  });
}

/**
 * The laws of an instance with discrete laws as they are written, also where types are so near to each other that doubles cannot tell them apart, which no engine could
 * solve; null for another document. Throws InvalidInputError for values that do not increase and masses that are not positive or have another total than 1.
 */
export function writtenLaws(document: unknown): { readonly buyer: FiniteLaw; readonly seller: FiniteLaw } | null {
  const parsed = written.safeParse(document);
  if (!parsed.success) return null;
  const law = (side: "buyer" | "seller"): FiniteLaw => {
    const stated = parsed.data.environment[side];
    const [values, masses] = [stated.values.map(rational), stated.masses.map(rational)];
    const sound =
      values.length === masses.length &&
      values.every((value, k) => k === 0 || value.gt(values[k - 1] as Rational)) &&
      masses.every((mass) => mass.gt(zero)) &&
      sumRationals(masses).equals(one);
    if (sound) return { values, masses };
    const expected = "increasing values, and as many positive masses with total exactly 1";
    return refuseAs(`environment.${side}`, expected, `${values.length} values and ${masses.length} masses`, "Correct the law.");
  };
  return { buyer: law("buyer"), seller: law("seller") };
}

const numbers = z.array(z.custom<NumberInput>((value) => isRational(value))).min(1);
const discreteLaw = z.object({ distribution: z.literal("discrete"), values: numbers, masses: numbers });
const written = z.object({ environment: z.object({ kind: z.literal("bilateral-trade"), buyer: discreteLaw, seller: discreteLaw }) });

function finiteLaws(
  { buyer, seller, typeSpaces }: BilateralTrade,
  { discretization }: DesignProblem,
): { buyer: FiniteLaw; seller: FiniteLaw } | null {
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
async function solved(problem: DesignProblem, solve: Solve): Promise<Result> {
  const result = await solve(problem, isGrid(problem) ? { proof: {} } : {});
  if (result.status === "optimal" || result.status === "limit") return result;
  throw new Error(`the problem of a ratio ended as "${result.status}": ${result.explanation}`);
}

/** The bracket of a ratio of numbers that are not negative; between 0 and ∞ where the denominator may be 0. */
function over(numerator: Bracket, denominator: Bracket): LawRatio {
  const exact = numerator.exact && denominator.exact?.gt(zero) ? numerator.exact.div(denominator.exact) : null;
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
