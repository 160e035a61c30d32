import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { audit as auditOf, type Constraints } from "../../src/audit/audit.ts";
import { InvalidInputError } from "../../src/errors.ts";
import { allocationFrom, efficientAllocation } from "../../src/mechanism/allocation-rule.ts";
import { bilateralMechanism } from "../../src/mechanism/bilateral.ts";
import type { BilateralMechanism } from "../../src/mechanism/mechanism.ts";
import { balance } from "../../src/mechanism/rules/balance.ts";
import { expectedExternality } from "../../src/mechanism/rules/expected-externality.ts";
import { chargesAroundPrice, groves } from "../../src/mechanism/rules/groves.ts";
import { postedPrice } from "../../src/mechanism/rules/posted/price.ts";
import { priceLottery } from "../../src/mechanism/rules/price-lottery.ts";
import { tight, tightTransfers } from "../../src/mechanism/rules/tight.ts";
import { vcg } from "../../src/mechanism/rules/vcg.ts";
import { vcgPrime } from "../../src/mechanism/rules/vcg-prime.ts";
import { brokerProfit, expectedRents, firstBestGains, gainsFromTrade } from "../../src/mechanism/sums.ts";
import { worstViolations } from "../audit/oracle.ts";
import { thresholdRules, typeSpace, typeSpaces, uniformGrid } from "./arbitraries.ts";
import { range } from "./definitions.ts";

const spaces = fc.tuple(typeSpaces(), typeSpaces());
const asked = (
  incentives: Constraints["incentives"],
  participation: Constraints["participation"],
  budgetRule: Constraints["budgetRule"],
) => ({
  incentives,
  participation,
  budgetRule,
  requiredProfit: 0,
});

/** The audit passes, and so does the check of all pairs. */
function holds(constraints: Constraints, mechanism: BilateralMechanism): void {
  expect(auditOf(constraints, mechanism)).toMatchObject({ passes: true });
  const { incentives, participation, budget } = worstViolations(constraints, mechanism);
  expect(Math.max(incentives, participation, budget)).toBeLessThan(1e-11);
}

