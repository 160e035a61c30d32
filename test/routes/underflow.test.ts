import { describe, expect, test } from "vitest";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { bilateralTrade, designProblem, multilateralTrade, resultJson, resultText, solve } from "../../src/index.ts";

const power = (exponent: number): DistributionSpec => ({ distribution: "power", min: 0, max: 1, exponent });
const reversePower = (exponent: number): DistributionSpec => ({ distribution: "reverse-power", min: 0, max: 1, exponent });
const uniform = (min: number, max: number): DistributionSpec => ({ distribution: "uniform", min, max });

/** Positive gains whose size no double holds: at most the probability that the buyer's value exceeds the seller's least cost. */
const tiny: readonly (readonly [buyer: DistributionSpec, seller: DistributionSpec])[] = [
  [reversePower(1e6), power(1e6)],
  [reversePower(1e6), uniform(0.5, 1)],
  [uniform(0, 0.5), power(1e5)],
  [{ distribution: "exponential", rate: 1, min: 0 }, uniform(2000, 2001)],
  [{ distribution: "normal", mean: 0, sd: 1 }, uniform(60, 61)],
  [{ distribution: "truncated-exponential", rate: 1000, min: 0, max: 1 }, uniform(0.8, 1)],
];

describe("gains below what doubles hold", () => {
  test.each(tiny)("are not called 0: %j against %j", async (buyer, seller) => {
    const result = await solve(designProblem({ environment: bilateralTrade({ buyer, seller }) }));
    expect([result.status, result.level]).toEqual(["optimal", "continuum"]);
    for (const { lower, upper } of [result.value, result.firstBest]) {
      expect(lower).toBeLessThanOrEqual(0);
      expect(upper).toBeGreaterThan(0);
      // Proved bounds of far tails are wider than the truth, which is below 1e-290, but as far from mattering.
      expect(upper).toBeLessThan(1e-60);
    }
    expect(result.explanation).toMatch(/are positive|next to nothing/);
    expect(resultText(resultJson(result))).toMatch(/next to nothing|are positive/);
  });

  test("are not called 0 in markets, nor out of reach of a required profit that may be smaller", async () => {
    const environment = multilateralTrade({
      buyers: [{ count: 2, distribution: reversePower(1e6) }],
      sellers: [{ count: 2, distribution: power(1e6) }],
    });
    const market = await solve(designProblem({ environment }));
    expect(market.status).toBe("limit");
    expect(market.value.upper).not.toBe(0);
    const [buyer, seller] = [reversePower(1e6), power(1e6)];
    const required = designProblem({
      environment: bilateralTrade({ buyer, seller }),
      budget: { rule: "ex-ante", requiredProfit: "1e-400" },
    });
    expect((await solve(required)).status).toBe("limit");
  });

  test("are 0 where no value exceeds a cost, and stay what they are where they are larger", async () => {
    const none = await solve(designProblem({ environment: bilateralTrade({ buyer: uniform(0, 1), seller: uniform(1, 2) }) }));
    expect([none.status, none.value.lower, none.value.upper]).toEqual(["optimal", 0, 0]);
    // E[(v − c)⁺] = ∫ P(V > x)P(C < x) dx = ∫ (1 − x)^100·x dx = 1/(101·102).
    const some = await solve(
      designProblem({ environment: bilateralTrade({ buyer: reversePower(100), seller: uniform(0, 1) }), width: 1e-3 }),
    );
    expect(some.firstBest.lower).toBeLessThanOrEqual(1 / 10302);
    expect(some.firstBest.upper).toBeGreaterThanOrEqual(1 / 10302);
  });
});
