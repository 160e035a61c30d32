import { ratio, toNumber } from "../../arithmetic/rational.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { compare } from "../support/compare.ts";
import { isRobustTrade } from "../support/problem-cell.ts";
import { integrateRegion } from "../support/quadrature.ts";
import { randomSource } from "../support/random.ts";
import { squareEnds, type UniformSquare, uniformSpecOf, uniformSquareOf, uniformSquares } from "../support/uniform-square.ts";
import type { StatedValue, Theorem } from "../theorem.ts";

const cell = { incentives: "dominant", participation: "ex-post", budget: "balanced" } as const;

const value = ({ width }: UniformSquare): StatedValue => {
  const exact = width.mul(ratio(1n, 8n));
  return { value: toNumber(exact), exact, tolerance: 0 };
};

/**
 * The best robust mechanism for uniform types.
 *
 * @see J. Čopič, C. Ponsatí (2006), section 3.3, case γ = 1.
 */
export const exAnteOptimum: Theorem<UniformSquare> = {
  id: "copic-ponsati/ex-ante-optimum",
  citation: "J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, section 3.3 (γ = 1)",
  statement:
    "When both types are uniform on an interval of width w and the traders are risk neutral, the ex-ante optimal dominant-strategy, ex-post individually rational and balanced mechanism is the posted price at the middle, with gains from trade w/8.",
  domain:
    "Bilateral trade, both types uniform on the same interval, not discretized; gains from trade; dominant incentives, ex-post participation, balanced budget without required profit.",
  errata: ["CP-12"],
  samples: uniformSquares,
  parametersOf: (asked) => (isRobustTrade(asked) ? uniformSquareOf(asked) : null),
  problem(square) {
    const law = uniformSpecOf(square);
    return designProblem({ environment: bilateralTrade({ buyer: law, seller: law }), ...cell });
  },
  value,
  mechanism(square) {
    const { a, w } = squareEnds(square);
    const price = a + w / 2;
    const trade = (v: number, c: number) => (c <= price && price <= v ? 1 : 0);
    return { trade, buyerPays: (v, c) => price * trade(v, c), sellerReceives: (v, c) => price * trade(v, c) };
  },
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
