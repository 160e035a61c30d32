import { rational, toNumber, zero } from "../../arithmetic/rational.ts";
import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import {
  budgetChoices,
  type DesignProblemInput,
  designProblem,
  incentivesChoices,
  participationChoices,
} from "../../problem/design-problem.ts";
import { againstEngine, compareExact, noViolation } from "../support/compare.ts";
import { expectation, type FiniteTrade, finiteTradeOf } from "../support/finite-trade.ts";
import { maximisesGains } from "../support/problem-cell.ts";
import { randomSource } from "../support/random.ts";
import { half, placed, type TwoPoints, twoPointSpec } from "../support/two-points.ts";
import type { Comparison, StatedValue, Theorem } from "../theorem.ts";

const problem = (
  points: TwoPoints,
  cell: Partial<DesignProblemInput> = { incentives: "dominant", participation: "ex-post", budget: "balanced" },
) =>
  designProblem({
    ...cell,
    environment: bilateralTrade({ buyer: twoPointSpec(points, 0, 3), seller: twoPointSpec(points, 1, 4) }),
  });

const value = ({ scale }: TwoPoints): StatedValue => {
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
  samples(seed) {
    const random = randomSource(seed);
    const draw = () => ({ shift: random.rational(-2, 2, 5), scale: random.rational(0, 3, 7).add(rational("1/7")) });
    return [{ shift: rational(0), scale: rational(1) }, draw(), draw()];
  },
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
  checks: [
    {
      name: "price 2: every misreport in every state, participation, gains",
      usesEngine: false,
      async run(points) {
        const B = [0, 3].map((x) => placed(points, x));
        const S = [1, 4].map((x) => placed(points, x));
        const price = placed(points, 2);
        const sold = (i: number, j: number) => S[j]?.compare(price) !== 1 && B[i]?.compare(price) !== -1;
        let violations = 0;
        for (const i of [0, 1])
          for (const j of [0, 1]) {
            const buyerGain = (report: number) => (sold(report, j) ? B[i]?.sub(price) : zero) ?? zero;
            const sellerGain = (report: number) => (sold(i, report) ? price.sub(S[j] ?? zero) : zero);
            if (buyerGain(i).compare(zero) < 0 || sellerGain(j).compare(zero) < 0) violations++;
            if (buyerGain(1 - i).compare(buyerGain(i)) > 0 || sellerGain(1 - j).compare(sellerGain(j)) > 0) violations++;
          }
        const masses = { p: [half, half], q: [half, half] };
        const gains = expectation({ B, S, ...masses }, (i, j) => (sold(i, j) ? (B[i]?.sub(S[j] ?? zero) ?? zero) : zero));
        const best = expectation({ B, S, ...masses }, (i, j) => {
          const gain = B[i]?.sub(S[j] ?? zero) ?? zero;
          return gain.compare(zero) > 0 ? gain : zero;
        });
        return [
          noViolation("states with a profitable misreport or a loss", violations),
          compareExact("gains of price 2", gains, value(points).exact ?? zero),
          compareExact("first best", best, gains),
        ];
      },
    },
    {
      name: "the engine in every cell of incentives × participation × budget",
      usesEngine: true,
      async run(points, engine) {
        const comparisons: Comparison[] = [];
        for (const incentives of incentivesChoices)
          for (const participation of participationChoices)
            for (const budget of budgetChoices) {
              const optimum = await engine.optimum(problem(points, { incentives, participation, budget }));
              comparisons.push(...againstEngine(`${incentives} × ${participation} × ${budget}`, optimum, value(points), 1e-7));
            }
        return comparisons;
      },
    },
  ],
};
