import { expect, test } from "vitest";
import { rational } from "../../src/arithmetic/rational.ts";
import type { ExactPieces } from "../../src/price-distribution/knots.ts";
import { simpleOptimum } from "../../src/price-distribution/simple-optimum.ts";
import { bestDensity } from "./densities.ts";

const uniform: ExactPieces = { low: [rational(0)], high: [rational(1)], mass: [rational(1)] };

test("densities that are constant on cells, a discretisation of its own, stay within the bracket and near the estimate of atoms", () => {
  for (const power of ["1/2", "1/4"]) {
    const { value, gap } = bestDensity(rational(power).valueOf(), 12);
    const { upper, estimate } = simpleOptimum(uniform, uniform, rational(power), { width: 1e-8, cells: 64, timeLimitSeconds: 60 });
    const limit = estimate?.value ?? Number.NaN;
    expect(gap).toBeLessThan(1e-8);
    expect(value).toBeLessThanOrEqual(upper);
    expect(value).toBeLessThanOrEqual(limit + 1e-5);
    expect(Math.abs(value - limit)).toBeLessThan(3e-4);
  }
});
