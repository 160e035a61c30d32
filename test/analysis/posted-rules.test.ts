import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import {
  bilateralTrade,
  designProblem,
  evaluate,
  type FiniteEnvironment,
  finiteEnvironment,
  multilateralTrade,
  partnership,
} from "../../src/index.ts";
import { onGrid } from "../../src/mechanism/rules/named/on-types.ts";
import { postedMarket } from "../../src/mechanism/rules/posted/market.ts";
import { bestOffer, defaultOutcome, postedOffer } from "../../src/mechanism/rules/posted/offer.ts";
import { postedSharePrice } from "../../src/mechanism/rules/posted/share-price.ts";
import { gainsFromTrade } from "../../src/mechanism/sums.ts";
import { postedPriceValue } from "../../src/price-distribution/posted/price-value.ts";

const unit: DistributionSpec = { distribution: "uniform", min: 0, max: 1 };
const alone = { secondBest: false } as const;
const strictest = { incentives: "dominant", participation: "ex-post", budget: "balanced" } as const;

/** Two or three agents with two types each, an outcome that changes nothing, and two others; types independent or not. */
const anyEnvironment = fc
  .record({
    tables: fc.array(fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 4, maxLength: 4 }), { minLength: 2, maxLength: 3 }),
    outside: fc.integer({ min: -2, max: 2 }),
    weights: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 8, maxLength: 8 }),
    joint: fc.boolean(),
  })
  .map(({ tables, outside, weights, joint }) => {
    const profiles = 2 ** tables.length;
    const total = weights.slice(0, profiles).reduce((sum, weight) => sum + weight, 0);
    return finiteEnvironment({
      agents: tables.map((_, a) => ({ name: `agent ${a}`, types: ["low", "high"] })),
      prior: joint
        ? { joint: weights.slice(0, profiles).map((weight) => `${weight}/${total}`) }
        : { independent: tables.map((_, a) => [`${weights[a]}/10`, `${10 - (weights[a] as number)}/10`]) },
      outcomes: ["x", "nothing", "y"],
      utilities: tables.map((table) => [table.slice(0, 2), [outside, outside], table.slice(2, 4)]),
      outsideOptions: tables.map(() => outside),
    });
  });

/** Expected gains when the outcome happens at these prices, from the definition. */
function gainsAt({ agents, utilities, outsideOptions, prior }: FiniteEnvironment, outcome: number, prices: readonly number[]): number {
  let sum = 0;
  for (let p = 0; p < 2 ** agents.length; p++) {
    const types = agents.map((_, a) => (p >> (agents.length - 1 - a)) & 1);
    const gains = types.map((k, a) => (utilities[a]?.[outcome * 2 + k] as number) - (outsideOptions[a]?.[k] as number));
    const mass = prior.kind === "joint" ? (prior.masses[p] as number) : types.reduce((x, k, a) => x * (prior.masses[a]?.[k] as number), 1);
    if (gains.every((gain, a) => gain >= (prices[a] as number))) sum += mass * gains.reduce((x, y) => x + y, 0);
  }
  return sum;
}

