import { type Rational, rational, toNumber, zero } from "../../src/arithmetic/rational.ts";
import {
  better,
  entry,
  gainsOf,
  type Interleaved,
  isInterleaved,
  problem,
  gridAdvantage as statement,
  value,
} from "../../src/theorems/copic-ponsati/grid-advantage.ts";
import { expectation, type FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare, compareExact, noViolation } from "../support/compare.ts";
import { randomFiniteTrade } from "../support/finite-trade.ts";
import { randomSource } from "../support/random.ts";

/** Gains of the best posted price: every type tried as the price. */
function bestPrice(trade: FiniteTrade): Rational {
  return [...trade.B, ...trade.S]
    .map((price) =>
      expectation(trade, (i, j) => {
        const [v, c] = [entry(trade.B, i), entry(trade.S, j)];
        return c.compare(price) <= 0 && price.compare(v) <= 0 ? v.sub(c) : zero;
      }),
    )
    .reduce((a, b) => (b.compare(a) > 0 ? b : a));
}

/** The statement with what it is held against. */
export const gridAdvantage: CheckedTheorem<Interleaved> = {
  ...statement,
  samples(seed) {
    const random = randomSource(seed);
    const half = ["1/2", "1/2"].map(rational);
    const samples: Interleaved[] = [{ B: [2, 5].map(rational), p: half, S: [1, 4].map(rational), q: half }];
    while (samples.length < 6) {
      const trade = randomFiniteTrade(random, 2, 2, 12);
      if (isInterleaved(trade)) samples.push(trade);
    }
    return samples;
  },
  checks: [
    {
      name: "the mechanism: every misreport in every state, participation; and more than every posted price",
      usesEngine: false,
      async run(trade) {
        const { x, price } = better(trade);
        let violations = 0;
        const trades = (i: number, j: number) => entry(entry(x, i), j);
        const buyerGain = (type: number, i: number, j: number) =>
          entry(trade.B, type)
            .sub(entry(entry(price, i), j))
            .mul(trades(i, j));
        const sellerGain = (type: number, i: number, j: number) => entry(entry(price, i), j).sub(entry(trade.S, type)).mul(trades(i, j));
        for (const i of [0, 1])
          for (const j of [0, 1]) {
            if (buyerGain(i, i, j).s < 0n || sellerGain(j, i, j).s < 0n) violations++;
            if (buyerGain(i, 1 - i, j).compare(buyerGain(i, i, j)) > 0) violations++;
            if (sellerGain(j, i, 1 - j).compare(sellerGain(j, i, j)) > 0) violations++;
          }
        const exact = value(trade).exact as Rational;
        return [
          noViolation("states with a loss or a profitable misreport", violations),
          compareExact("gains", gainsOf(trade, { x, price }), exact),
          compare("gains against the best posted price", toNumber(exact.sub(bestPrice(trade))), ">", 0, 0),
        ];
      },
    },
    {
      name: "value against the engine",
      usesEngine: true,
      run: async (trade, engine) => againstEngine("optimum", await engine.optimum(problem(trade)), value(trade), 1e-7),
    },
  ],
};
