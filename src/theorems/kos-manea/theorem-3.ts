import type { DesignProblem } from "../../problem/design-problem.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import type { Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import { secondBestTrades } from "./support/second-best-trades.ts";
import { isDisjoint, problemOf } from "./support/trade.ts";
import { hasSurplus } from "./support/vcg-prime.ts";

export const problem = (trade: FiniteTrade): DesignProblem => problemOf(trade);

export const theorem3: Theorem<FiniteTrade> = {
  id: "kos-manea/theorem-3",
  citation: citation("Theorem 3"),
  statement:
    "When first best is out of reach (Π(x*) < 0), an allocation is second best if and only if it maximises gains from trade among those with monotone interim probabilities and Π(x) = 0: the broker is left with nothing.",
  errata: [],
  ...secondBestTrades("finite types, no value equal to a cost, Π(x*) < 0", (trade) => isDisjoint(trade) && !hasSurplus(trade)),
  problem,
};
