import { expect, test } from "vitest";
import { rational } from "../../src/arithmetic/rational.ts";
import type { ExactPieces } from "../../src/price-distribution/knots.ts";
import { simpleOptimum } from "../../src/price-distribution/simple-optimum.ts";
import { bestDensity } from "./densities.ts";

const uniform: ExactPieces = { low: [rational(0)], high: [rational(1)], mass: [rational(1)] };

/** Aitken's limit of three terms. */
const limitOf = ([a, b, c]: readonly [number, number, number]) => c - (c - b) ** 2 / (c - 2 * b + a);

test("densities that are constant on cells, a discretisation of its own, stay within the bracket and converge to the estimate of atoms", () => {
  for (const power of ["3/4", "1/2", "1/4"]) {
    const [coarse, middle, fine] = [4, 8, 16].map((cells) => bestDensity(rational(power).valueOf(), cells));
    const values = [coarse?.value as number, middle?.value as number, fine?.value as number] as const;
    const { upper, estimate } = simpleOptimum(uniform, uniform, rational(power), { width: 1e-8, cells: 128, timeLimitSeconds: 60 });
    expect(fine?.gap).toBeLessThan(1e-8);
    expect(values[2]).toBeLessThanOrEqual(upper);
    expect(Math.abs(limitOf(values) - (estimate?.value ?? Number.NaN))).toBeLessThan(2e-6);
    expect(estimate?.uncertainty).toBeLessThan(5e-7);
  }
});
