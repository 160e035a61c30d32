import { type Rational, rational, toNumber, zero } from "../../src/arithmetic/rational.ts";
import {
  efficientProfit,
  firstBestOf,
  leastSubsidyFinite as statement,
  withProfit,
} from "../../src/theorems/myerson-satterthwaite/least-subsidy-finite.ts";
import { expectation, type FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare, compareExact } from "../support/compare.ts";
import { randomFiniteTrade } from "../support/finite-trade.ts";
import { randomSource } from "../support/random.ts";

/** The same from prices: the buyer pays the lowest value of the grid that would still trade, the seller receives the highest such cost. */
export function profitOfThresholdPrices(trade: FiniteTrade): Rational {
  const { B, S } = trade;
  return expectation(trade, (i, j) => {
    const [value, cost] = [B[i] as Rational, S[j] as Rational];
    if (value.compare(cost) <= 0) return zero;
    const pays = B.find((other) => other.compare(cost) > 0) as Rational;
    const receives = S.findLast((other) => other.compare(value) < 0) as Rational;
    return pays.sub(receives);
  });
}

/** The statement with what it is held against. */
export const leastSubsidyFinite: CheckedTheorem<FiniteTrade> = {
  ...statement,
  samples(seed) {
    const random = randomSource(seed);
    const twoPoint = {
      B: [rational(0), rational(3)],
      p: [rational("1/2"), rational("1/2")],
      S: [rational(1), rational(4)],
      q: [rational("1/2"), rational("1/2")],
    };
    return [twoPoint, ...[2, 3, 4, 5].map((size) => randomFiniteTrade(random, size, 7 - size, 12))];
  },
  checks: [
    {
      name: "virtual values against threshold prices",
      usesEngine: false,
      async run(trade) {
        return [compareExact("Π(x*)", profitOfThresholdPrices(trade), efficientProfit(trade))];
      },
    },
    {
      name: "the engine reaches the first best when it may lose −Π(x*), and misses it when it must earn more than Π(x*)",
      usesEngine: true,
      async run(trade, engine) {
        const exact = firstBestOf(trade);
        const profit = efficientProfit(trade);
        if (exact.equals(zero))
          return againstEngine("no gains at all", await engine.optimum(withProfit(trade, zero)), { value: 0, exact, tolerance: 0 }, 1e-9);
        const short = await engine.optimum(withProfit(trade, profit.add(exact.div(10n))));
        return [
          ...againstEngine(
            "required profit Π(x*)",
            await engine.optimum(withProfit(trade, profit)),
            { value: toNumber(exact), exact, tolerance: 0 },
            1e-9,
          ),
          compare("required profit above Π(x*)", short.upper, "<", toNumber(exact), 0),
        ];
      },
    },
  ],
};
