import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Profiles } from "../../src/arithmetic/profiles.ts";
import { audit as auditOf } from "../../src/audit/audit.ts";
import { InvalidInputError, UnsupportedProblemError } from "../../src/errors.ts";
import { vectorsOf } from "../../src/mechanism/linear-agent.ts";
import { type GroupInput, multilateralMechanism } from "../../src/mechanism/multilateral.ts";
import { efficientTrades, multilateralTight } from "../../src/mechanism/rules/multilateral-tight.ts";
import { tradeReduction, tradeReductionAt } from "../../src/mechanism/rules/trade-reduction.ts";
import { vcgPrime } from "../../src/mechanism/rules/vcg-prime.ts";
import { brokerProfit, gainsFromTrade, rentsByParty } from "../../src/mechanism/sums.ts";
import { typeSpace, typeSpaces, uniformGrid } from "./arbitraries.ts";

const groups = fc.array(fc.record({ count: fc.integer({ min: 1, max: 2 }), types: typeSpaces(3) }), { minLength: 1, maxLength: 2 });
const dominant = { incentives: "dominant", participation: "ex-post", budgetRule: "none", requiredProfit: 0 } as const;

describe("multilateralTight", () => {
  it("of the efficient allocation is dominant and ex-post individually rational, whatever the market", () => {
    fc.assert(
      fc.property(groups, groups, (buyers, sellers) => {
        expect(auditOf(dominant, multilateralTight(buyers, sellers))).toMatchObject({ passes: true });
      }),
      { numRuns: 60 },
    );
  });

  it("with one trader a side is VCG′", () => {
    fc.assert(
      fc.property(typeSpaces(), typeSpaces(), (buyer, seller) => {
        const many = multilateralTight([{ count: 1, types: buyer }], [{ count: 1, types: seller }]);
        const two = vcgPrime(buyer, seller);
        expect(brokerProfit(many)).toBeCloseTo(brokerProfit(two), 10);
        buyer.values.forEach((_, i) => {
          seller.values.forEach((__, j) => {
            const outcome = many.at([i, j]);
            expect(outcome.payments[0]).toBeCloseTo(two.buyerPays(i, j), 12);
            expect(outcome.payments[1]).toBeCloseTo(-two.sellerReceives(i, j), 12);
          });
        });
      }),
    );
  });

  it("follows Kos–Manea's recursion in the number of buyers (Example 1)", () => {
    // B_H > S_H > B_L > S_L: Π_I = p_b(B_L)·Π_{I−1} + p_b(B_H)(B_H − S_H).
    const buyer = typeSpace([3, 7], [2, 1]);
    const seller = typeSpace([2, 5], [1, 3]);
    const profit = (count: number): number => brokerProfit(multilateralTight([{ count, types: buyer }], [{ count: 1, types: seller }]));
    for (const count of [2, 3, 4, 5]) expect(profit(count)).toBeCloseTo((2 / 3) * profit(count - 1) + (1 / 3) * (7 - 5), 11);
  });

  it("loses money with a second buyer in Example 2: Π₂ = (19 − 4k)/27 while Π₁ = 1/3", () => {
    for (const k of [2, 4, 5, 10]) {
      const buyer = typeSpace([7 * k, 8 * k + 1, 9 * k + 1], [1, 1, 1]);
      const seller = [{ count: 1, types: typeSpace([3 * k, 8 * k, 9 * k], [1, 1, 1]) }];
      expect(brokerProfit(multilateralTight([{ count: 1, types: buyer }], seller))).toBeCloseTo(1 / 3, 11);
      expect(brokerProfit(multilateralTight([{ count: 2, types: buyer }], seller))).toBeCloseTo((19 - 4 * k) / 27, 11);
    }
  });

  it("does not earn more or less when ties are broken by lottery", () => {
    fc.assert(
      fc.property(typeSpaces(3), typeSpaces(3), (buyer, seller) => {
        const buyers = [{ count: 2, types: buyer }];
        const sellers = [{ count: 1, types: seller }];
        const first = efficientTrades(buyers, sellers);
        const fair = multilateralTight(buyers, sellers, (b, s) => {
          const trades = first(b, s);
          return b[0] === b[1] ? { ...trades, buyers: half(trades.buyers) } : trades;
        });
        expect(auditOf(dominant, fair).passes).toBe(true);
        expect(brokerProfit(fair)).toBeCloseTo(brokerProfit(multilateralTight(buyers, sellers)), 10);
      }),
      { numRuns: 40 },
    );
  });
});

const half = (trades: ArrayLike<number>): number[] => {
  const mean = ((trades[0] as number) + (trades[1] as number)) / 2;
  return [mean, mean];
};

