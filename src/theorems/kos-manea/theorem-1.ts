import { rational } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import type { Theorem } from "../theorem.ts";
import { balancedEfficientMechanism } from "./support/balanced-transfers.ts";
import { citation } from "./support/citation.ts";
import { firstBestOf } from "./support/cumulative.ts";
import { onRealTypes } from "./support/direct-mechanism.ts";
import { secondBestTrades } from "./support/second-best-trades.ts";
import { exactly, isDisjoint, problemOf } from "./support/trade.ts";
import { hasSurplus } from "./support/vcg-prime.ts";

export const problem = (trade: FiniteTrade): DesignProblem => problemOf(trade);

export const value = (trade: FiniteTrade) => exactly(firstBestOf(trade));

/** The gain left to the broker's disposal is split evenly. */
export const mechanismOf = (trade: FiniteTrade) => balancedEfficientMechanism(trade, rational("1/2"));

export const theorem1: Theorem<FiniteTrade> = {
  id: "kos-manea/theorem-1",
  citation: citation("Theorem 1"),
  statement:
    "When VCG′ runs no expected deficit (Π ≥ 0), trade is efficient in a mechanism with bayesian incentives, interim participation and a balanced budget.",
  errata: [],
  ...secondBestTrades("finite types, no value equal to a cost, Π ≥ 0", (trade) => isDisjoint(trade) && hasSurplus(trade)),
  problem,
  value,
  mechanism: (trade) => onRealTypes(trade, mechanismOf(trade)),
};
