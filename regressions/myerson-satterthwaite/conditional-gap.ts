import { toNumber } from "../../src/arithmetic/rational.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import { conditionalGap as statement } from "../../src/theorems/myerson-satterthwaite/conditional-gap.ts";
import { squareEnds, type UniformSquare, uniformSpecOf } from "../../src/theorems/support/uniform-square.ts";
import type { CheckedTheorem, Comparison } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { integrateRegion } from "../support/quadrature.ts";
import { randomSource } from "../support/random.ts";
import { uniformSquares } from "../support/uniform-square.ts";

/** E[v − c | trade] when types in [a, a + w] trade iff v − c ≥ gap. */
function gapGivenTrade(a: number, w: number, gap: number): number {
  const over = (f: (c: number, v: number) => number) =>
    integrateRegion(
      f,
      a,
      a + w - gap,
      (c) => c + gap,
      () => a + w,
    );
  return over((c, v) => v - c) / over(() => 1);
}

/** The statement with what it is held against. */
export const conditionalGap: CheckedTheorem<UniformSquare> = {
  ...statement,
  samples: uniformSquares,
  checks: [
    {
      name: "posted prices, lotteries over them, and gap rules by integration",
      usesEngine: false,
      async run(square) {
        const { a, w } = squareEnds(square);
        const random = randomSource(Math.round(1000 * w + 17 * a));
        const comparisons: Comparison[] = [compare("efficient trade", gapGivenTrade(a, w, 0), "=", w / 3, 1e-12 * w)];
        let gains = 0;
        let probability = 0;
        for (let k = 0; k < 5; k++) {
          const price = a + w * (0.05 + 0.9 * random.unit());
          const mass = random.unit();
          const over = (f: (c: number, v: number) => number) =>
            integrateRegion(
              f,
              a,
              price,
              () => price,
              () => a + w,
            );
          gains += mass * over((c, v) => v - c);
          probability += mass * over(() => 1);
        }
        comparisons.push(compare("lottery over posted prices", gains / probability, ">=", w / 2, 1e-12 * w));
        for (const gap of [0.25, 0.3, 0.5, 0.8])
          comparisons.push(compare(`trade iff v − c ≥ ${gap}w`, gapGivenTrade(a, w, gap * w), ">=", w / 2, 1e-12 * w));
        return comparisons;
      },
    },
    {
      name: "the engine's mechanisms on a grid, for several objectives",
      usesEngine: true,
      async run(square, engine) {
        const points = 30;
        const law = uniformSpecOf(square);
        const w = toNumber(square.width);
        const comparisons: Comparison[] = [];
        for (const objective of [
          "gains-from-trade",
          "broker-profit",
          { weights: { buyers: 2, sellers: 1, broker: 1 } },
          { weights: { buyers: 1, sellers: 3, broker: 0 } },
        ] as const) {
          const grid = designProblem({
            environment: bilateralTrade({ buyer: law, seller: law }),
            objective,
            discretization: { rule: "midpoint", points },
          });
          const mechanism = await engine.bilateralMechanism(grid);
          let gains = 0;
          let probability = 0;
          mechanism.buyer.values.forEach((v, i) => {
            mechanism.seller.values.forEach((c, j) => {
              const x = mechanism.allocation(i, j) * (mechanism.buyer.masses[i] as number) * (mechanism.seller.masses[j] as number);
              gains += (v - c) * x;
              probability += x;
            });
          });
          // On a midpoint grid ψ − φ = 2(v − c) − w + w/n, so the bound is w/2 − w/(2n).
          const what = typeof objective === "string" ? objective : `weights ${Object.values(objective.weights).join(", ")}`;
          comparisons.push(compare(what, gains / probability, ">=", w / 2 - w / (2 * points), 1e-6 * w));
        }
        return comparisons;
      },
    },
  ],
};
