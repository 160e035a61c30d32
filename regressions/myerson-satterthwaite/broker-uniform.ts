import { ratio, toNumber } from "../../src/arithmetic/rational.ts";
import { problem, brokerUniform as statement, value } from "../../src/theorems/myerson-satterthwaite/broker-uniform.ts";
import { squareEnds, type UniformSquare } from "../../src/theorems/support/uniform-square.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { integrateRegion } from "../support/quadrature.ts";
import { uniformSquares } from "../support/uniform-square.ts";

/** The statement with what it is held against. */
export const brokerUniform: CheckedTheorem<UniformSquare> = {
  ...statement,
  samples: uniformSquares,
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
