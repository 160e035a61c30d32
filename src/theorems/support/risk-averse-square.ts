import { one, type Rational, toNumber } from "../../arithmetic/rational.ts";
import { isRiskAverseTrade, riskAverseTrade } from "../../environments/risk-averse-trade.ts";
import { type DesignProblem, designProblem } from "../../problem/design-problem.ts";
import type { StatedValue, Theorem } from "../theorem.ts";
import { sameInterval, uniformInterval } from "./laws.ts";
import { hasBudget } from "./problem-cell.ts";
import { type UniformSquare, uniformSpecOf } from "./uniform-square.ts";

/** Both types uniform on [min, min + width], both traders with utility x^power. */
export interface RiskAverseSquare extends UniformSquare {
  readonly power: Rational;
}

/** The square when the problem asks for the best simple mechanism of traders with one power on one uniform law, continuous; else null. */
function riskAverseSquareOf(problem: DesignProblem): RiskAverseSquare | null {
  const { environment, incentives, participation, discretization, objective } = problem;
  if (!isRiskAverseTrade(environment) || environment.mechanisms !== "simple" || discretization !== undefined) return null;
  if (incentives !== "dominant" || participation !== "ex-post" || !hasBudget(problem, ["balanced", "no-deficit"])) return null;
  const [buyer, seller, power] = [uniformInterval(environment.buyer), uniformInterval(environment.seller), environment.utility.buyer.power];
  if (!buyer || !seller || power === null || !sameInterval(buyer, seller)) return null;
  if (!objective.buyers.equals(one) || !objective.sellers.equals(one)) return null;
  return { min: buyer.min, width: buyer.max.sub(buyer.min), power };
}

export function riskAverseProblem({ power, ...square }: RiskAverseSquare): DesignProblem {
  const law = uniformSpecOf(square);
  const environment = riskAverseTrade({ buyer: law, seller: law, utility: { power }, mechanisms: "simple" });
  return designProblem({ environment, incentives: "dominant", participation: "ex-post", budget: "balanced", width: 0.05 });
}

/** The domain of a statement about these squares, in words and as problems. */
export const onRiskAverseSquares: Pick<Theorem<RiskAverseSquare>, "domain" | "parametersOf" | "problem"> = {
  domain:
    "Bilateral trade, both types uniform on the same interval, not discretized; utility x^γ of both, 0 < γ ≤ 1; best simple mechanism, dominant incentives, ex-post participation, balanced or no-deficit budget without required profit.",
  parametersOf: riskAverseSquareOf,
  problem: riskAverseProblem,
};

export const citation = (result: string): string =>
  `J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, ${result}`;

/** A closed form on the unit square, scaled: utilities grow with width^γ. */
export function scaledValue({ width, power }: RiskAverseSquare, onUnit: (power: number) => number): StatedValue {
  const gamma = toNumber(power);
  return { value: toNumber(width) ** gamma * onUnit(gamma), tolerance: 1e-14 };
}
