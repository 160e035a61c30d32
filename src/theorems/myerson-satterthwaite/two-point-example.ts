import { toNumber, zero } from "../../arithmetic/rational.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { type DesignProblemInput, designProblem } from "../../problem/design-problem.ts";
import { type FiniteTrade, finiteTradeOf } from "../support/finite-trade.ts";
import { maximisesGains } from "../support/problem-cell.ts";
import { half, placed, type TwoPoints, twoPointSpec } from "../support/two-points.ts";
import type { StatedValue, Theorem } from "../theorem.ts";

export const problem = (
  points: TwoPoints,
  cell: Partial<DesignProblemInput> = { incentives: "dominant", participation: "ex-post", budget: "balanced" },
) =>
  designProblem({
    ...cell,
    environment: bilateralTrade({ buyer: twoPointSpec(points, 0, 3), seller: twoPointSpec(points, 1, 4) }),
  });

export const value = ({ scale }: TwoPoints): StatedValue => {
  const exact = scale.mul(half);
  return { value: toNumber(exact), exact, tolerance: 0 };
};

/** The example's place and size when the types are its types; else null. */
function twoPointsOf({ B, p, S, q }: FiniteTrade): TwoPoints | null {
  const [low, high] = B;
  if (B.length !== 2 || S.length !== 2 || !low || !high) return null;
  const points = { shift: low, scale: high.sub(low).div(3n) };
  const placedThere = S.every((cost, j) => cost.equals(placed(points, j === 0 ? 1 : 4)));
  return placedThere && [...p, ...q].every((mass) => mass.equals(half)) ? points : null;
}

/**
 * Two types a side for which a posted price is efficient: Corollary 1 needs densities.
 *
 * @see R. Myerson, M. Satterthwaite (1983), section 3, example after Corollary 1.
 */
export const twoPointExample: Theorem<TwoPoints> = {
  id: "myerson-satterthwaite/two-point-example",
  citation: "R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, section 3, example",
  statement:
    "When the seller's cost is 1 or 4 and the buyer's value 0 or 3, each with probability 1/2 (or an increasing affine image of this), selling at price 2 if both are willing is efficient, in dominant strategies, ex-post individually rational and balanced; the gains from trade are 1/2.",
  domain: "Bilateral trade on exactly these types; gains from trade; any incentives, participation and budget without required profit.",
  errata: [],
  parametersOf(asked) {
    const trade = maximisesGains(asked) && asked.budget.requiredProfit.equals(zero) ? finiteTradeOf(asked) : null;
    return trade && twoPointsOf(trade);
  },
  problem,
  value,
  mechanism(points) {
    const price = toNumber(placed(points, 2));
    const sold = (v: number, c: number) => (c <= price && price <= v ? 1 : 0);
    return {
      trade: sold,
      buyerPays: (v, c) => price * sold(v, c),
      sellerReceives: (v, c) => price * sold(v, c),
    };
  },
};
