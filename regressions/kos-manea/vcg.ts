import { type Rational, zero } from "../../src/arithmetic/rational.ts";
import { firstBestOf } from "../../src/theorems/kos-manea/support/cumulative.ts";
import type { DirectMechanism } from "../../src/theorems/kos-manea/support/direct-mechanism.ts";
import { at, efficient, exactly, finiteTrade, problemOf } from "../../src/theorems/kos-manea/support/trade.ts";
import { vcg as statement } from "../../src/theorems/kos-manea/vcg.ts";
import { expectation, type FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compareExact, noViolation } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { engineSlack, ownCheck } from "./support/checks.ts";
import { violations } from "./support/direct-mechanism.ts";
import { draws, drawTrade } from "./support/draws.ts";

/** Definition 1: on trade the buyer pays the seller's cost and the seller receives the buyer's value. */
export function vcgMechanism(trade: FiniteTrade): DirectMechanism {
  const x = efficient(trade);
  const priced = (price: (i: number, j: number) => Rational) => x.map((row, i) => row.map((traded, j) => traded.mul(price(i, j))));
  return { x, buyerPays: priced((_, j) => at(trade.S, j)), sellerReceives: priced((i) => at(trade.B, i)) };
}

/** What the broker earns on average from a mechanism's transfers. */
export function expectedSurplus(trade: FiniteTrade, mechanism: DirectMechanism): Rational {
  return expectation(trade, (i, j) => at(at(mechanism.buyerPays, i), j).sub(at(at(mechanism.sellerReceives, i), j)));
}

/** The statement with what it is held against. */
export const vcg: CheckedTheorem<FiniteTrade> = {
  ...statement,
  samples(seed) {
    const source = randomSource(seed);
    return [
      finiteTrade([2, 8], ["1/2", "1/2"], [1, 6], ["1/2", "1/2"]),
      finiteTrade([1, 2, 3], ["1/3", "1/3", "1/3"], [1, 2], ["1/4", "3/4"]),
      ...draws(4, () => drawTrade(source, source.integer(1, 4), source.integer(1, 4))),
    ];
  },
  checks: [
    ownCheck("expected deficit, state by state, against E[(B − S)⁺] from the cdf", (trade) => [
      compareExact("deficit", expectedSurplus(trade, vcgMechanism(trade)).neg(), firstBestOf(trade)),
    ]),
    ownCheck("all deviations in all states", (trade) => [
      noViolation(
        "dominant incentives and ex-post participation",
        violations(trade, vcgMechanism(trade), { incentives: "dominant", participation: "ex-post", budget: "none" }),
      ),
    ]),
    {
      name: "deficit against the engine's value when only ex-ante participation and an ex-ante budget bind",
      usesEngine: true,
      async run(trade, engine) {
        const optimum = await engine.optimum(problemOf(trade, { participation: "ex-ante", budget: "ex-ante" }));
        const deficit = zero.sub(expectedSurplus(trade, vcgMechanism(trade)));
        return againstEngine("first best", optimum, exactly(deficit), engineSlack);
      },
    },
  ],
};
