import { ratio, toNumber } from "../../arithmetic/rational.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { hasBudget, isSecondBest, maximisesGains } from "../support/problem-cell.ts";
import { squareEnds, type UniformSquare, uniformSpecOf, uniformSquareOf } from "../support/uniform-square.ts";
import type { Theorem } from "../theorem.ts";

export const problem = (square: UniformSquare) => {
  const law = uniformSpecOf(square);
  return designProblem({ environment: bilateralTrade({ buyer: law, seller: law }) });
};

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
};
