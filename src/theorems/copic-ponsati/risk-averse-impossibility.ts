import { citation, onRiskAverseSquares, type RiskAverseSquare, scaledValue } from "../support/risk-averse-square.ts";
import type { StatedValue, Theorem } from "../theorem.ts";

export const value = (square: RiskAverseSquare): StatedValue => ({
  ...scaledValue(square, (gamma) => 2 ** (1 - gamma) / ((gamma + 1) * (gamma + 2))),
  relation: "<",
});

/**
 * No robust mechanism is efficient, whatever the attitude to risk.
 *
 * @see J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, Proposition 5 and section 3.2.
 */
export const riskAverseImpossibility: Theorem<RiskAverseSquare> = {
  id: "copic-ponsati/risk-averse-impossibility",
  citation: citation("Proposition 5 and section 3.2"),
  statement:
    "With utility x^γ and types uniform on an interval of width w, the efficient outcome (each pair trades at the middle price) is worth w^γ·2^(1−γ)/((γ+1)(γ+2)), and no simple dominant-strategy, ex-post individually rational mechanism attains it.",
  ...onRiskAverseSquares,
  errata: [],
  value,
};
