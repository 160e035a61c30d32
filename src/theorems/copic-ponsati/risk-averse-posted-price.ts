import { citation, onRiskAverseSquares, type RiskAverseSquare, scaledValue } from "../support/risk-averse-square.ts";
import type { StatedValue, Theorem } from "../theorem.ts";

export const value = (square: RiskAverseSquare): StatedValue => ({
  ...scaledValue(square, (gamma) => 2 ** (-gamma - 1) / (gamma + 1)),
  relation: ">=",
});

/**
 * The best posted price of risk-averse traders, which is also the best lottery over posted prices.
 *
 * @see J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, section 3.3.
 */
export const riskAversePostedPrice: Theorem<RiskAverseSquare> = {
  id: "copic-ponsati/risk-averse-posted-price",
  citation: citation("section 3.3"),
  statement:
    "With types uniform on an interval of width w and utility x^γ, the best posted price, and the best lottery over posted prices, is the middle, worth w^γ·2^(−γ−1)/(γ+1); the best simple mechanism is worth at least that.",
  ...onRiskAverseSquares,
  errata: [],
  value,
};
