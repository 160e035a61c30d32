import { toNumber } from "../../arithmetic/rational.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { compare } from "../support/compare.ts";
import { undiscretizedTrade } from "../support/problem-cell.ts";
import { integrateRegion } from "../support/quadrature.ts";
import { randomSource } from "../support/random.ts";
import { squareEnds, type UniformSquare, uniformSpecOf, uniformSquareOf, uniformSquares } from "../support/uniform-square.ts";
import type { Comparison, Theorem } from "../theorem.ts";

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

/**
 * What voluntary trade between uniform types has in common, whatever the rules of the game.
 *
 * @see R. Myerson, M. Satterthwaite (1983), section 3, uniform example.
 */
export const conditionalGap: Theorem<UniformSquare> = {
  id: "myerson-satterthwaite/conditional-gap",
  citation:
    "R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, section 3, uniform example",
  statement:
    "When both types are uniform on an interval of width w, in every equilibrium of every bargaining game without outside money in which either trader may stay away, the expected difference of the two valuations given that trade takes place is at least w/2; under efficient trade it would be w/3.",
  domain:
    "Bilateral trade, both types uniform on the same interval; bayesian (or dominant) incentives, interim (or ex-post) participation, required profit at least 0.",
  errata: [],
  samples: uniformSquares,
  parametersOf(asked) {
    const voluntary = asked.participation === "interim" || asked.participation === "ex-post";
    const funded = asked.budget.rule !== "none" && asked.budget.requiredProfit.s >= 0n;
    return voluntary && funded && undiscretizedTrade(asked) ? uniformSquareOf(asked) : null;
  },
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