describe("multilateralMechanism", () => {
  it("spreads interim transfers over profiles as each rule says", () => {
    fc.assert(
      fc.property(groups, groups, fc.constantFrom("separable", "interim", "on-trade"), (buyers, sellers, transferRule) => {
        const truth = multilateralTight(buyers, sellers);
        const input = (party: "buyer" | "seller", groups: typeof buyers) =>
          truth.agents.filter((agent) => agent.party === party).map((agent, g) => ({ ...groups[g], ...vectorsOf(agent) }) as GroupInput);
        const mechanism = multilateralMechanism({
          buyers: input("buyer", buyers),
          sellers: input("seller", sellers),
          tradesAt: efficientTrades(buyers, sellers),
          transferRule,
        });
        expect(brokerProfit(mechanism)).toBeCloseTo(brokerProfit(truth), 10);
        expect(gainsFromTrade(mechanism)).toBeCloseTo(gainsFromTrade(truth), 10);
        const rents = rentsByParty(mechanism);
        expect(rents.buyers + rents.sellers + brokerProfit(mechanism)).toBeCloseTo(gainsFromTrade(truth), 10);
        const spaces = [...buyers, ...sellers].flatMap((group) => new Array(group.count).fill(group.types));
        const traders = buyers.reduce((sum, group) => sum + group.count, 0);
        const means = spaces.map((space) => new Float64Array(space.values.length));
        new Profiles(spaces.map((space) => space.values.length)).forEach((profile) => {
          const probability = profile.reduce((product, k, a) => product * spaces[a].masses[k], 1);
          const outcome = mechanism.at(profile);
          const list = profile.map((_, a) => ({
            trade: outcome.allocation[a] as number,
            transfer: (a < traders ? 1 : -1) * (outcome.payments[a] as number),
          }));
          list.forEach((own, a) => {
            const type = profile[a] as number;
            (means[a] as Float64Array)[type] = (means[a]?.[type] as number) + (probability / spaces[a].masses[type]) * own.transfer;
            if (transferRule === "on-trade" && own.trade === 0) expect(Math.abs(own.transfer)).toBe(0);
          });
          const surplus = list.reduce((sum, own, a) => sum + (a < traders ? own.transfer : -own.transfer), 0);
          if (transferRule === "separable") expect(surplus).toBeCloseTo(brokerProfit(truth), 10);
        });
        if (transferRule === "on-trade") return;
        const expected = truth.agents.flatMap((agent) => new Array(agent.count).fill(vectorsOf(agent).transfer));
        means.forEach((mean, a) => {
          mean.forEach((t, k) => {
            expect(t).toBeCloseTo(expected[a][k], 10);
          });
        });
      }),
      { numRuns: 60 },
    );
  });

  it("refuses counts and vectors that do not fit", () => {
    const types = uniformGrid(2);
    const group = { count: 1, types, allocation: new Float64Array(2), transfer: new Float64Array(2) };
    const rules = { buyers: [group], sellers: [group], tradesAt: () => ({ buyers: [0], sellers: [0] }), transferRule: "interim" } as const;
    expect(() => multilateralMechanism(rules)).not.toThrow();
    expect(() => multilateralMechanism({ ...rules, buyers: [{ ...group, count: 0.5 }] })).toThrow(InvalidInputError);
    expect(() => multilateralMechanism({ ...rules, sellers: [{ ...group, transfer: new Float64Array(1) }] })).toThrow(InvalidInputError);
  });
});

describe("tradeReduction", () => {
  it("trades at the price between the first excluded pair when all efficient pairs accept it, else without the least pair", () => {
    // b = 10 9 7 3, s = 1 2 6 8: k = 3, price (3 + 8)/2 = 5.5 < s₃ = 6: two trades, b₃ = 7 and s₃ = 6.
    expect(tradeReductionAt([10, 9, 7, 3], [1, 2, 6, 8])).toEqual({
      buyers: [7, 7, 0, 0].map((transfer) => ({ trade: transfer > 0 ? 1 : 0, transfer })),
      sellers: [6, 6, 0, 0].map((transfer) => ({ trade: transfer > 0 ? 1 : 0, transfer })),
    });
    // b = 9 8 5, s = 1 4 6: k = 2, price (5 + 6)/2 = 5.5 in [4, 8]: both trade at it.
    expect(tradeReductionAt([5, 9, 8], [6, 4, 1])).toEqual({
      buyers: [0, 5.5, 5.5].map((transfer) => ({ trade: transfer > 0 ? 1 : 0, transfer })),
      sellers: [0, 5.5, 5.5].map((transfer) => ({ trade: transfer > 0 ? 1 : 0, transfer })),
    });
    // One pair: a posted price halfway between the bounds, or no trade without bounds.
    expect(tradeReductionAt([0.8], [0.3], { lowest: 0, highest: 1 })).toEqual({
      buyers: [{ trade: 1, transfer: 0.5 }],
      sellers: [{ trade: 1, transfer: 0.5 }],
    });
    expect(tradeReductionAt([0.8], [0.3]).buyers[0]?.trade).toBe(0);
    expect(tradeReductionAt([0.2], [0.3]).buyers[0]?.trade).toBe(0);
  });

  it("is dominant, ex-post individually rational and without deficit, whatever the market", () => {
    fc.assert(
      fc.property(groups, groups, (buyers, sellers) => {
        const audit = auditOf({ ...dominant, budgetRule: "no-deficit" }, tradeReduction(buyers, sellers));
        expect(audit).toMatchObject({ passes: true, incentives: { worst: 0 }, participation: { worst: 0 }, budget: { worst: 0 } });
      }),
      { numRuns: 60 },
    );
  });

  it("refuses more profiles than it can average, and counts that are no numbers of traders", () => {
    const types = uniformGrid(20);
    expect(new Profiles([20, 20, 20]).count).toBe(8000);
    expect(() => tradeReduction([{ count: 5, types }], [{ count: 5, types }])).toThrow(UnsupportedProblemError);
    expect(() => multilateralTight([{ count: 5, types }], [{ count: 5, types }])).toThrow(UnsupportedProblemError);
    expect(() => tradeReductionAt([0.5, 2], [0.1], { lowest: 0, highest: 1 })).toThrow(InvalidInputError);
    expect(() => tradeReduction([{ count: 0, types }], [{ count: 1, types }])).toThrow(InvalidInputError);
  });
});
