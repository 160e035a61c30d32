import { one, zero } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import type { Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import { secondBestTrades } from "./support/second-best-trades.ts";
import { exactly, isInterleaved, problemOf } from "./support/trade.ts";
import { twoTypeEfficientSurplus } from "./support/two-type-surplus.ts";
import { allocation2 } from "./support/two-types.ts";
import { twoTypeGains } from "./theorem-4.ts";

export const problem = (trade: FiniteTrade): DesignProblem => problemOf(trade);

export const value = (trade: FiniteTrade) => exactly(twoTypeGains(trade, allocation2(one, zero, one, one)));

export const matsuo: Theorem<FiniteTrade> = {
  id: "kos-manea/matsuo",
  citation: `${citation("Example 3")}; T. Matsuo (1989), On Incentive Compatible, Individually Rational, and Ex Post Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 49`,
  statement: "With two types a side and S₁ < B₁ < S₂ < B₂, first best is attained if and only if p₂q₂B₂ + q₁B₁ ≥ p₂S₂ + p₁q₁S₁.",
  errata: [],
  ...secondBestTrades(
    "two types a side, S₁ < B₁ < S₂ < B₂, p₂q₂B₂ + q₁B₁ ≥ p₂S₂ + p₁q₁S₁",
    (trade) => isInterleaved(trade) && twoTypeEfficientSurplus(trade).gte(zero),
  ),
  problem,
  value,
};