describe("vcg and vcgPrime", () => {
  it("have dominant incentives and ex-post participation; the deficit of VCG is the first best, in every state value − cost", () => {
    fc.assert(
      fc.property(spaces, fc.constantFrom(0, 0.5, 1), ([buyer, seller], tie) => {
        const efficient = efficientAllocation(buyer, seller, tie);
        const mechanism = vcg(buyer, seller, efficient);
        holds(asked("dominant", "ex-post", "none"), mechanism);
        holds(asked("dominant", "ex-post", "none"), vcgPrime(buyer, seller, efficient));
        expect(brokerProfit(mechanism)).toBeCloseTo(-firstBestGains(buyer, seller), 11);
        expect(gainsFromTrade(mechanism)).toBeCloseTo(firstBestGains(buyer, seller), 11);
      }),
    );
  });

  it("VCG′ takes at least as much from the buyer and gives at most as much to the seller in every state", () => {
    fc.assert(
      fc.property(spaces, ([buyer, seller]) => {
        const plain = vcg(buyer, seller);
        const prime = vcgPrime(buyer, seller);
        for (const i of range(buyer.values.length))
          for (const j of range(seller.values.length)) {
            expect(prime.buyerPays(i, j)).toBeGreaterThanOrEqual(plain.buyerPays(i, j));
            expect(prime.sellerReceives(i, j)).toBeLessThanOrEqual(plain.sellerReceives(i, j));
          }
      }),
    );
  });

  it("VCG′ pays the marginal types of Definition 2", () => {
    fc.assert(
      fc.property(spaces, ([buyer, seller]) => {
        const mechanism = vcgPrime(buyer, seller);
        const [B, S] = [[...buyer.values], [...seller.values]];
        B.forEach((b, i) => {
          S.forEach((s, j) => {
            expect(mechanism.buyerPays(i, j)).toBe(b > s ? Math.min(...B.filter((v) => v > s)) : 0);
            expect(mechanism.sellerReceives(i, j)).toBe(b > s ? Math.max(...S.filter((c) => c < b)) : 0);
          });
        });
      }),
    );
  });

  it("VCG′ attains Kos–Manea's profit: the formula before Proposition 1, Example 2's 1/3 and Example 3 as corrected (KM-4)", () => {
    // Example 2 with one buyer: profit 1/3 whatever k.
    for (const k of [2, 5, 11]) {
      const buyer = typeSpace([7 * k, 8 * k + 1, 9 * k + 1], [1, 1, 1]);
      const seller = typeSpace([3 * k, 8 * k, 9 * k], [1, 1, 1]);
      expect(brokerProfit(vcgPrime(buyer, seller))).toBeCloseTo(1 / 3, 12);
    }
    // Example 3 at B = (3, 7), S = (2, 5), all ½: ¼ (the printed last term gives −¼).
    const profit = brokerProfit(vcgPrime(typeSpace([3, 7], [1, 1]), typeSpace([2, 5], [1, 1])));
    expect(profit).toBeCloseTo(1 / 4, 12);
    // Example 3, all masses: p_b(B2)p_s(S2)B2 + p_s(S1)B1 − p_b(B2)S2 − p_b(B1)p_s(S1)S1.
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 0.95, noNaN: true }), fc.double({ min: 0.05, max: 0.95, noNaN: true }), (high, low) => {
        const mechanism = vcgPrime(typeSpace([3, 7], [1 - high, high]), typeSpace([2, 5], [low, 1 - low]));
        expect(brokerProfit(mechanism)).toBeCloseTo(high * (1 - low) * 7 + low * 3 - high * 5 - (1 - high) * low * 2, 11);
      }),
    );
  });

  it("refuse an allocation that is not efficient", () => {
    const grid = uniformGrid(4);
    const gap = allocationFrom(grid, grid, (v, c) => (v - c >= 0.5 ? 1 : 0));
    expect(() => vcg(grid, grid, gap)).toThrow(InvalidInputError);
    expect(() => vcgPrime(grid, grid, gap)).toThrow(InvalidInputError);
    expect(() => expectedExternality(grid, grid, gap)).toThrow(InvalidInputError);
    const late = { kind: "threshold", mix: 0, strict: Int32Array.of(0, 0, 2, 3), generous: Int32Array.of(0, 0, 2, 3) } as const;
    expect(() => vcg(grid, grid, late)).toThrow(InvalidInputError);
    const early = { kind: "threshold", mix: 0, strict: Int32Array.of(0, 3, 3, 3), generous: Int32Array.of(0, 3, 3, 3) } as const;
    expect(() => vcg(grid, grid, early)).toThrow(InvalidInputError);
    const lottery = { kind: "threshold", mix: 0.5, strict: Int32Array.of(0, 1, 2, 3), generous: Int32Array.of(1, 2, 4, 4) } as const;
    expect(() => vcg(grid, grid, lottery)).toThrow(InvalidInputError);
    const tiesOnly = { ...lottery, generous: Int32Array.of(1, 2, 3, 4) };
    expect(() => vcg(grid, grid, tiesOnly)).not.toThrow();
  });
});

