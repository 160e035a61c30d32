import { citation, onRiskAverseSquares, type RiskAverseSquare, scaledValue } from "../support/risk-averse-square.ts";
import type { StatedValue, Theorem } from "../theorem.ts";

export const value = (square: RiskAverseSquare): StatedValue => ({
  ...scaledValue(square, (gamma) => 2 / ((gamma + 1) * (gamma + 2) * (gamma + 3))),
  relation: ">=",
});

/**
 * The uniform lottery over posted prices among risk-averse traders.
 *
 * @see J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, section 3.3.
 */
export const riskAversePriceLottery: Theorem<RiskAverseSquare> = {
  id: "copic-ponsati/risk-averse-price-lottery",
  citation: citation("section 3.3"),
  statement:
    "With types uniform on an interval of width w and utility x^γ, the uniform lottery over posted prices is worth 2·w^γ/((γ+1)(γ+2)(γ+3)), and the best simple mechanism at least that.",
  ...onRiskAverseSquares,
  errata: [],
  value,
};
