import { one, type Rational, toNumber, zero } from "../../src/arithmetic/rational.ts";
import { citation } from "../../src/theorems/kos-manea/support/citation.ts";
import { needsSecondBest } from "../../src/theorems/kos-manea/support/needs-second-best.ts";
import { at } from "../../src/theorems/kos-manea/support/trade.ts";
import { allocation2, twoTypes } from "../../src/theorems/kos-manea/support/two-types.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare, compareExact } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { ownCheck } from "./support/checks.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { largestProfit } from "./support/least-rents.ts";
import { twoByTwo } from "./support/two-types.ts";

/** Left side less right side of the three inequalities. */
export function lemma3Differences(trade: FiniteTrade): [Rational, Rational, Rational] {
  const { B1, B2, p1, p2, S1, S2, q1, q2 } = twoTypes(trade);
  return [
    q2.mul(B2).add(q1.mul(S1)).sub(S2),
    q2.mul(B1.sub(p2.mul(B2))).sub(p1.mul(S2.sub(q1.mul(S1)))),
    B1.sub(p2.mul(B2).add(p1.mul(S1))),
  ];
}

export const lemma3: CheckedTheorem<FiniteTrade> = {
  id: "kos-manea/lemma-3",
  citation: citation("Lemma 3"),
  statement:
    "If S₁ < B₁ < S₂ < B₂ and Π(x*) < 0, then every trade but that of B₂ with S₁ costs the broker money: q₂B₂ + q₁S₁ < S₂, q₂(B₁ − p₂B₂) < p₁(S₂ − q₁S₁) and B₁ < p₂B₂ + p₁S₁.",
  domain: "bilateral trade with two types a side, S₁ < B₁ < S₂ < B₂, Π(x*) < 0",
  errata: [],
  samples(seed) {
    const source = randomSource(seed);
    return [
      twoByTwo([2, 8], [1, 6]),
      twoByTwo([11, 24], [9, 17], "1/2", "4/5"),
      ...draws(6, () => drawTrade(source, 2, 2), needsSecondBest),
    ];
  },
  checks: [
    ownCheck("the three inequalities", (trade) =>
      lemma3Differences(trade).map((difference, k) => compare(`inequality ${k + 1}`, toNumber(difference), "<", 0, 0)),
    ),
    ownCheck("each difference against what one more trade does to gains less the least rents", (trade) => {
      const { p2, q1 } = twoTypes(trade);
      const profit = (x11: Rational, x12: Rational, x22: Rational) => {
        const largest = largestProfit(trade, allocation2(x11, x12, one, x22));
        if (largest === null) throw new RangeError("the allocation must be implementable");
        return largest;
      };
      const differences = lemma3Differences(trade);
      return [
        compareExact("trade of B₂ with S₂", profit(zero, zero, one).sub(profit(zero, zero, zero)), p2.mul(at(differences, 0))),
        compareExact("trade of B₁ with S₂", profit(one, one, one).sub(profit(one, zero, one)), at(differences, 1)),
        compareExact("trade of B₁ with S₁", profit(one, zero, zero).sub(profit(zero, zero, zero)), q1.mul(at(differences, 2))),
      ];
    }),
  ],
};
