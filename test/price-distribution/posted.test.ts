import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { bestPostedPrice, bilateralTrade, customLaw, designProblem, solve, uniform } from "../../src/index.ts";
import { anyLaw, decimal, masses } from "../distributions/arbitrary-law.ts";

const unit: DistributionSpec = { distribution: "uniform", min: 0, max: 1 };
const moved = (scale: number | string, shift: number | string, of: DistributionSpec): DistributionSpec => ({
  distribution: "affine",
  scale,
  shift,
  of,
});

interface Fixture {
  readonly buyer: DistributionSpec;
  readonly seller: DistributionSpec;
  readonly weights: readonly [number, number];
  readonly value: string;
}

/** Values in 20 digits by a scan of prices, computed by generate.py beside them. */
const fixtures: readonly Fixture[] = JSON.parse(readFileSync("data/fixtures/posted-price/expected.json", "utf8"));

describe("the best posted price", () => {
  test("brackets the best of a dense scan in many digits, for 40 pairs of laws", () => {
    expect(fixtures).toHaveLength(40);
    for (const { buyer, seller, weights, value } of fixtures) {
      const found = bestPostedPrice(buyer, seller, { weights: { buyers: weights[0], sellers: weights[1] } });
      expect(found.proved).toBe(true);
      // The scan is below the truth by at most 1e-15.
      expect(found.upper).toBeGreaterThanOrEqual(Number(value) * (1 - 1e-15));
      expect(found.lower).toBeLessThanOrEqual(Number(value) * (1 + 1e-14));
      expect(found.upper - found.lower).toBeLessThanOrEqual(1e-10 * found.upper);
    }
  });

  test("known prices: ½ for U[0,1]², 1/√3 with a second buyer", () => {
    expect(bestPostedPrice(unit, unit)).toMatchObject({ price: 0.5, reached: "at", proved: true });
    // Revenue of a seller without costs: p(1 − p²)… with costs U[0,1]: by hand, max of p(1 − p²)/2, at 1/√3.
    const two = bestPostedPrice([{ count: 2, distribution: unit }], [{ count: 1, distribution: unit }]);
    expect(two.price).toBeCloseTo(1 / Math.sqrt(3), 5);
    expect(two.upper).toBeGreaterThanOrEqual(1 / (3 * Math.sqrt(3)));
    expect(two.lower).toBeLessThanOrEqual(1 / (3 * Math.sqrt(3)));
  });

  test("does not depend on units, on a shift, or on who is called buyer", () => {
    fc.assert(
      fc.property(anyLaw, anyLaw, fc.constantFrom("1/1000", "7"), fc.constantFrom("0", "-5", "1000000"), (buyer, seller, scale, shift) => {
        const plain = bestPostedPrice(buyer, seller);
        const same = (other: typeof plain, factor = 1) => {
          const slack = 1e-9 * Math.max(1e-6, plain.upper);
          expect(other.lower).toBeLessThanOrEqual(factor * (plain.upper + slack));
          expect(other.upper).toBeGreaterThanOrEqual(factor * (plain.lower - slack));
        };
        expect(plain.lower).toBeLessThanOrEqual(plain.upper);
        same(bestPostedPrice(moved(scale, shift, buyer), moved(scale, shift, seller)), scale === "7" ? 7 : 1e-3);
        same(bestPostedPrice(moved(-1, shift, seller), moved(-1, shift, buyer)));
      }),
      { numRuns: 25 },
    );
  });

  test("a market of finite laws: the best of all prices by enumeration, those just beside a type included", () => {
    const law = fc
      .tuple(fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 3 }), masses(3))
      .map(([values, shares]) => {
        const sorted = [...values].sort((a, b) => a - b);
        const total = shares.slice(0, sorted.length).reduce((sum, share) => sum + Number(share.split("/")[0]), 0);
        return { values: sorted, masses: sorted.map((_, k) => Number(shares[k]?.split("/")[0]) / total), total, shares };
      });
    const group = fc.tuple(fc.integer({ min: 1, max: 2 }), law);
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 2 }), fc.array(group, { minLength: 1, maxLength: 2 }), (buyers, sellers) => {
        const stated = (side: typeof buyers) =>
          side.map(([count, { values, total, shares }]) => ({
            count,
            distribution: {
              distribution: "discrete" as const,
              values,
              masses: values.map((_, k) => `${shares[k]?.split("/")[0]}/${total}`),
            },
          }));
        const found = bestPostedPrice(stated(buyers), stated(sellers));
        const truth = byEnumeration(buyers, sellers);
        expect(found.lower).toBeLessThanOrEqual(truth + 1e-12);
        expect(found.upper).toBeGreaterThanOrEqual(truth - 1e-12);
        expect(found.upper - found.lower).toBeLessThanOrEqual(1e-9);
      }),
      { numRuns: 60 },
    );
  });

  test("a law made of functions gets numbers that are not called proved", () => {
    const law = customLaw({ cdf: (x) => Math.min(1, Math.max(0, x)), quantile: (p) => p, support: { min: 0, max: 1 } });
    const found = bestPostedPrice(law, uniform({ min: 0, max: 1 }), { width: 1e-8 });
    expect(found.proved).toBe(false);
    expect(found.lower).toBeCloseTo(0.125, 8);
    expect(found.upper).toBeCloseTo(0.125, 8);
  });

  test("wrong options are refused at the door", () => {
    expect(() => bestPostedPrice(unit, unit, { width: 0 })).toThrow(/width/);
    expect(() => bestPostedPrice(unit, unit, { weights: { buyers: -1 } })).toThrow(/weights\.buyers/);
    expect(() => bestPostedPrice([{ count: 600, distribution: unit }], [{ count: 1, distribution: unit }])).toThrow(/at most 500 traders/);
  });
});

