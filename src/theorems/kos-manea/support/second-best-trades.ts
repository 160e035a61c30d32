import type { DesignProblem } from "../../../problem/design-problem.ts";
import type { FiniteTrade } from "../../support/finite-trade.ts";
import { isSecondBest } from "../../support/problem-cell.ts";
import type { Theorem } from "../../theorem.ts";
import { tradeOf } from "./trade.ts";

/** The domain of a statement about second-best problems of these traders, in words. */
export const secondBestDomain = (traders: string): string =>
  `bilateral trade with ${traders}; bayesian incentives, interim participation, budget ex-ante, no-deficit or balanced (and the problems of equal value), no required profit; gains from trade`;

/** The finite types of a second-best problem; else null. */
export function secondBestTrade(candidate: DesignProblem): FiniteTrade | null {
  return isSecondBest(candidate) ? tradeOf(candidate) : null;
}

/** The domain of a statement about the second-best problems of these traders, in words and as a test. */
export function secondBestTrades(
  traders: string,
  holds: (trade: FiniteTrade) => boolean = () => true,
): Required<Pick<Theorem<FiniteTrade>, "domain" | "parametersOf">> {
  return {
    domain: secondBestDomain(traders),
    parametersOf(candidate) {
      const trade = secondBestTrade(candidate);
      return trade && holds(trade) ? trade : null;
    },
  };
}
