import { type Rational, sumRationals, zero } from "../../src/arithmetic/rational.ts";
import { citation } from "../../src/theorems/kos-manea/support/citation.ts";
import { at, finiteTrade } from "../../src/theorems/kos-manea/support/trade.ts";
import { type FiniteTrade, virtualCosts, virtualValues } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compareExact } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { ownCheck } from "./support/checks.ts";
import { draws, drawTrade } from "./support/draws.ts";

export const virtualValuesTheorem: CheckedTheorem<FiniteTrade> = {
  id: "kos-manea/virtual-values",
  citation: citation("section 6.1"),
  statement:
    "The virtual value B_i − (B_{i+1} − B_i)(1 − F_b(B_i))/p_i is the revenue gained, per probability of type i, when a price falls from B_{i+1} to B_i; the virtual cost S_j + (S_j − S_{j−1})F_s(S_{j−1})/q_j is the outlay added when a price rises from S_{j−1} to S_j.",
  domain: "finite types",
  errata: [],
  samples(seed) {
    const source = randomSource(seed);
    return [
      finiteTrade([2, 8], ["1/2", "1/2"], [1, 6], ["1/2", "1/2"]),
      ...draws(4, () => drawTrade(source, source.integer(1, 5), source.integer(1, 5))),
    ];
  },
  checks: [
    ownCheck("against price times the probability of a sale, price by price", (trade) => {
      const { B, p, S, q } = trade;
      const revenue = (price: Rational | undefined) =>
        price === undefined ? zero : price.mul(sumRationals(p.filter((_, k) => at(B, k).gte(price))));
      const outlay = (price: Rational | undefined) =>
        price === undefined ? zero : price.mul(sumRationals(q.filter((_, k) => at(S, k).lte(price))));
      return [
        ...virtualValues(trade).map((psi, i) =>
          compareExact(`ψ of type ${i + 1}`, psi.mul(at(p, i)), revenue(at(B, i)).sub(revenue(B[i + 1]))),
        ),
        ...virtualCosts(trade).map((phi, j) =>
          compareExact(`φ of type ${j + 1}`, phi.mul(at(q, j)), outlay(at(S, j)).sub(outlay(S[j - 1]))),
        ),
      ];
    }),
  ],
};
