import { ratio, toNumber } from "../../arithmetic/rational.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { integrateRegion } from "../support/quadrature.ts";
import { squareEnds, type UniformSquare, uniformSpecOf, uniformSquareOf, uniformSquares } from "../support/uniform-square.ts";
import type { StatedValue, Theorem } from "../theorem.ts";
import { isBrokerProblem } from "./broker-optimum.ts";

const problem = (square: UniformSquare) => {
  const law = uniformSpecOf(square);
  return designProblem({ environment: bilateralTrade({ buyer: law, seller: law }), objective: "broker-profit", budget: "none" });
};

const value = ({ width }: UniformSquare): StatedValue => {
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
  samples: uniformSquares,
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
  checks: [
    {
      name: "value against the engine",
      usesEngine: true,
      run: async (square, engine) => againstEngine("broker profit", await engine.optimum(problem(square)), value(square), 1e-7),
    },
    {
      name: "payments of the price rule against w/24, and no other gap earns more",
      usesEngine: false,
      async run(square) {
        const { a, w } = squareEnds(square);
        // With gap g the buyer pays c + g and the seller receives v − g.
        const profit = (gap: number) =>
          integrateRegion(
            (c, v) => c + gap - (v - gap),
            a,
            a + w - gap,
            (c) => c + gap,
            () => a + w,
          ) /
          w ** 2;
        const others = Array.from({ length: 39 }, (_, k) => profit((w * (k + 1)) / 40));
        return [
          compare("profit at gap w/2", profit(w / 2), "=", toNumber(square.width.mul(ratio(1n, 24n))), 1e-12 * w),
          compare("largest profit over gaps w/40, 2w/40, …", Math.max(...others), "<=", w / 24, 1e-12 * w),
        ];
      },
    },
  ],
};