describe("a posted price in a finite environment", () => {
  test("keeps the strictest words, and no prices of a fine lattice gain more", async () => {
    await fc.assert(
      fc.asyncProperty(anyEnvironment, async (environment) => {
        const found = await evaluate("posted-price", designProblem({ environment, ...strictest }), alone);
        expect(found.passes).toBe(true);
        const lattice = Array.from({ length: 41 }, (_, k) => k / 2 - 10);
        let most = 0;
        for (const outcome of [0, 2])
          for (const x of lattice)
            for (const y of environment.agents.length === 2 ? [-x] : lattice) {
              const prices = environment.agents.length === 2 ? [x, y] : [x, y, -x - y];
              most = Math.max(most, gainsAt(environment, outcome, prices));
            }
        expect(found.gainsFromTrade).toBeCloseTo(most, 9);
      }),
      { numRuns: 40 },
    );
  });

  test("a bridge that each of two pays half of: who does not want it is paid to accept", () => {
    const environment = finiteEnvironment({
      agents: ["Ann", "Bob"].map((name) => ({ name, types: ["low", "high"] })),
      prior: {
        independent: [
          ["1/2", "1/2"],
          ["1/2", "1/2"],
        ],
      },
      outcomes: ["nothing", "bridge"],
      utilities: [
        [
          [0, 0],
          [-1, 2],
        ],
        [
          [0, 0],
          [-1, 2],
        ],
      ],
    });
    // One pays 1 to the other, who then always agrees: built when the payer's value is high, which gains (4 + 1)/4. At prices 0 it is built for two high values only: 4/4.
    const offer = bestOffer(environment, [1, 1]);
    expect(gainsFromTrade(postedOffer(environment, offer as NonNullable<typeof offer>))).toBeCloseTo(5 / 4, 12);
    expect([...(offer?.prices ?? [])].sort()).toEqual([-1, 1]);
    // Ann's rents alone: Bob pays as much as he would when his value is high.
    expect(bestOffer(environment, [1, 0])?.prices).toEqual([-2, 2]);
  });

  test("is the posted price of bilateral trade where that is what is listed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 4, maxLength: 8 }), async (numbers) => {
        const half = Math.floor(numbers.length / 2);
        const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b);
        const law = (values: readonly number[]): DistributionSpec => ({
          distribution: "discrete",
          values,
          masses: values.map(() => `1/${values.length}`),
        });
        const trade = bilateralTrade({ buyer: law(sorted(numbers.slice(0, half))), seller: law(sorted(numbers.slice(half))) });
        const listed = await evaluate("posted-price", designProblem({ environment: trade.toFinite() }), alone);
        const stated = await evaluate("posted-price", designProblem({ environment: trade }), alone);
        expect(listed.gainsFromTrade).toBeCloseTo(stated.gainsFromTrade, 9);
      }),
      { numRuns: 15 },
    );
  });

  test("where no rents count the price is that of the gains from trade", async () => {
    const environments = [
      bilateralTrade({ buyer: unit, seller: unit }),
      bilateralTrade({ buyer: unit, seller: unit }).toFinite({ rule: "midpoint", points: 4 }),
      partnership({ partners: [{ share: "1/2", count: 2, distribution: unit }] }),
    ];
    for (const environment of environments) {
      const asked = { environment, ...(environment.kind === "finite" ? {} : { discretization: { rule: "midpoint", points: 4 } as const }) };
      const [profit, gains] = [designProblem({ ...asked, objective: "broker-profit" }), designProblem(asked)];
      const found = await evaluate("posted-price", profit, alone);
      expect(found.gainsFromTrade).toBe((await evaluate("posted-price", gains, alone)).gainsFromTrade);
      expect(found.gainsFromTrade).toBeGreaterThan(0);
      expect(found.value).toBeCloseTo(0, 12);
    }
  });

  test("what has no outcome to fall back on, or too many prices, is refused in words", async () => {
    const table = {
      agents: [
        { name: "A", types: [1, 2] },
        { name: "B", types: [1, 2] },
      ],
      prior: {
        independent: [
          [0.5, 0.5],
          [0.5, 0.5],
        ],
      },
    };
    const without = finiteEnvironment({
      ...table,
      outcomes: ["x", "y"],
      utilities: [
        [
          [1, 2],
          [0, 1],
        ],
        [
          [0, 0],
          [1, 1],
        ],
      ],
    });
    expect(defaultOutcome(without)).toBeNull();
    await expect(evaluate("posted-price", designProblem({ environment: without }), alone)).rejects.toThrow(/what it has outside/);
    const many = Array.from({ length: 500 }, (_, k) => k + 1);
    const large = bilateralTrade({
      buyer: { distribution: "discrete", values: many, masses: many.map(() => "1/500") },
      seller: { distribution: "discrete", values: many, masses: many.map(() => "1/500") },
    }).toFinite();
    await expect(evaluate("posted-price", designProblem({ environment: large }), alone)).rejects.toThrow(/combinations of prices/);
    const stated = designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }).toFinite({ rule: "midpoint", points: 2 }) });
    await expect(evaluate("posted-price:p=0.5", stated, alone)).rejects.toThrow(/price of its own|one of its own/);
  });
});

