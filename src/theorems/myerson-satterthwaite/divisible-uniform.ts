import { one, type Rational, ratio, rational, toNumber } from "../../arithmetic/rational.ts";
import { divisibleTrade, isDivisibleTrade } from "../../environments/divisible-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import { squareEnds, squareOfLaws, type UniformSquare, uniformSpecOf } from "../support/uniform-square.ts";
import type { Theorem } from "../theorem.ts";

/** Both types uniform on [min, min + width], and the curvature c of the surplus. */
export interface DivisibleSquare extends UniformSquare {
  readonly curvature: Rational;
}

export const problem = ({ curvature, ...square }: DivisibleSquare) => {
  const law = uniformSpecOf(square);
  return designProblem({ environment: divisibleTrade({ buyer: law, seller: law, curvature }) });
};

/** First best: with γ = c/w, w(4 − 6γ + 4γ² − γ³)/24 for γ ≤ 1, and w/(24γ) beyond. */
export function divisibleFirstBest({ width, curvature }: DivisibleSquare): Rational {
  const bend = curvature.div(width);
  const polynomial = rational(4).sub(bend.mul(6)).add(bend.mul(bend).mul(4)).sub(bend.mul(bend).mul(bend));
  return width.mul(bend.lte(one) ? polynomial.div(24) : one.div(bend.mul(24)));
}

/**
 * The second best of symmetric uniform trade in a divisible good: 27/32 of the first best, whatever the curvature.
 *
 * At λ = ½ the difference of the virtual worths is 2(v − s) − w/2 and K = 3/2, hence the quantity; its profit is 0 for every c.
 *
 * @see R. Myerson, M. Satterthwaite (1983), Theorem 2 for the method, with a surplus that is quadratic in the quantity.
 */
export const divisibleUniform: Theorem<DivisibleSquare> = {
  id: "myerson-satterthwaite/divisible-uniform",
  citation:
    "After R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, Theorem 2, for a surplus that is quadratic in the quantity",
  statement:
    "When both types are uniform on an interval of width w and trade of the quantity x has the surplus (v − s)x − ½c·x², the multiplier is 1/2 and the quantity clip((v − s − w/4)/(¾c), 0, 1) for every c: the largest gains from trade are 9w(4 − 6γ + 4γ² − γ³)/256 for γ = c/w ≤ 1 and 9w/(256γ) for γ ≥ 1, which is 27/32 of the first best.",
  domain:
    "Bilateral trade in a divisible good, both types uniform on the same interval, not discretized; gains from trade; no required profit; bayesian incentives with interim participation (and the problems with the same value).",
  errata: [],
  parametersOf(asked) {
    const { environment, discretization } = asked;
    if (!isDivisibleTrade(environment) || discretization !== undefined || !isSecondBest(asked)) return null;
    const square = squareOfLaws(environment);
    return square && { ...square, curvature: environment.curvature };
  },
  problem,
  value(square) {
    const exact = divisibleFirstBest(square).mul(ratio(27n, 32n));
    return { value: toNumber(exact), exact, tolerance: 0 };
  },
  mechanism(square) {
    const { w } = squareEnds(square);
    const band = 0.75 * toNumber(square.curvature);
    return { trade: (v, c) => Math.min(1, Math.max(0, (v - c - w / 4) / band)) };
  },
};