type Side = readonly (readonly [count: number, law: { readonly values: readonly number[]; readonly masses: readonly number[] }])[];

/** Largest expected gains over all prices and both answers of those who are indifferent, profile by profile. */
function byEnumeration(buyers: Side, sellers: Side): number {
  const values = [...buyers, ...sellers].flatMap(([, law]) => law.values);
  let best = 0;
  for (const price of values.flatMap((v) => [v - 0.5, v])) {
    for (const [eager, keen] of [
      [true, true],
      [true, false],
      [false, true],
    ] as const) {
      const wants = (v: number) => (eager ? v >= price : v > price);
      const offers = (c: number) => (keen ? c <= price : c < price);
      best = Math.max(best, gainsAt(unrolled(buyers), unrolled(sellers), wants, offers));
    }
  }
  return best;
}

const unrolled = (side: Side) => side.flatMap(([count, law]) => Array.from({ length: count }, () => law));

function gainsAt(
  buyers: readonly Side[number][1][],
  sellers: readonly Side[number][1][],
  wants: (v: number) => boolean,
  offers: (c: number) => boolean,
): number {
  let total = 0;
  const visit = (k: number, probability: number, values: number[], costs: number[]): void => {
    const law = [...buyers, ...sellers][k];
    if (!law) {
      const willing = values.filter(wants);
      const able = costs.filter(offers);
      const trades = Math.min(willing.length, able.length);
      const mean = (list: number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
      if (trades > 0) total += probability * trades * (mean(willing) - mean(able));
      return;
    }
    law.values.forEach((x, t) => {
      const chance = probability * (law.masses[t] as number);
      if (k < buyers.length) visit(k + 1, chance, [...values, x], costs);
      else visit(k + 1, chance, values, [...costs, x]);
    });
  };
  visit(0, 1, [], []);
  return total;
}

describe("the route", () => {
  const question = (buyer: DistributionSpec, seller: DistributionSpec) =>
    designProblem({
      environment: bilateralTrade({ buyer, seller }),
      incentives: "dominant",
      participation: "ex-post",
      budget: { rule: "balanced" },
    });

  test("a continuous problem gets its price, a bracket proved for the continuum, and a mechanism that passes the audit", async () => {
    for (const [buyer, seller] of [
      [unit, unit],
      [
        { distribution: "exponential", rate: 1, min: 0 },
        { distribution: "normal", mean: 0, sd: 1 },
      ],
      [{ distribution: "mixture", weights: ["1/2", "1/2"], components: [unit, { distribution: "point-mass", at: "1/3" }] }, unit],
      [moved(1, 1000000, unit), moved(1, "1000000.1", unit)],
    ] as const) {
      const result = await solve(question(buyer, seller));
      expect(result).toMatchObject({ status: "optimal", route: "posted-price", level: "continuum" });
      expect(result.audit?.passes).toBe(true);
      expect(result.value.upper - result.value.lower).toBeLessThanOrEqual(1e-10 * result.value.upper);
      expect(result.value.upper).toBeLessThanOrEqual(result.firstBest.upper);
      expect(result.price).not.toBeNull();
    }
  });

  test("no price gains: 0, exactly; types with a gap are for the route that knows other mechanisms", async () => {
    const none = await solve(question(unit, { distribution: "uniform", min: 2, max: 3 }));
    expect(none.value).toMatchObject({ lower: 0, upper: 0 });
    const gap: DistributionSpec = {
      distribution: "piecewise-uniform",
      knots: [0, "1/3", "0.34", 1],
      masses: ["1/2", 0, "1/2"],
    };
    const served = await solve(question(gap, unit), { width: 0.02 });
    expect(served).toMatchObject({ route: "cell-program", level: "continuum" });
    expect(served.value.upper).toBeGreaterThanOrEqual(bestPostedPrice(gap, unit).lower);
  });

  test("the value of any weights is that of the mechanism, and never above a budget without balance", async () => {
    await fc.assert(
      fc.asyncProperty(decimal(0, 3), decimal(0, 3), decimal(-0.5, 0.5), async (buyers, sellers, shift) => {
        const environment = bilateralTrade({ buyer: unit, seller: moved(1, shift, unit) });
        const words = {
          environment,
          incentives: "dominant",
          participation: "ex-post",
          objective: { weights: { buyers, sellers, broker: 0 } },
        } as const;
        const posted = await solve(designProblem({ ...words, budget: { rule: "balanced" } }));
        const free = await solve(designProblem({ ...words, budget: { rule: "ex-ante" } }), { width: 1e-6 });
        expect(posted.status).toBe("optimal");
        expect(posted.value.lower).toBeLessThanOrEqual(free.value.upper);
        expect(buyers * posted.rents.buyers + sellers * posted.rents.sellers).toBeCloseTo(posted.value.lower, 8);
      }),
      { numRuns: 10 },
    );
  });
});
