import { one, type Rational, toNumber } from "../../arithmetic/rational.ts";
import { isRiskAverseTrade, riskAverseTrade } from "../../environments/risk-averse-trade.ts";
import { type DesignProblem, designProblem } from "../../problem/design-problem.ts";
import type { StatedValue } from "../theorem.ts";
import { sameInterval, uniformInterval } from "./laws.ts";
import { hasBudget } from "./problem-cell.ts";
import { type UniformSquare, uniformSpecOf } from "./uniform-square.ts";

/** Both types uniform on [min, min + width], both traders with utility x^power. */
export interface RiskAverseSquare extends UniformSquare {
  readonly power: Rational;
}

/** The square when the problem asks for the best simple mechanism of traders with one power on one uniform law, continuous; else null. */
export function riskAverseSquareOf(problem: DesignProblem): RiskAverseSquare | null {
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

/** A closed form on the unit square, scaled: utilities grow with width^γ. */
export function scaledValue({ width, power }: RiskAverseSquare, onUnit: (power: number) => number): StatedValue {
  const gamma = toNumber(power);
  return { value: toNumber(width) ** gamma * onUnit(gamma), tolerance: 1e-14 };
}
