import type { Rational } from "../../src/arithmetic/rational.ts";
import { citation } from "../../src/theorems/kos-manea/support/citation.ts";
import { at, finiteTrade } from "../../src/theorems/kos-manea/support/trade.ts";
import { sumOfProducts } from "../../src/theorems/kos-manea/support/two-types.ts";
import { vcgPrimeSurplus } from "../../src/theorems/kos-manea/support/vcg-prime.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compareExact } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { auctionRule } from "./multiple-buyers.ts";
import { ownCheck } from "./support/checks.ts";
import { draws } from "./support/draws.ts";
import { surplusOf } from "./support/profiles.ts";

/** Π_2 of three types a side, S_L < B_L < S_M < B_M < S_H < B_H, as the paper writes it out. */
export function twoBuyerSurplus(trade: FiniteTrade): Rational {
  const [BM, BH] = [at(trade.B, 1), at(trade.B, 2)];
  const [SM, SH] = [at(trade.S, 1), at(trade.S, 2)];
  const [pL, pM, pH] = trade.p as [Rational, Rational, Rational];
  const [qL, qM, qH] = trade.q as [Rational, Rational, Rational];
  const lower = pM.add(pL);
  const below = qM.add(qL);
  return sumOfProducts(
    [pL, vcgPrimeSurplus(trade)],
    [pH, pH.add(pM).add(qH.mul(lower)), BH.sub(SH)],
    [pM, lower, below, BM.sub(SM)],
    [pH, lower, below, BM.sub(SH)],
  );
}

export const example2: CheckedTheorem<FiniteTrade> = {
  id: "kos-manea/example-2",
  citation: citation("Example 2, the formula of Π₂"),
  statement:
    "With three interleaved types a side and two buyers, Π₂ = p_LΠ₁ + p_H[p_H + p_M + q_H(p_M + p_L)](B_H − S_H) + p_M(p_M + p_L)(q_M + q_L)(B_M − S_M) + p_H(p_M + p_L)(q_M + q_L)(B_M − S_H).",
  domain: "one seller and two buyers with three types a side, S_L < B_L < S_M < B_M < S_H < B_H",
  errata: [],
  samples(seed) {
    const source = randomSource(seed);
    return draws(5, () => {
      const points = source.increasing(6, 0, 30);
      const every = (first: number) => points.filter((_, k) => k % 2 === first);
      return finiteTrade(every(1), source.masses(3, 6), every(0), source.masses(3, 6));
    });
  },
  checks: [
    ownCheck("against the transfers of VCG′ profile by profile, ties to either buyer", (trade) =>
      (["first", "last"] as const).map((tie) => {
        const market = { ...trade, buyers: 2, sellers: 1 };
        return compareExact(`Π₂, ties to ${tie}`, twoBuyerSurplus(trade), surplusOf(market, auctionRule({ market, tie })));
      }),
    ),
  ],
};
