import { ratio, toNumber } from "../../src/arithmetic/rational.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import { problem, uniformSecondBest as statement } from "../../src/theorems/myerson-satterthwaite/uniform.ts";
import { squareEnds, type UniformSquare, uniformSpecOf } from "../../src/theorems/support/uniform-square.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { integrateRegion } from "../support/quadrature.ts";
import { uniformSquares } from "../support/uniform-square.ts";

/** G(α) on the unit square: (3α − 1)/(6(1 + α)³). */
export function profitOfAlphaRule(alpha: number): number {
  return (3 * alpha - 1) / (6 * (1 + alpha) ** 3);
}

/** The statement with what it is held against. */
export const uniformSecondBest: CheckedTheorem<UniformSquare> = {
  ...statement,
  samples: uniformSquares,
  checks: [
    {
      name: "value and multiplier against the engine",
      usesEngine: true,
      async run(square, engine) {
        const optimum = await engine.optimum(problem(square));
        const exact = square.width.mul(ratio(9n, 64n));
        return [
          ...againstEngine("second best", optimum, { value: toNumber(exact), exact, tolerance: 0 }, 1e-7),
          compare("multiplier λ = α/(1 − α)", optimum.multiplier ?? Number.NaN, "=", 1 / 2, 1e-3),
        ];
      },
    },
    {
      name: "value and G(α) against integration of the definition",
      usesEngine: false,
      async run(square) {
        const { a, w } = squareEnds(square);
        const overTrades = (f: (c: number, v: number) => number, gap: number) =>
          integrateRegion(
            f,
            a,
            a + w - gap,
            (c) => c + gap,
            () => a + w,
          ) /
          w ** 2;
        const comparisons = [
          compare(
            "gains of the rule v − c ≥ w/4",
            overTrades((c, v) => v - c, w / 4),
            "=",
            (9 * w) / 64,
            1e-12 * w,
          ),
        ];
        for (const alpha of [0, 0.1, 1 / 3, 0.6, 1]) {
          // ψ(v) = 2v − (a + w), φ(c) = 2c − a.
          const profit = overTrades((c, v) => 2 * v - (a + w) - (2 * c - a), (w * alpha) / (1 + alpha));
          comparisons.push(compare(`G(${alpha.toFixed(2)})`, profit, "=", w * profitOfAlphaRule(alpha), 1e-12 * w));
        }
        return comparisons;
      },
    },
    {
      name: "allocation against the engine's on a grid",
      usesEngine: true,
      async run(square, engine) {
        const points = 40;
        const { w } = squareEnds(square);
        const law = uniformSpecOf(square);
        const grid = designProblem({
          environment: bilateralTrade({ buyer: law, seller: law }),
          discretization: { rule: "midpoint", points },
        });
        const mechanism = await engine.bilateralMechanism(grid);
        // A midpoint grid of n points has ψ − φ = 2(v − c) − w + w/n, and types lie w/n apart: its line is within one step of w/4.
        let wrong = 0;
        mechanism.buyer.values.forEach((v, i) => {
          mechanism.seller.values.forEach((c, j) => {
            const beyond = v - c - w / 4;
            if (Math.abs(beyond) > (1.5 * w) / points && Math.abs(mechanism.allocation(i, j) - (beyond > 0 ? 1 : 0)) > 1e-6) wrong++;
          });
        });
        return [compare("cells off the line v − c = w/4 whose allocation differs", wrong, "=", 0, 0)];
      },
    },
  ],
};
