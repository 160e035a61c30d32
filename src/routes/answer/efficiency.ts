import { isRiskAverseTrade } from "../../environments/risk-averse-trade.ts";
import { countsAllGains } from "../../problem/objective.ts";
import type { Result } from "../../result.ts";

/** Gains from trade as a share of the first best, between what the bounds allow; NaN without a mechanism, or when there is nothing to gain. */
export function efficiencyOf(
  result: Pick<Result, "firstBest" | "value" | "gainsFromTrade" | "problem" | "mechanism">,
): Result["efficiency"] {
  const { firstBest, value, gainsFromTrade, problem, mechanism } = result;
  if (!(firstBest.upper > 0) || mechanism === null) return { lower: Number.NaN, upper: Number.NaN };
  const gains =
    countsAllGains(problem.objective) || isRiskAverseTrade(problem.environment) ? value : { lower: gainsFromTrade, upper: gainsFromTrade };
  const lower = gains.lower / firstBest.upper;
  const upper = firstBest.lower > 0 ? Math.min(1, gains.upper / firstBest.lower) : 1;
  return { lower: Math.min(lower, upper), upper };
}
