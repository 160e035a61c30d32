import type { DesignProblem } from "../../problem/design-problem.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import type { Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import { problemOf, tradeOf } from "./support/trade.ts";

export const problem = (trade: FiniteTrade): DesignProblem => problemOf(trade);

export const noInefficientTrade: Theorem<FiniteTrade> = {
  id: "kos-manea/no-inefficient-trade",
  citation: citation("section 6.1, after Theorem 3"),
  // Also where virtual values must be ironed: a pooled virtual value is at most that of the lowest type of the pool, hence at most its value.
  statement: "In the second best nobody trades at a loss: the probability of trade is 0 wherever the value is below the cost.",
  domain:
    "bilateral trade with finite types; bayesian incentives, interim participation, budget ex-ante, no-deficit or balanced (and the problems of equal value), no required profit; gains from trade",
  errata: [],
  parametersOf(candidate) {
    return isSecondBest(candidate) ? tradeOf(candidate) : null;
  },
  problem,
};
