import { describe, expect, test } from "vitest";
import { balancedTransfers } from "../../../regressions/kos-manea/balanced-transfers.ts";
import { lemma1 } from "../../../regressions/kos-manea/lemma-1.ts";
import { auctionRule, multipleBuyers } from "../../../regressions/kos-manea/multiple-buyers.ts";
import { severalSellers, vcgPrimeOfMarket } from "../../../regressions/kos-manea/several-sellers.ts";
import { type MarketRule, profilesOf, surplusOf } from "../../../regressions/kos-manea/support/profiles.ts";
import { vcg, vcgMechanism } from "../../../regressions/kos-manea/vcg.ts";
import { vcgPrime } from "../../../regressions/kos-manea/vcg-prime.ts";
import { toNumber } from "../../../src/arithmetic/rational.ts";
import type { BilateralMechanism } from "../../../src/mechanism/mechanism.ts";
import { balance } from "../../../src/mechanism/rules/balance.ts";
import { multilateralTight } from "../../../src/mechanism/rules/multilateral-tight.ts";
import { tightTransfers as libraryTightTransfers } from "../../../src/mechanism/rules/tight.ts";
import { vcg as libraryVcg } from "../../../src/mechanism/rules/vcg.ts";
import { vcgPrime as libraryVcgPrime } from "../../../src/mechanism/rules/vcg-prime.ts";
import { balancedEfficientMechanism } from "../../../src/theorems/kos-manea/support/balanced-transfers.ts";
import type { DirectMechanism } from "../../../src/theorems/kos-manea/support/direct-mechanism.ts";
import type { Market } from "../../../src/theorems/kos-manea/support/market.ts";
import { tightTransfers } from "../../../src/theorems/kos-manea/support/tight-transfers.ts";
import { vcgPrimeMechanism } from "../../../src/theorems/kos-manea/support/vcg-prime.ts";
import type { FiniteTrade } from "../../../src/theorems/support/finite-trade.ts";
import type { TypeSpace } from "../../../src/type-space/type-space.ts";

/** The rational rules of the theorems against the library's payment rules in floating point. */
function space(values: FiniteTrade["B"], masses: FiniteTrade["p"]): TypeSpace {
  return { values: Float64Array.from(values, toNumber), masses: Float64Array.from(masses, toNumber) };
}

function expectSame(library: BilateralMechanism, exact: DirectMechanism): void {
  exact.x.forEach((row, i) => {
    row.forEach((x, j) => {
      expect(library.allocation(i, j)).toBeCloseTo(toNumber(x), 12);
      expect(library.buyerPays(i, j)).toBeCloseTo(toNumber((exact.buyerPays[i] as typeof row)[j] as typeof x), 11);
      expect(library.sellerReceives(i, j)).toBeCloseTo(toNumber((exact.sellerReceives[i] as typeof row)[j] as typeof x), 11);
    });
  });
}

describe("bilateral payment rules, state by state", () => {
  test("VCG", () => {
    for (const trade of vcg.samples(9)) expectSame(libraryVcg(space(trade.B, trade.p), space(trade.S, trade.q)), vcgMechanism(trade));
  });

  test("VCG′", () => {
    for (const trade of vcgPrime.samples(9))
      expectSame(libraryVcgPrime(space(trade.B, trade.p), space(trade.S, trade.q)), vcgPrimeMechanism(trade));
  });

  test("balanced from VCG′, surplus shared", () => {
    for (const { trade, share } of balancedTransfers.samples(9))
      expectSame(
        balance(libraryVcgPrime(space(trade.B, trade.p), space(trade.S, trade.q)), toNumber(share)),
        balancedEfficientMechanism(trade, share),
      );
  });

  test("tight interim transfers of any implementable allocation", () => {
    for (const { trade, x } of lemma1.samples(9)) {
      const library = libraryTightTransfers(space(trade.B, trade.p), space(trade.S, trade.q), {
        kind: "matrix",
        x: Float64Array.from(x.flat(), toNumber),
      });
      const exact = tightTransfers({ trade, x });
      exact.buyer.forEach((paid, i) => {
        expect(library.buyerTransfer[i]).toBeCloseTo(toNumber(paid), 11);
      });
      exact.seller.forEach((received, j) => {
        expect(library.sellerTransfer[j]).toBeCloseTo(toNumber(received), 11);
      });
    }
  });
});

/** Expected surplus of the library's tight mechanism of efficient trade, profile by profile. */
function librarySurplus(market: Market): number {
  const mechanism = multilateralTight(
    [{ count: market.buyers, types: space(market.B, market.p) }],
    [{ count: market.sellers, types: space(market.S, market.q) }],
  );
  let surplus = 0;
  for (const { buyers, sellers, probability } of profilesOf(market)) {
    const { payments } = mechanism.at([...buyers, ...sellers]);
    surplus += toNumber(probability) * Array.from(payments).reduce((sum, paid) => sum + paid, 0);
  }
  return surplus;
}

describe("VCG′ among many traders", () => {
  test("several buyers: the same payments profile by profile when ties go to the later buyer, and the same surplus", () => {
    for (const { market } of multipleBuyers.samples(9)) {
      const rule: MarketRule = auctionRule({ market, tie: "last" });
      const library = multilateralTight(
        [{ count: market.buyers, types: space(market.B, market.p) }],
        [{ count: 1, types: space(market.S, market.q) }],
      );
      for (const { buyers, sellers } of profilesOf(market)) {
        const exact = rule(buyers, sellers);
        const { allocation, payments } = library.at([...buyers, ...sellers]);
        exact.buyers.forEach((deal, k) => {
          expect(allocation[k]).toBe(toNumber(deal.trade));
          expect(payments[k]).toBeCloseTo(toNumber(deal.transfer), 11);
        });
        exact.sellers.forEach((deal, k) => {
          expect(payments[buyers.length + k]).toBeCloseTo(-toNumber(deal.transfer), 11);
        });
      }
      expect(librarySurplus(market)).toBeCloseTo(toNumber(surplusOf(market, rule)), 11);
    }
  });

  test("several sellers: the same surplus, though ties are broken otherwise", () => {
    for (const market of severalSellers.samples(9)) {
      expect(librarySurplus(market)).toBeCloseTo(toNumber(surplusOf(market, vcgPrimeOfMarket(market))), 11);
    }
  });
});
