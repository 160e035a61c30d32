import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rational } from "../../src/arithmetic/rational.ts";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { distribution } from "../../src/index.ts";
import { binned } from "../../src/problem/binned.ts";
import { parseInstance, serializeInstance } from "../../src/problem/instance.ts";
import { refusal } from "../environments/refusal.ts";

const trade = (buyer: object) =>
  parseInstance({
    format: "secondbest/instance@1",
    environment: { kind: "bilateral-trade", buyer, seller: { distribution: "point-mass", at: 0 } },
  });

describe("samples in bins", () => {
  test("are a histogram whose masses are shares of the samples, counted one by one", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        (tenths, bins) => {
          fc.pre(new Set(tenths).size > 1);
          const samples = tenths.map((t) => t / 10);
          const { knots, masses } = binned(
            samples,
            samples.map(() => 1),
            bins,
          );
          const ends = knots.map((knot) => rational(knot));
          expect(ends).toHaveLength(bins + 1);
          masses.forEach((mass, k) => {
            const inside = tenths.filter((t) => {
              const x = rational(`${t}/10`);
              return x.gte(ends[k] as never) && (x.lt(ends[k + 1] as never) || (k === bins - 1 && x.equals(ends[bins] as never)));
            });
            expect(rational(mass).equals(rational(`${inside.length}/${tenths.length}`))).toBe(true);
          });
          expect(distribution({ distribution: "piecewise-uniform", knots, masses }).support.max).toBeCloseTo(Math.max(...samples), 12);
        },
      ),
    );
  });

  test("are stated in instances, which then say the histogram", () => {
    const { environment } = serializeInstance(trade({ distribution: "empirical", samples: [0, 1, 1, 4], bins: 2 }));
    expect(environment).toMatchObject({ buyer: { distribution: "piecewise-uniform", knots: [0, 2, 4], masses: [0.75, 0.25] } });
  });

  test("or are smoothed by the estimators, whose law the instance then says", () => {
    const samples = [0.2, 0.3, 0.35, 0.7, 0.9, 1.1];
    for (const smooth of ["kernel", "decreasing", "increasing"] as const) {
      const { environment } = serializeInstance(trade({ distribution: "empirical", samples, smooth }));
      expect(environment).toMatchObject({ buyer: { distribution: "piecewise-uniform" } });
      const law = (environment as unknown as { buyer: DistributionSpec }).buyer as Extract<
        DistributionSpec,
        { distribution: "piecewise-uniform" }
      >;
      const density = law.masses.map((mass, k) =>
        rational(mass)
          .div(rational(law.knots[k + 1] as number).sub(rational(law.knots[k] as number)))
          .valueOf(),
      );
      const steps = density.slice(1).map((height, k) => height - (density[k] as number));
      if (smooth === "decreasing") expect(Math.max(...steps)).toBeLessThanOrEqual(1e-12);
      if (smooth === "increasing") expect(Math.min(...steps)).toBeGreaterThanOrEqual(-1e-12);
      // A symmetric kernel keeps the mean, but for the width of its bins.
      if (smooth === "kernel") expect(distribution(law).mean).toBeCloseTo(samples.reduce((sum, x) => sum + x, 0) / samples.length, 2);
    }
    expect(refusal(() => trade({ distribution: "empirical", samples, smooth: "kernel", bins: 3 }))).toMatchObject({
      field: "environment.buyer.smooth",
      received: "both",
    });
    expect(refusal(() => trade({ distribution: "empirical", samples: [2, 2], smooth: "decreasing" }))).toMatchObject({
      field: "environment.buyer.samples",
    });
    expect(refusal(() => trade({ distribution: "empirical", samples, smooth: "spline" }))).toMatchObject({
      field: "environment.buyer.smooth",
    });
  });

  test("are refused where there is nothing to spread", () => {
    expect(refusal(() => trade({ distribution: "empirical", samples: [2, 2], bins: 3 }))).toMatchObject({
      field: "environment.buyer.bins",
      received: "only 2",
    });
    expect(refusal(() => trade({ distribution: "empirical", samples: [1, 2], bins: 1e9 }))).toMatchObject({
      field: "environment.buyer.bins",
    });
  });
});
