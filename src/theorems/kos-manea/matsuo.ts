import { one, zero } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import type { Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import { exactly, isInterleaved, problemOf, tradeOf } from "./support/trade.ts";
import { twoTypeEfficientSurplus } from "./support/two-type-surplus.ts";
import { allocation2 } from "./support/two-types.ts";
import { twoTypeGains } from "./theorem-4.ts";

export const problem = (trade: FiniteTrade): DesignProblem => problemOf(trade);

export const value = (trade: FiniteTrade) => exactly(twoTypeGains(trade, allocation2(one, zero, one, one)));

export const matsuo: Theorem<FiniteTrade> = {
  id: "kos-manea/matsuo",
  citation: `${citation("Example 3")}; T. Matsuo (1989), On Incentive Compatible, Individually Rational, and Ex Post Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 49`,
  statement: "With two types a side and S₁ < B₁ < S₂ < B₂, first best is attained if and only if p₂q₂B₂ + q₁B₁ ≥ p₂S₂ + p₁q₁S₁.",
  domain:
    "bilateral trade with two types a side, S₁ < B₁ < S₂ < B₂, p₂q₂B₂ + q₁B₁ ≥ p₂S₂ + p₁q₁S₁; bayesian incentives, interim participation, budget ex-ante, no-deficit or balanced (and the problems of equal value), no required profit; gains from trade",
  errata: [],
  parametersOf(candidate) {
    if (!isSecondBest(candidate)) return null;
    const trade = tradeOf(candidate);
    return trade && isInterleaved(trade) && twoTypeEfficientSurplus(trade).gte(zero) ? trade : null;
  },
  problem,
  value,
};
