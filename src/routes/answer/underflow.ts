import type { DesignProblem } from "../../problem/design-problem.ts";
import type { Bracket } from "../../result.ts";
import type { Answer } from "../route.ts";

/** In money, for types of size 1: laws promise nothing of masses and moments below 1e-290, of which an answer adds up many. */
const smallest = 1e-280;

/**
 * The answer, unless its numbers are rounded to 0: where a buyer's value can exceed a seller's cost the gains are positive, and bounds below what doubles
 * hold say only that they are so small. Then the bracket is widened to what is known, and an answer that is not proved is stopped at a limit; a rational value is left
 * alone.
 */
export function withoutUnderflow(problem: DesignProblem, answer: Answer): Answer {
  const least = smallest * stakesOf(problem);
  if (!(least > 0) || answer.value.exact !== null) return answer;
  const required = problem.budget.requiredProfit.valueOf();
  if (
    answer.status === "infeasible" &&
    problem.budget.requiredProfit.s > 0n &&
    !problem.budget.requiredProfit.equals(0) &&
    required < least
  ) {
    return { ...answer, status: "limit", explanation: tooSmall("largest and the required profit are", least), value: nothing };
  }
  // A first best that was not sought is no number; then the value must speak for it.
  const gains = Number.isNaN(answer.firstBest.upper) ? answer.value : answer.firstBest;
  if (answer.mechanism === null || gains.exact !== null || !isBelow(gains, least)) return answer;
  return {
    ...answer,
    // Proved bounds stay proved when they are widened, and these are as narrow as anybody can use.
    status: answer.status === "optimal" && answer.level !== "continuum" ? "limit" : answer.status,
    explanation: tooSmall("gains from trade are positive, but", least),
    value: isBelow(answer.value, least) ? widened(answer.value, least) : answer.value,
    firstBest: isBelow(answer.firstBest, least) ? widened(answer.firstBest, least) : answer.firstBest,
  };
}

const nothing: Bracket = { lower: Number.NaN, upper: Number.NaN, exact: null };

/** The size of types when some buyer's value exceeds some seller's cost with positive probability and laws are not finite; else 0. */
function stakesOf({ environment, discretization }: DesignProblem): number {
  const groups = environment.groups ?? [];
  if (discretization !== undefined || groups.every(({ law }) => law.pieces.length === 0)) return 0;
  const of = (party: string) => groups.filter((group) => group.party === party).map(({ law }) => law);
  const highest = Math.max(...of("buyers").map(({ support }) => support.max));
  const lowest = Math.min(...of("sellers").map(({ support }) => support.min));
  if (!(highest > lowest)) return 0;
  const sizes = groups.flatMap(({ law: { support, mean } }) => [support.min, support.max, mean]);
  return Math.max(1, ...sizes.filter(Number.isFinite).map(Math.abs));
}

function isBelow({ lower, upper }: Bracket, least: number): boolean {
  return lower > -least && upper < least;
}

function widened({ lower }: Bracket, least: number): Bracket {
  return { lower: Math.min(lower, 0), upper: least, exact: null };
}

function tooSmall(what: string, least: number): string {
  return `The ${what} below ${least.toPrecision(1)}, where probabilities leave the range of doubles: nothing finer is known. State laws that overlap more, or a grid of types with exact masses.`;
}
