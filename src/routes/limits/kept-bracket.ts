import { isDivisibleTrade } from "../../environments/divisible-trade.ts";
import { isRiskAverseTrade } from "../../environments/risk-averse-trade.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { isGrid } from "../grid-problem.ts";
import type { Answer, RouteContext } from "../route.ts";
import { firstBestCeiling, weakerCeiling } from "./ceiling.ts";
import { bestKnown } from "./incumbent.ts";

/** Seconds that may go by, once the limit has come, for what is known without solving: each of its two ends. */
const grace = 0.4;

/**
 * An answer that a limit ended with nothing, with the best bracket that is known without solving: from above the least of the first best and the optimum under weaker words, from below
 * the best of the feasible mechanisms that have a name, which is then the answer's. On finitely many types, with linear utility; other answers stay as they are.
 */
export async function keptBracket(problem: DesignProblem, answer: Answer, context: RouteContext): Promise<Answer> {
  const { environment } = problem;
  const served = !isRiskAverseTrade(environment) && !isDivisibleTrade(environment);
  if (answer.status !== "limit" || answer.mechanism !== null || !Number.isNaN(answer.value.upper) || !served || !isGrid(problem))
    return answer;
  const { stopwatch } = context;
  const ceilings = [firstBestCeiling(problem, answer.firstBest.upper)];
  const weaker = await stopwatch.timeAsync("ceiling", () => weakerCeiling(problem, context, grace));
  if (weaker) ceilings.push(weaker);
  const ceiling = ceilings.reduce((least, one) => (one.value < least.value ? one : least));
  const started = performance.now();
  const late = () => performance.now() - started > 1000 * grace;
  const incumbent = stopwatch.time("incumbent", () => bestKnown(problem, answer.incumbent ?? null, late));
  const above = `none has more than ${ceiling.because}`;
  const bounds = incumbent
    ? `The bracket is what is known without it: ${incumbent.name} is feasible, as audited, and ${above}.`
    : `No feasible mechanism is known; ${above}.`;
  return {
    ...answer,
    explanation: `${answer.explanation} ${bounds}`,
    // What attains the bound exceeds it by rounding at most, or the consistency of the result is in question.
    value: {
      lower: incumbent?.value ?? Number.NEGATIVE_INFINITY,
      upper: Math.max(ceiling.value, attained(incumbent, ceiling)),
      exact: null,
    },
    mechanism: incumbent?.mechanism ?? null,
  };
}

/** A value that exceeds a bound by no more than the rounding of both. */
function attained(incumbent: { readonly value: number } | null, { value }: { readonly value: number }): number {
  return incumbent && incumbent.value <= value + 1e-9 * Math.abs(value) ? incumbent.value : value;
}
