import type { DesignProblem } from "../../problem/design-problem.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import type { StatedValue, Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import { firstBestOf } from "./support/cumulative.ts";
import { secondBestTrades } from "./support/second-best-trades.ts";
import { exactly, isDisjoint, problemOf } from "./support/trade.ts";
import { hasSurplus } from "./support/vcg-prime.ts";

export const problem = (trade: FiniteTrade): DesignProblem => problemOf(trade);

export const value = (trade: FiniteTrade): StatedValue => ({ ...exactly(firstBestOf(trade)), relation: "<" });

export const corollary1: Theorem<FiniteTrade> = {
  id: "kos-manea/corollary-1",
  citation: citation("Corollary 1"),
  statement:
    "When VCG′ runs an expected deficit, no mechanism with bayesian incentives, interim participation and a balanced budget is efficient.",
  errata: [],
  ...secondBestTrades("finite types, no value equal to a cost, Π < 0", (trade) => isDisjoint(trade) && !hasSurplus(trade)),
  problem,
  value,
};
