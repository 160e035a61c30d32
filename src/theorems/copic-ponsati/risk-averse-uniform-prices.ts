import { citation, onRiskAverseSquares, type RiskAverseSquare, scaledValue } from "../support/risk-averse-square.ts";
import type { StatedValue, Theorem } from "../theorem.ts";

export const value = (square: RiskAverseSquare): StatedValue => ({
  ...scaledValue(square, (gamma) => 2 ** (1 - gamma) / ((2 * gamma + 1) * (2 * gamma + 2))),
  relation: ">=",
});

/**
 * The simple mechanism of the uniform distribution of prices.
 *
 * @see J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, section 3.3.
 */
export const riskAverseUniformPrices: Theorem<RiskAverseSquare> = {
  id: "copic-ponsati/risk-averse-uniform-prices",
  citation: citation("section 3.3"),
  statement:
    "With types uniform on an interval of width w and utility x^γ, the simple mechanism of the uniform distribution of prices is worth w^γ·2^(1−γ)/((2γ+1)(2γ+2)), and the best one at least that.",
  ...onRiskAverseSquares,
  errata: [],
  value,
};
