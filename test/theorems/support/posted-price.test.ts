import { describe, expect, test } from "vitest";
import type { DistributionSpec } from "../../../src/distributions/distribution.ts";
import { distribution } from "../../../src/distributions/registry.ts";
import { bestPostedPrice, postedPriceGains, statedPostedPrice } from "../../../src/theorems/support/posted-price.ts";

const laws: Readonly<Record<string, DistributionSpec>> = {
  uniform: { distribution: "uniform", min: 0, max: 1 },
  "narrow bell": { distribution: "truncated-normal", mean: "1/2", sd: "1/100000", min: 0, max: 1 },
  "steep power": { distribution: "power", min: 0, max: 1, exponent: "1/100" },
  "far tail": { distribution: "truncated-exponential", rate: -900, min: 0, max: 1 },
  arcsine: { distribution: "beta", a: "1/2", b: "1/2", min: 0, max: 1 },
  steps: { distribution: "piecewise-uniform", knots: [0, "1/3", "2/3", 1], masses: ["1/10", "8/10", "1/10"] },
};
const pairs = Object.keys(laws).flatMap((b) => Object.keys(laws).map((s) => [b, s] as const));

describe("the best posted price", () => {
  test.each(pairs)(
    "buyer %s, seller %s: no price on a fine mesh or at a quantile gains more than the bound, and the bound is close",
    (b, s) => {
      const [buyer, seller] = [distribution(laws[b] as DistributionSpec), distribution(laws[s] as DistributionSpec)];
      const { price, gains, upper } = bestPostedPrice(buyer, seller);
      expect(postedPriceGains(buyer, seller, price)).toBe(gains);
      const mesh = Array.from({ length: 4001 }, (_, k) => k / 4000);
      const prices = [...mesh, ...mesh.flatMap((q) => [buyer.quantile(q), seller.quantile(q)])];
      expect(Math.max(...prices.map((p) => postedPriceGains(buyer, seller, p)))).toBeLessThanOrEqual(upper);
      expect(upper).toBeGreaterThanOrEqual(gains);
      expect(upper - gains).toBeLessThanOrEqual(2e-10 * gains);
    },
  );

  test("uniform types: half of the way, an eighth; and whatever the width and the place", () => {
    for (const [min, max] of [
      [0, 1],
      [-3, 7],
      [1e6, 1e6 + 1],
    ] as const) {
      const law = distribution({ distribution: "uniform", min, max });
      const { price, gains } = bestPostedPrice(law, law);
      expect(Math.abs(price - (min + max) / 2)).toBeLessThan(1e-4 * (max - min));
      expect(Math.abs(gains - (max - min) / 8)).toBeLessThan(1e-8 * (max - min));
    }
  });
});

// On [a, a + 1]² the best price is a + 1/2, and gains are 2·(1/2)·(1/8).
test.each([0, 1, -1e3, 1e6, 1e9, -1e12])("the stated best posted price of U[%d, + 1]² is as accurate as it says", (shift) => {
  const law = distribution({ distribution: "uniform", min: shift, max: shift + 1 });
  const { value, tolerance } = statedPostedPrice(law, law);
  expect(Math.abs(value - 1 / 8)).toBeLessThanOrEqual(tolerance * value + 1e-15);
  if (Math.abs(shift) <= 1e6) expect(tolerance).toBeLessThan(1e-6);
});
