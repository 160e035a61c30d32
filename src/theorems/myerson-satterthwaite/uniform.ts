import { ratio, toNumber } from "../../arithmetic/rational.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { hasBudget, isSecondBest, maximisesGains } from "../support/problem-cell.ts";
import { integrateRegion } from "../support/quadrature.ts";
import { squareEnds, type UniformSquare, uniformSpecOf, uniformSquareOf, uniformSquares } from "../support/uniform-square.ts";
import type { Theorem } from "../theorem.ts";

const problem = (square: UniformSquare) => {
  const law = uniformSpecOf(square);
  return designProblem({ environment: bilateralTrade({ buyer: law, seller: law }) });
};

/** G(α) on the unit square: (3α − 1)/(6(1 + α)³). */
export function profitOfAlphaRule(alpha: number): number {
  return (3 * alpha - 1) / (6 * (1 + alpha) ** 3);
}

/**
 * The second best of symmetric uniform trade: trade iff v − c ≥ w/4, gains 9w/64, α = 1/3.
 *
 * @see R. Myerson, M. Satterthwaite (1983), section 4, example.
 */
export const uniformSecondBest: Theorem<UniformSquare> = {
  id: "myerson-satterthwaite/uniform",
  citation: "R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, section 4, example",
  statement:
    "When both types are uniform on an interval of width w, the largest gains from trade are 9w/64 (of w/6 at first best): trade takes place iff the value exceeds the cost by at least w/4, which is p^α with α = 1/3 (multiplier 1/2).",
  domain:
    "Bilateral trade, both types uniform on the same interval, not discretized; gains from trade; no required profit; bayesian incentives with interim or ex-post participation, or dominant incentives with an ex-ante budget.",
  errata: ["MS-2"],
  samples: uniformSquares,
  parametersOf(asked) {
    // The linear equilibrium of the split-the-difference auction shows that balance and ex-post participation cost nothing here.
    const splits =
      maximisesGains(asked) &&
      asked.incentives === "bayesian" &&
      asked.participation === "ex-post" &&
      hasBudget(asked, ["ex-ante", "no-deficit", "balanced"]);
    return isSecondBest(asked) || splits ? uniformSquareOf(asked) : null;
  },
  problem,
  value: ({ width }) => {
    const exact = width.mul(ratio(9n, 64n));
    return { value: toNumber(exact), exact, tolerance: 0 };
  },
  mechanism(square) {
    const { a, w } = squareEnds(square);
    const trades = (v: number, c: number) => v - c >= w / 4;
    const price = (v: number, c: number) => (trades(v, c) ? (v + c + a + w / 2) / 3 : 0);
    return { trade: (v, c) => (trades(v, c) ? 1 : 0), buyerPays: price, sellerReceives: price };
  },
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
