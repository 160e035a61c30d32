import { ratio, toNumber } from "../../arithmetic/rational.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { isRobustTrade } from "../support/problem-cell.ts";
import { squareEnds, type UniformSquare, uniformSpecOf, uniformSquareOf } from "../support/uniform-square.ts";
import type { StatedValue, Theorem } from "../theorem.ts";

export const cell = { incentives: "dominant", participation: "ex-post", budget: "balanced" } as const;

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
};
