import { toNumber } from "../../src/arithmetic/rational.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import { cell, exAnteOptimum as statement } from "../../src/theorems/copic-ponsati/ex-ante-optimum.ts";
import { squareEnds, type UniformSquare, uniformSpecOf } from "../../src/theorems/support/uniform-square.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { integrateRegion } from "../support/quadrature.ts";
import { randomSource } from "../support/random.ts";
import { uniformSquares } from "../support/uniform-square.ts";

/** The statement with what it is held against. */
export const exAnteOptimum: CheckedTheorem<UniformSquare> = {
  ...statement,
  samples: uniformSquares,
  checks: [
    {
      name: "posted prices and lotteries over them, by integration",
      usesEngine: false,
      async run(square) {
        const { a, w } = squareEnds(square);
        const random = randomSource(Math.round(100 * w));
        const gains = (price: number) =>
          integrateRegion(
            (c, v) => v - c,
            a,
            price,
            () => price,
            () => a + w,
          ) /
          w ** 2;
        const lottery = Array.from({ length: 6 }, () => ({ price: a + w * random.unit(), mass: random.unit() }));
        const total = lottery.reduce((sum, { mass }) => sum + mass, 0);
        const mixed = lottery.reduce((sum, { price, mass }) => sum + (mass / total) * gains(price), 0);
        const others = Array.from({ length: 19 }, (_, k) => gains(a + ((k + 1) / 20) * w));
        const best = toNumber(square.width) / 8;
        return [
          compare("price in the middle", gains(a + w / 2), "=", best, 1e-12 * w),
          compare("largest gains over 19 prices", Math.max(...others), "<=", best, 1e-12 * w),
          compare("a lottery over six prices", mixed, "<", best, 0),
        ];
      },
    },
    {
      name: "the engine on midpoint grids approaches w/8",
      usesEngine: true,
      async run(square, engine) {
        const law = uniformSpecOf(square);
        const w = toNumber(square.width);
        const distances: number[] = [];
        for (const points of [4, 8, 16]) {
          const grid = designProblem({
            environment: bilateralTrade({ buyer: law, seller: law }),
            ...cell,
            discretization: { rule: "midpoint", points },
          });
          distances.push(Math.abs((await engine.optimum(grid)).lower - w / 8));
        }
        return [
          compare("distance with 16 types against that with 8", distances[2] as number, "<=", 0.6 * (distances[1] as number), 1e-7 * w),
          compare("distance with 16 types", distances[2] as number, "<=", 0, w / 64 + 1e-7 * w),
        ];
      },
    },
  ],
};