describe("tight", () => {
  const allocations = spaces.chain(([buyer, seller]) =>
    thresholdRules(buyer.values.length, seller.values.length).map((rule) => ({ buyer, seller, rule })),
  );

  it("has the incentives and participation that each transfer rule promises", () => {
    fc.assert(
      fc.property(allocations, ({ buyer, seller, rule }) => {
        holds(asked("dominant", "ex-post", "none"), tight(buyer, seller, rule));
        holds(asked("bayesian", "interim", "none"), tight(buyer, seller, rule, "interim"));
        holds(asked("bayesian", "interim", "none"), tight(buyer, seller, rule, "separable"));
        holds(asked("bayesian", "ex-post", "none"), tight(buyer, seller, rule, "on-trade"));
      }),
    );
  });

  it("earns the virtual surplus Σ p q (ψ_i − φ_j) x_ij (Kos–Manea Lemma 1 as corrected, KM-5)", () => {
    fc.assert(
      fc.property(allocations, ({ buyer, seller, rule }) => {
        const [B, S, p, q] = [[...buyer.values], [...seller.values], [...buyer.masses], [...seller.masses]];
        const above = (i: number): number => p.slice(i + 1).reduce((a, b) => a + b, 0);
        const below = (j: number): number => q.slice(0, j).reduce((a, b) => a + b, 0);
        const mechanism = tight(buyer, seller, rule);
        let expected = 0;
        B.forEach((b, i) => {
          S.forEach((s, j) => {
            // Multiplied by their masses, so that tiny masses lose no digits.
            const psi = b * (p[i] as number) - (i + 1 < B.length ? ((B[i + 1] as number) - b) * above(i) : 0);
            const phi = s * (q[j] as number) + (j > 0 ? (s - (S[j - 1] as number)) * below(j) : 0);
            expected += (psi * (q[j] as number) - phi * (p[i] as number)) * mechanism.allocation(i, j);
          });
        });
        expect(brokerProfit(mechanism)).toBeCloseTo(expected, 10);
        expect(brokerProfit(tight(buyer, seller, rule, "separable"))).toBeCloseTo(expected, 10);
      }),
    );
  });

  it("holds for KM-6's counterexample, where the printed seller's sum breaks incentives", () => {
    const buyer = typeSpace([5, 6], [1, 1]);
    const seller = typeSpace([0, 1, 2], [1, 1, 1]);
    // X^s = (1, ½, 0).
    const rule = { kind: "matrix", x: Float64Array.of(1, 0, 0, 1, 1, 0) } as const;
    expect([...tight(buyer, seller, rule, "interim").interim.seller.transfer]).toEqual([0.5 * 0 + 0.5 * 1, 0.5, 0]);
    // Printed: Σ_{j≥l} (X_l − X_{l+1})·S_l = (n − l + 1)(X_l − X_{l+1})·S_l = (0, 1, 0).
    const printed = Float64Array.of(0, 1, 0);
    const mechanism = tight(buyer, seller, rule, "interim");
    const wrong = bilateralMechanism({
      buyer,
      seller,
      allocationRule: rule,
      transferRule: { kind: "interim" },
      interim: { buyerTransfer: mechanism.interim.buyer.transfer, sellerTransfer: printed },
    });
    expect(auditOf(asked("bayesian", "interim", "none"), mechanism).incentives.worst).toBe(0);
    const audit = auditOf(asked("bayesian", "interim", "none"), wrong);
    expect(audit).toMatchObject({ passes: false, incentives: { worst: 1, at: "seller 0 reports 1" } });
  });

  it("refuses an allocation that falls with the value, in any state or on average", () => {
    const [buyer, seller] = [typeSpace([1, 2], [1, 1]), typeSpace([0, 1], [1, 1])];
    const falling = { kind: "matrix", x: Float64Array.of(1, 1, 1, 0) } as const;
    for (const transfers of ["tight", "interim", "separable", "on-trade"] as const)
      expect(() => tight(buyer, seller, falling, transfers)).toThrow(InvalidInputError);
    // Monotone on average, not in every state.
    const average = { kind: "matrix", x: Float64Array.of(0.25, 0.25, 1, 0) } as const;
    expect(() => tight(buyer, seller, average)).toThrow(InvalidInputError);
    expect(() => tight(buyer, seller, average, "interim")).not.toThrow();
    expect(() => tightTransfers(buyer, seller, { kind: "matrix", x: Float64Array.of(0, 1, 0, 1) })).toThrow(InvalidInputError);
  });
});

describe("balance", () => {
  it("keeps incentives and participation and balances every state when the tight profit suffices, and refuses otherwise", () => {
    fc.assert(
      fc.property(spaces, fc.constantFrom(0, 0.25, 1), fc.integer({ min: -8, max: 1 }), ([buyer, seller], share, r) => {
        const mechanism = vcgPrime(buyer, seller);
        const requiredProfit = r / 4;
        const profit = brokerProfit(mechanism);
        fc.pre(Math.abs(profit - requiredProfit) > 1e-9);
        if (profit < requiredProfit) {
          expect(() => balance(mechanism, share, requiredProfit)).toThrow(InvalidInputError);
          return;
        }
        const balanced = balance(mechanism, share, requiredProfit);
        holds({ incentives: "bayesian", participation: "interim", budgetRule: "balanced", requiredProfit }, balanced);
        expect(expectedRents(balanced).seller - expectedRents(mechanism).seller).toBeCloseTo(share * (profit - requiredProfit), 10);
      }),
    );
    expect(() => balance(vcgPrime(uniformGrid(2), uniformGrid(2)), 2, -1)).toThrow(InvalidInputError);
  });
});

describe("groves", () => {
  it("is dominant whatever the charges, and charges around any price leave no deficit", () => {
    fc.assert(
      fc.property(spaces, fc.integer({ min: -10, max: 60 }), fc.integer({ min: -3, max: 3 }), ([buyer, seller], price, slope) => {
        holds(
          asked("dominant", "none", "none"),
          groves({ buyer, seller, buyerCharge: (c) => slope * c, sellerCharge: (v) => price - slope * v * v }),
        );
        holds(asked("dominant", "none", "no-deficit"), groves({ buyer, seller, ...chargesAroundPrice(price / 4) }));
      }),
    );
  });

  it("shows Jagadeesan–Tordjman's median theorem on uniform grids: dominant, ex-ante participation, no deficit, efficient", () => {
    const grid = uniformGrid(40);
    const mechanism = groves({ buyer: grid, seller: grid, ...chargesAroundPrice(0.5) });
    holds(asked("dominant", "ex-ante", "no-deficit"), mechanism);
    expect(gainsFromTrade(mechanism)).toBeCloseTo((1 - 1 / 1600) / 6, 12);
  });
});

