import type { DesignProblem } from "../../problem/design-problem.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import type { StatedValue, Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import { firstBestOf } from "./support/cumulative.ts";
import { exactly, isDisjoint, problemOf, tradeOf } from "./support/trade.ts";
import { hasSurplus } from "./support/vcg-prime.ts";

export const problem = (trade: FiniteTrade): DesignProblem => problemOf(trade);

export const value = (trade: FiniteTrade): StatedValue => ({ ...exactly(firstBestOf(trade)), relation: "<" });

export const corollary1: Theorem<FiniteTrade> = {
  id: "kos-manea/corollary-1",
  citation: citation("Corollary 1"),
  statement:
    "When VCG′ runs an expected deficit, no mechanism with bayesian incentives, interim participation and a balanced budget is efficient.",
  domain:
    "bilateral trade with finite types, no value equal to a cost, Π < 0; bayesian incentives, interim participation, budget ex-ante, no-deficit or balanced (and the problems of equal value), no required profit; gains from trade",
  errata: [],
  parametersOf(candidate) {
    if (!isSecondBest(candidate)) return null;
    const trade = tradeOf(candidate);
    return trade && isDisjoint(trade) && !hasSurplus(trade) ? trade : null;
  },
  problem,
  value,
};
