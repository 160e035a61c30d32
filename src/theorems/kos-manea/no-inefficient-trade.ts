import type { DesignProblem } from "../../problem/design-problem.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import type { Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import { secondBestTrades } from "./support/second-best-trades.ts";
import { problemOf } from "./support/trade.ts";

export const problem = (trade: FiniteTrade): DesignProblem => problemOf(trade);

export const noInefficientTrade: Theorem<FiniteTrade> = {
  id: "kos-manea/no-inefficient-trade",
  citation: citation("section 6.1, after Theorem 3"),
  // Also where virtual values must be ironed: a pooled virtual value is at most that of the lowest type of the pool, hence at most its value.
  statement: "In the second best nobody trades at a loss: the probability of trade is 0 wherever the value is below the cost.",
  errata: [],
  ...secondBestTrades("finite types"),
  problem,
};
