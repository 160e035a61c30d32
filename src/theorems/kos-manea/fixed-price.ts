import { type Rational, rational, toNumber, zero } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { maximisesGains } from "../support/problem-cell.ts";
import type { ClosedFormMechanism, Theorem } from "../theorem.ts";
import { citation } from "./support/citation.ts";
import { firstBestOf } from "./support/cumulative.ts";
import { at, exactly, isDisjoint, isInterleaved, problemOf, tradeOf } from "./support/trade.ts";

/** A price at which exactly the efficient trades happen: half way between the dearest cost that should trade and the least value that should, null when they cross. */
function efficientPrice({ B, S }: FiniteTrade): Rational | null {
  const value = B.find((candidate) => candidate.gt(at(S, 0)));
  const cost = S.findLast((candidate) => candidate.lt(at(B, B.length - 1)));
  // Nobody should trade: any price between the highest value and the lowest cost.
  if (value === undefined || cost === undefined)
    return at(B, B.length - 1)
      .add(at(S, 0))
      .div(rational(2));
  return cost.lte(value) ? cost.add(value).div(rational(2)) : null;
}

export function priceOf(trade: FiniteTrade): Rational {
  const price = efficientPrice(trade);
  if (price === null) throw new RangeError("no fixed price is efficient for these types");
  return price;
}

export const problem = (trade: FiniteTrade): DesignProblem => problemOf(trade);

export const value = (trade: FiniteTrade) => exactly(firstBestOf(trade));

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
  parametersOf(candidate) {
    // A posted price satisfies whatever incentives, participation and budget may be asked for.
    if (!maximisesGains(candidate) || !candidate.budget.requiredProfit.equals(zero)) return null;
    const trade = tradeOf(candidate);
    return trade && trade.B.length === 2 && trade.S.length === 2 && isDisjoint(trade) && !isInterleaved(trade) ? trade : null;
  },
  problem,
  value,
  mechanism: postedPrice,
};
