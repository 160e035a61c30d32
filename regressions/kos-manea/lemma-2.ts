import { one, type Rational, zero } from "../../src/arithmetic/rational.ts";
import { citation } from "../../src/theorems/kos-manea/support/citation.ts";
import { atMost } from "../../src/theorems/kos-manea/support/cumulative.ts";
import { at, buyerInterim, efficient, finiteTrade, sellerInterim } from "../../src/theorems/kos-manea/support/trade.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compareExact } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { ownCheck } from "./support/checks.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { leastBuyerRents, leastSellerRents } from "./support/least-rents.ts";

/** (A.1) T^b_i ≤ Σ_{k≤i} (F_s(B_k) − F_s(B_{k−1}))B_k. */
export function largestPayments({ B, S, q }: FiniteTrade): Rational[] {
  const F = atMost(S, q, B);
  let sum = zero;
  return B.map((value, k) => {
    sum = sum.add(
      at(F, k)
        .sub(k === 0 ? zero : at(F, k - 1))
        .mul(value),
    );
    return sum;
  });
}

/** (A.2) T^s_j ≥ Σ_{k≥j} (F_b(S_{k+1}) − F_b(S_k))S_k. */
export function leastReceipts({ B, p, S }: FiniteTrade): Rational[] {
  const F = [...atMost(B, p, S), one];
  const terms = S.map((cost, k) =>
    at(F, k + 1)
      .sub(at(F, k))
      .mul(cost),
  );
  return terms.map((_, j) => terms.slice(j).reduce((sum, term) => sum.add(term), zero));
}

export const lemma2: CheckedTheorem<FiniteTrade> = {
  id: "kos-manea/lemma-2",
  citation: citation("Lemma 2"),
  statement:
    "In an efficient mechanism with bayesian incentives and interim participation, buyer type i pays at most Σ_{k≤i}(F_s(B_k) − F_s(B_{k−1}))B_k and seller type j receives at least Σ_{k≥j}(F_b(S_{k+1}) − F_b(S_k))S_k on average; both bounds are attained.",
  domain: "bilateral trade with finite types, no value equal to a cost",
  errata: ["KM-9"],
  samples(seed) {
    const source = randomSource(seed);
    return [
      finiteTrade([3, 7], ["2/5", "3/5"], [0, 2, 5], ["1/2", "1/4", "1/4"]),
      ...draws(5, () => drawTrade(source, source.integer(1, 4), source.integer(1, 4))),
    ];
  },
  checks: [
    ownCheck(
      "against what each type can be asked for at most: its gain less its least rent (longest paths over all pairs of types)",
      (trade) => {
        const x = efficient(trade);
        const buyer = leastBuyerRents(trade, x);
        const seller = leastSellerRents(trade, x);
        if (!buyer || !seller) throw new RangeError("the efficient allocation must be implementable");
        const X = buyerInterim(trade, x);
        const Y = sellerInterim(trade, x);
        return [
          ...largestPayments(trade).map((bound, i) =>
            compareExact(`buyer type ${i + 1}`, at(X, i).mul(at(trade.B, i)).sub(at(buyer, i)), bound),
          ),
          ...leastReceipts(trade).map((bound, j) =>
            compareExact(`seller type ${j + 1}`, at(Y, j).mul(at(trade.S, j)).add(at(seller, j)), bound),
          ),
        ];
      },
    ),
  ],
};
