import type { Rational } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { hasBudget, maximisesGains } from "../support/problem-cell.ts";
import type { Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import { firstBestOf } from "./support/cumulative.ts";
import { exactly, isDisjoint, problemOf, tradeOf } from "./support/trade.ts";
import { vcgPrimeSurplus } from "./support/vcg-prime.ts";

/** Finite types, and a profit that the broker is to make. */
export interface TradeWithProfit {
  readonly trade: FiniteTrade;
  readonly requiredProfit: Rational;
}

export const problem = ({ trade, requiredProfit }: TradeWithProfit): DesignProblem =>
  problemOf(trade, { budget: { rule: "no-deficit", requiredProfit } });

export const value = ({ trade }: TradeWithProfit) => exactly(firstBestOf(trade));

export const proposition1: Theorem<TradeWithProfit> = {
  id: "kos-manea/proposition-1",
  citation: citation("Proposition 1"),
  statement:
    "VCG′ makes the largest expected surplus Π among efficient mechanisms with bayesian incentives and interim participation; so trade can be efficient while the broker makes r exactly when r ≤ Π.",
  domain:
    "bilateral trade with finite types, no value equal to a cost; bayesian incentives, interim participation, budget ex-ante, no-deficit or balanced with required profit r ≤ Π; gains from trade",
  errata: [],
  parametersOf(candidate) {
    if (candidate.incentives !== "bayesian" || candidate.participation !== "interim" || !maximisesGains(candidate)) return null;
    const { requiredProfit } = candidate.budget;
    if (!hasBudget(candidate, ["ex-ante", "no-deficit", "balanced"], requiredProfit)) return null;
    const trade = tradeOf(candidate);
    return trade && isDisjoint(trade) && requiredProfit.lte(vcgPrimeSurplus(trade)) ? { trade, requiredProfit } : null;
  },
  problem,
  value,
};
