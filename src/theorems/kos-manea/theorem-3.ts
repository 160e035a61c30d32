import type { DesignProblem } from "../../problem/design-problem.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import type { Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import { isDisjoint, problemOf, tradeOf } from "./support/trade.ts";
import { hasSurplus } from "./support/vcg-prime.ts";

export const problem = (trade: FiniteTrade): DesignProblem => problemOf(trade);

export const theorem3: Theorem<FiniteTrade> = {
  id: "kos-manea/theorem-3",
  citation: citation("Theorem 3"),
  statement:
    "When first best is out of reach (Π(x*) < 0), an allocation is second best if and only if it maximises gains from trade among those with monotone interim probabilities and Π(x) = 0: the broker is left with nothing.",
  domain:
    "bilateral trade with finite types, no value equal to a cost, Π(x*) < 0; bayesian incentives, interim participation, budget ex-ante, no-deficit or balanced (and the problems of equal value), no required profit; gains from trade",
  errata: [],
  parametersOf(candidate) {
    if (!isSecondBest(candidate)) return null;
    const trade = tradeOf(candidate);
    return trade && isDisjoint(trade) && !hasSurplus(trade) ? trade : null;
  },
  problem,
};
