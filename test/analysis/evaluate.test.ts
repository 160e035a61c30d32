import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import {
  bestPostedPrice,
  bilateralTrade,
  type DesignProblem,
  designProblem,
  distribution,
  evaluate,
  finiteEnvironment,
  linearDoubleAuction,
  multilateralTrade,
  takeItOrLeaveIt,
} from "../../src/index.ts";
import { namedRules, readRule } from "../../src/mechanism/rules/named/catalogue.ts";
import { discretize } from "../../src/type-space/discretize.ts";
import { anyContinuousLaw } from "../distributions/arbitrary-law.ts";

const unit: DistributionSpec = { distribution: "uniform", min: 0, max: 1 };
const uniformProblem = designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }) });
const alone = { secondBest: false } as const;

describe("on laws", () => {
  test("closed forms on U[0,1]²", async () => {
    // Gains and profit by hand: posted price ½ 1/8; double auction 9/64 (Myerson–Satterthwaite); VCG runs the whole gain 1/6 as its deficit; one offer 1/8, whoever makes it.
    const known: readonly (readonly [string, number, number])[] = [
      ["posted-price:p=0.5", 1 / 8, 0],
      ["posted-price", 1 / 8, 0],
      ["posted-price:p=0.25", 0.25 * 0.75 * 0.5, 0],
      ["double-auction:k=0.5", 9 / 64, 0],
      ["double-auction:k=1", 1 / 8, 0],
      ["vcg", 1 / 6, -1 / 6],
      ["vcg-prime", 1 / 6, -1 / 6],
      ["expected-externality", 1 / 6, 0],
      ["seller-offer", 1 / 8, 0],
      ["buyer-offer", 1 / 8, 0],
      ["random-offer", 1 / 8, 0],
    ];
    for (const [rule, gains, profit] of known) {
      const found = await evaluate(rule, uniformProblem, alone);
      expect(found.gainsFromTrade, rule).toBeCloseTo(gains, 9);
      expect(found.brokerProfit, rule).toBeCloseTo(profit, 9);
      expect(found.rents.buyers + found.rents.sellers + found.brokerProfit, rule).toBeCloseTo(gains, 9);
    }
  });

  test("what holds of a rule is found to hold, and what it breaks to be broken", async () => {
    const interim = async (rule: string) => (await evaluate(rule, uniformProblem, alone)).violations;
    expect((await evaluate("double-auction:k=0.5", uniformProblem, alone)).passes).toBe(true);
    expect((await interim("vcg")).budget.worst).toBeCloseTo(1 / 6, 8);
    // The lowest buyer of the expected-externality mechanism pays E[V] − … = 1/3 for nothing.
    expect((await interim("expected-externality")).participation.worst).toBeCloseTo(1 / 2 - 1 / 6, 2);
    const exPost = designProblem({
      environment: uniformProblem.environment,
      incentives: "dominant",
      participation: "ex-post",
      budget: "none",
    });
    expect((await evaluate("vcg-prime", exPost, alone)).passes).toBe(true);
    const auction = await evaluate("double-auction:k=0.5", exPost, alone);
    expect(auction.passes).toBe(false);
    expect(auction.violations.incentives.worst).toBeGreaterThan(0.05);
  });

  test("a rule given in code, and the share of the second best", async () => {
    const { gainsFromTrade, secondBest, passes } = await evaluate(linearDoubleAuction({ k: 0.5 }), uniformProblem);
    expect(gainsFromTrade).toBeCloseTo(9 / 64, 9);
    expect(secondBest?.lower).toBeLessThanOrEqual(9 / 64);
    expect(passes).toBe(true);
  });

  test("two ways to the value of a posted price: enclosures, and a mechanism on fine grids", async () => {
    await fc.assert(
      fc.asyncProperty(anyContinuousLaw, anyContinuousLaw, fc.double({ min: 0.1, max: 0.9, noNaN: true }), async (buyer, seller, share) => {
        const environment = bilateralTrade({ buyer, seller });
        const price = environment.seller.quantile(share);
        const exact = await evaluate(`posted-price:p=${price}`, designProblem({ environment }), alone);
        const grid = designProblem({ environment, discretization: { rule: "equal-mass", points: 400 } });
        const rough = await evaluate(`posted-price:p=${price}`, grid, alone);
        expect(rough.gainsFromTrade).toBeLessThanOrEqual(exact.gainsFromTrade + 0.02 * Math.abs(exact.gainsFromTrade) + 0.05);
        expect(exact.gainsFromTrade).toBeLessThanOrEqual(bestPostedPrice(buyer, seller).upper + 1e-12);
        expect(exact.passes).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  test("the offerer's best offer against every offer of a fine grid", async () => {
    await fc.assert(
      fc.asyncProperty(anyContinuousLaw, anyContinuousLaw, async (buyer, seller) => {
        const [B, S] = [distribution(buyer), distribution(seller)];
        const rule = readRule("seller-offer").rule.onLaws?.(B, S, {});
        for (const share of [0.05, 0.4, 0.8]) {
          const cost = S.quantile(share);
          const offers = Array.from({ length: 400 }, (_, k) => B.quantile(k / 400)).filter(Number.isFinite);
          const best = Math.max(0, ...offers.map((p) => (p - cost) * B.survival(p)));
          // The price of the rule is what the highest value pays.
          const price = rule?.buyerPays(B.quantile(1 - 1e-12), cost) ?? Number.NaN;
          const gain = rule?.trade(B.quantile(1 - 1e-12), cost) === 1 ? (price - cost) * B.survival(price) : 0;
          expect(gain).toBeGreaterThanOrEqual(best - 1e-9 * Math.abs(best) - 1e-12);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("on grids", () => {
  test("an offer is the best of all offers, and both traders only gain", () => {
    fc.assert(
      fc.property(anyContinuousLaw, anyContinuousLaw, fc.constantFrom("buyer", "seller", "random"), (buyer, seller, offerer) => {
        const types = (law: DistributionSpec) => discretize(distribution(law), { rule: "equal-mass", points: 7 });
        const [B, S] = [types(buyer), types(seller)];
        const mechanism = takeItOrLeaveIt(B, S, offerer);
        mechanism.interim.buyer.rent.forEach((rent) => {
          expect(rent).toBeGreaterThanOrEqual(-1e-12);
        });
        if (offerer !== "seller") return;
        S.values.forEach((cost, j) => {
          const gains = [...B.values].map(
            (p) => (p - cost) * [...B.masses].reduce((sum, mass, i) => sum + ((B.values[i] as number) >= p ? mass : 0), 0),
          );
          expect(mechanism.interim.seller.rent[j]).toBeCloseTo(Math.max(0, ...gains), 9);
        });
      }),
    );
  });

  test("the pivotal mechanism: dominant incentives, no deficit, the first best", async () => {
    const laws = fc.array(fc.array(fc.integer({ min: -5, max: 9 }), { minLength: 6, maxLength: 6 }), { minLength: 2, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(laws, async (tables) => {
        const environment = finiteEnvironment({
          agents: tables.map((_, a) => ({ name: `agent ${a}`, types: ["low", "high"] })),
          prior: { independent: tables.map(() => ["1/3", "2/3"]) },
          outcomes: ["a", "b", "c"],
          utilities: tables.map((table) => [table.slice(0, 2), table.slice(2, 4), table.slice(4, 6)]),
        });
        const problem: DesignProblem = designProblem({ environment, incentives: "dominant", participation: "none", budget: "no-deficit" });
        const found = await evaluate("vcg", problem, alone);
        expect(found.passes).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test("markets: McAfee's rule keeps dominant incentives, the posted price counts rationing", async () => {
    const environment = multilateralTrade({ buyers: [{ count: 2, distribution: unit }], sellers: [{ count: 2, distribution: unit }] });
    const words = { environment, incentives: "dominant", participation: "ex-post", budget: "no-deficit" } as const;
    const grid = designProblem({ ...words, discretization: { rule: "midpoint", points: 3 } });
    expect((await evaluate("trade-reduction", grid, alone)).passes).toBe(true);
    // Two and two at ½: each side has 0, 1 or 2 willing traders with ¼, ½, ¼, and every pair gains ½ on average.
    const chances = [1 / 4, 1 / 2, 1 / 4];
    const trades = chances.flatMap((x, k) => chances.map((y, l) => x * y * Math.min(k, l))).reduce((sum, x) => sum + x, 0);
    expect((await evaluate("posted-price:p=0.5", designProblem(words), alone)).gainsFromTrade).toBeCloseTo(trades / 2, 9);
  });
});

test("what is wrong is refused with what would serve", async () => {
  const market = designProblem({
    environment: multilateralTrade({ buyers: [{ count: 2, distribution: unit }], sellers: [{ count: 1, distribution: unit }] }),
  });
  await expect(evaluate("postd-price", uniformProblem, alone)).rejects.toThrow(/Did you mean "posted-price"/);
  await expect(evaluate("posted-price:q=1", uniformProblem, alone)).rejects.toThrow(/p is the price/);
  await expect(evaluate("posted-price:p=x", uniformProblem, alone)).rejects.toThrow(/finite number/);
  await expect(evaluate("vcg:p=1", uniformProblem, alone)).rejects.toThrow(/no parameters of vcg/);
  await expect(evaluate("vcg", market, alone)).rejects.toThrow(/"posted-price", "vcg-prime", "trade-reduction"/);
  const other = designProblem({ environment: bilateralTrade({ buyer: unit, seller: { distribution: "uniform", min: 0, max: 2 } }) });
  await expect(evaluate("double-auction", other, alone)).rejects.toThrow(/uniform laws on one interval/);
  expect(namedRules.map(({ name }) => name)).toHaveLength(new Set(namedRules.map(({ name }) => name)).size);
});
