import { toNumber } from "../../arithmetic/rational.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { squareEnds, type UniformSquare, uniformSpecOf, uniformSquareOf } from "../support/uniform-square.ts";
import type { StatedValue, Theorem } from "../theorem.ts";
import { isBrokerProblem } from "./broker-optimum.ts";

export const problem = (square: UniformSquare) => {
  const law = uniformSpecOf(square);
  return designProblem({ environment: bilateralTrade({ buyer: law, seller: law }), objective: "broker-profit", budget: "none" });
};

export const value = ({ width }: UniformSquare): StatedValue => {
  const exact = width.div(24n);
  return { value: toNumber(exact), exact, tolerance: 0 };
};

/**
 * The broker's optimum for uniform types.
 *
 * @see R. Myerson, M. Satterthwaite (1983), section 5, example.
 */
export const brokerUniform: Theorem<UniformSquare> = {
  id: "myerson-satterthwaite/broker-uniform",
  citation: "R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, section 5, example",
  statement:
    "When both types are uniform on an interval of width w, the broker's largest profit is w/24: she offers to buy at v₂ − w/2 and to sell at v₁ + w/2, so trade takes place iff v₂ − v₁ ≥ w/2.",
  domain:
    "Bilateral trade, both types uniform on the same interval, not discretized; broker profit; interim or ex-post participation; no budget rule, or one without required profit that the price rule keeps.",
  errata: ["MS-1"],
  parametersOf: (asked) => (isBrokerProblem(asked) ? uniformSquareOf(asked) : null),
  problem,
  value,
  mechanism(square) {
    const { w } = squareEnds(square);
    const trade = (v: number, c: number) => (v - c >= w / 2 ? 1 : 0);
    return {
      trade,
      buyerPays: (v, c) => trade(v, c) * (c + w / 2),
      sellerReceives: (v, c) => trade(v, c) * (v - w / 2),
    };
  },
};