describe("expectedExternality", () => {
  it("is efficient, balanced in every state and Bayesian incentive compatible, and shares the gains in full", () => {
    fc.assert(
      fc.property(spaces, fc.constantFrom(0, 1), ([buyer, seller], tie) => {
        const mechanism = expectedExternality(buyer, seller, efficientAllocation(buyer, seller, tie));
        holds(asked("bayesian", "none", "balanced"), mechanism);
        const rents = expectedRents(mechanism);
        expect(rents.buyer + rents.seller).toBeCloseTo(firstBestGains(buyer, seller), 10);
        // The payment in a state: E_i[B_i x_ij] − (−E_j[S_j x_ij]), here for the first state by hand.
        const x = (i: number, j: number): number => {
          const gap = (buyer.values[i] as number) - (seller.values[j] as number);
          return gap > 0 ? 1 : gap < 0 ? 0 : tie;
        };
        const worth = range(buyer.values.length).reduce(
          (s, i) => s + (buyer.masses[i] as number) * (buyer.values[i] as number) * x(i, 0),
          0,
        );
        const cost = range(seller.values.length).reduce(
          (s, j) => s + (seller.masses[j] as number) * (seller.values[j] as number) * x(0, j),
          0,
        );
        expect(mechanism.buyerPays(0, 0)).toBeCloseTo(worth + cost, 10);
      }),
    );
  });
});

describe("postedPrice and priceLottery", () => {
  it("are dominant, ex-post individually rational and balanced", () => {
    fc.assert(
      fc.property(spaces, fc.uniqueArray(fc.integer({ min: -2, max: 42 }), { minLength: 1, maxLength: 5 }), ([buyer, seller], list) => {
        const prices = list.sort((a, b) => a - b).map((p) => p / 4);
        const masses = prices.map(() => 1 / prices.length);
        const lottery = priceLottery(buyer, seller, prices, masses);
        holds(asked("dominant", "ex-post", "balanced"), lottery);
        const posted = prices.map((price) => postedPrice(buyer, seller, price));
        for (const mechanism of posted) holds(asked("dominant", "ex-post", "balanced"), mechanism);
        const mean = (of: (mechanism: BilateralMechanism) => number): number =>
          posted.reduce((sum, mechanism, k) => sum + (masses[k] as number) * of(mechanism), 0);
        expect(gainsFromTrade(lottery)).toBeCloseTo(mean(gainsFromTrade), 10);
        for (const i of range(buyer.values.length))
          for (const j of range(seller.values.length)) {
            expect(lottery.allocation(i, j)).toBeCloseTo(
              mean((mechanism) => mechanism.allocation(i, j)),
              12,
            );
            expect(lottery.sellerReceives(i, j)).toBeCloseTo(
              mean((mechanism) => mechanism.sellerReceives(i, j)),
              10,
            );
          }
      }),
    );
  });

  it("the best posted price for uniform types gains 1/8 in the limit", () => {
    const grid = uniformGrid(1000);
    // Exactly: pairs above and below the price ½, mean gap ½, mass ¼.
    expect(gainsFromTrade(postedPrice(grid, grid, 0.5))).toBeCloseTo(1 / 8, 12);
    expect(gainsFromTrade(postedPrice(grid, grid, 0.4))).toBeLessThan(1 / 8);
  });

  it("refuse prices and masses that are no lottery", () => {
    const grid = uniformGrid(2);
    expect(() => postedPrice(grid, grid, Number.NaN)).toThrow(InvalidInputError);
    expect(() => priceLottery(grid, grid, [0.5, 0.5], [0.5, 0.5])).toThrow(InvalidInputError);
    expect(() => priceLottery(grid, grid, [0.25, 0.5], [0.5, 0.4])).toThrow(InvalidInputError);
    expect(() => priceLottery(grid, grid, [0.25, 0.5], [1.5, -0.5])).toThrow(InvalidInputError);
    expect(() => priceLottery(grid, grid, [0.25], [0.5, 0.5])).toThrow(InvalidInputError);
  });
});
