import { type Rational, rational, toNumber, zero } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { noViolation } from "../support/compare.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { maximisesGains } from "../support/problem-cell.ts";
import { randomSource } from "../support/random.ts";
import type { ClosedFormMechanism, Theorem } from "../theorem.ts";
import { citation, optimumCheck, ownCheck } from "./support/checks.ts";
import { firstBestOf } from "./support/cumulative.ts";
import { violations } from "./support/direct-mechanism.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { at, efficient, exactly, isDisjoint, isInterleaved, problemOf, tradeOf } from "./support/trade.ts";
import { twoByTwo } from "./support/two-types.ts";

/** A price at which exactly the efficient trades happen: half way between the dearest cost that should trade and the least value that should, null when they cross. */
export function efficientPrice({ B, S }: FiniteTrade): Rational | null {
  const value = B.find((candidate) => candidate.gt(at(S, 0)));
  const cost = S.findLast((candidate) => candidate.lt(at(B, B.length - 1)));
  // Nobody should trade: any price between the highest value and the lowest cost.
  if (value === undefined || cost === undefined)
    return at(B, B.length - 1)
      .add(at(S, 0))
      .div(rational(2));
  return cost.lte(value) ? cost.add(value).div(rational(2)) : null;
}

function priceOf(trade: FiniteTrade): Rational {
  const price = efficientPrice(trade);
  if (price === null) throw new RangeError("no fixed price is efficient for these types");
  return price;
}

const problem = (trade: FiniteTrade): DesignProblem => problemOf(trade);

const value = (trade: FiniteTrade) => exactly(firstBestOf(trade));

/** Trade at the price whenever both gain. */
function postedPrice(trade: FiniteTrade): ClosedFormMechanism {
  const price = toNumber(priceOf(trade));
  const traded = (value: number, cost: number) => (value >= price && cost <= price ? 1 : 0);
  const paid = (value: number, cost: number) => price * traded(value, cost);
  return { trade: traded, buyerPays: paid, sellerReceives: paid };
}

export const fixedPrice: Theorem<FiniteTrade> = {
  id: "kos-manea/fixed-price",
  citation: citation("Example 3, the other cases"),
  statement:
    "With two types a side in any order but S₁ < B₁ < S₂ < B₂, a fixed price makes trade efficient, with dominant incentives and nobody losing in any state.",
  domain:
    "bilateral trade with two types a side, no value equal to a cost, not S₁ < B₁ < S₂ < B₂; any incentives, participation and budget rule, no required profit; gains from trade",
  errata: [],
  samples(seed) {
    const source = randomSource(seed);
    const other = (trade: FiniteTrade) => !isInterleaved(trade);
    return [
      twoByTwo([5, 8], [1, 3]),
      twoByTwo([1, 3], [5, 8]),
      twoByTwo([2, 5], [1, 7], "1/3", "2/3"),
      twoByTwo([1, 9], [3, 5], "1/3", "2/3"),
      twoByTwo([1, 6], [3, 8], "1/3", "2/3"),
      ...draws(4, () => drawTrade(source, 2, 2), other),
    ];
  },
  parametersOf(candidate) {
    // A posted price satisfies whatever incentives, participation and budget may be asked for.
    if (!maximisesGains(candidate) || !candidate.budget.requiredProfit.equals(zero)) return null;
    const trade = tradeOf(candidate);
    return trade && trade.B.length === 2 && trade.S.length === 2 && isDisjoint(trade) && !isInterleaved(trade) ? trade : null;
  },
  problem,
  value,
  mechanism: postedPrice,
  checks: [
    optimumCheck(problem, value),
    {
      name: "the same under dominant incentives, ex-post participation and a balanced budget (engine)",
      usesEngine: true,
      async run(trade, engine) {
        const demanding = (candidate: FiniteTrade) => problemOf(candidate, { incentives: "dominant", participation: "ex-post" });
        return optimumCheck(demanding, value).run(trade, engine);
      },
    },
    ownCheck("the posted price, all deviations in all states", (trade) => {
      const x = efficient(trade);
      const price = priceOf(trade);
      const t = x.map((row) => row.map((traded) => traded.mul(price)));
      const mechanism = { x, buyerPays: t, sellerReceives: t };
      return [
        noViolation(
          "dominant incentives, ex-post participation, balanced budget",
          violations(trade, mechanism, { incentives: "dominant", participation: "ex-post", budget: "balanced" }),
        ),
      ];
    }),
  ],
};