describe("a posted price in a partnership", () => {
  const anyPartnership = fc.record({
    shares: fc.constantFrom(["1/2", "1/2"], ["3/4", "1/4"], ["1", "0"], ["1/2", "1/4", "1/4"], ["1/3", "1/3", "1/3"]),
    points: fc.integer({ min: 2, max: 4 }),
    max: fc.integer({ min: 1, max: 3 }),
  });

  test("keeps the strictest words, and no price gains more", async () => {
    await fc.assert(
      fc.asyncProperty(anyPartnership, async ({ shares, points, max }) => {
        const environment = partnership({
          partners: shares.map((share, k) => ({ share, distribution: k === 0 ? { ...unit, max } : unit })),
        });
        const discretization = { rule: "midpoint", points } as const;
        const found = await evaluate("posted-price", designProblem({ environment, discretization, ...strictest }), alone);
        expect(found.passes).toBe(true);
        const spaces = environment.grids(discretization);
        for (let price = 0.05; price < max; price += 0.1)
          expect(gainsFromTrade(postedSharePrice(environment, spaces, price))).toBeLessThanOrEqual(found.gainsFromTrade + 1e-12);
      }),
      { numRuns: 25 },
    );
  });

  test("two who own half each, values ¼ or ¾: the half changes hands when one of them values it more", async () => {
    const environment = partnership({ partners: [{ share: "1/2", count: 2, distribution: unit }] });
    const problem = designProblem({ environment, discretization: { rule: "midpoint", points: 2 }, ...strictest });
    const found = await evaluate("posted-price", problem, alone);
    expect(found.gainsFromTrade).toBeCloseTo((1 / 2) * (1 / 2) * (1 / 2), 12);
    expect(found.rule).toBe("posted-price:p=0.75");
  });

  test("rents count by the weights of the partners, whatever the rule", async () => {
    const environment = partnership({
      partners: [
        { share: "3/4", distribution: unit },
        { share: "1/4", distribution: unit },
      ],
    });
    const problem = designProblem({
      environment,
      discretization: { rule: "midpoint", points: 4 },
      objective: { weights: { partners: [2, 1], broker: 1 } },
    });
    for (const rule of ["vcg", "expected-externality", "posted-price"]) {
      const { value, rents, brokerProfit, gainsFromTrade: gains } = await evaluate(rule, problem, alone);
      const [first, second] = rents.partners as [number, number];
      expect(value, rule).toBeCloseTo(2 * first + second + brokerProfit, 12);
      expect(first + second + brokerProfit, rule).toBeCloseTo(gains, 12);
    }
  });
});

test("a price in a market as a mechanism has the value that enclosures give it, and keeps the strictest words", async () => {
  const environment = multilateralTrade({
    buyers: [{ count: 2, distribution: unit }],
    sellers: [
      { count: 1, distribution: unit },
      { count: 1, distribution: { ...unit, max: 2 } },
    ],
  });
  const discretization = { rule: "midpoint", points: 3 } as const;
  const [b, s, t] = environment.grids(discretization) as [never, never, never];
  const mechanism = postedMarket(
    [{ count: 2, types: b }],
    [
      { count: 1, types: s },
      { count: 1, types: t },
    ],
    0.5,
  );
  const found = await evaluate(mechanism, designProblem({ environment, discretization, ...strictest }), alone);
  expect(found.passes).toBe(true);
  const laws = onGrid(environment, { discretization });
  const { buyers, sellers } = postedPriceValue(laws, 0.5);
  expect(found.rents.buyers).toBeCloseTo(buyers.lo, 9);
  expect(found.rents.sellers).toBeCloseTo(sellers.lo, 9);
});
