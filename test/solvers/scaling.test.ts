import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scaleProgram, unscalePoint, unscaleReducedCosts, unscaleRowMultipliers } from "../../solvers/scaling.ts";
import { dense, dot } from "../conformance/optimality.ts";
import { linearPrograms, quadraticPrograms } from "../conformance/random-programs.ts";
import { smallProgram } from "../conformance/small-program.ts";

const inf = Number.POSITIVE_INFINITY;

describe("scaling", () => {
  it("changes units only: values, activities and prices agree to the last bit on powers of two", () => {
    fc.assert(
      fc.property(
        fc.oneof(linearPrograms, quadraticPrograms),
        fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 12, maxLength: 12 }),
        (program, numbers) => {
          const scaled = scaleProgram(program);
          const inside = { ...program, ...scaled, quadratic: scaled.quadratic ?? undefined } as typeof program;
          const [outer, inner] = [dense(program), dense(inside)];
          const xPrime = program.objective.map((_, j) => numbers[j] as number);
          const x = unscalePoint(scaled.factors, xPrime);
          const sigma = scaled.factors.objective;
          expect(dot(scaled.objective, xPrime)).toBe(sigma * dot(program.objective, x));
          for (const [i, row] of outer.A.entries())
            expect(dot(inner.A[i] as number[], xPrime)).toBe((scaled.factors.rows[i] as number) * dot(row, x));
          for (const [i, row] of outer.Q.entries()) {
            expect(dot(inner.Q[i] as number[], xPrime)).toBe(sigma * (scaled.factors.columns[i] as number) * dot(row, x));
          }
          // y and z of the scaled program price the original columns alike: Aᵀy + z.
          const yPrime = program.rowLower.map((_, i) => numbers[6 + i] as number);
          const zPrime = program.objective.map((_, j) => numbers[11 - j] as number);
          const [y, z] = [unscaleRowMultipliers(scaled.factors, yPrime), unscaleReducedCosts(scaled.factors, zPrime)];
          for (let j = 0; j < program.columnCount; j++) {
            const before =
              dot(
                inner.A.map((row) => row[j] as number),
                yPrime,
              ) + (zPrime[j] as number);
            const after =
              dot(
                outer.A.map((row) => row[j] as number),
                y,
              ) + (z[j] as number);
            expect(after * sigma * (scaled.factors.columns[j] as number)).toBe(before);
          }
        },
      ),
    );
  });

  it("brings the largest entry of every row, and of the objective, into [1, 2)", () => {
    fc.assert(
      fc.property(linearPrograms, (program) => {
        const scaled = scaleProgram(program);
        const { A } = dense({ ...program, ...scaled, quadratic: undefined } as unknown as typeof program);
        for (const row of [...A, Array.from(scaled.objective)]) {
          const largest = Math.max(0, ...row.map(Math.abs));
          if (largest > 0) expect(largest >= 1 && largest < 2).toBe(true);
        }
      }),
    );
  });

  it("leaves columns alone unless an entry would be lost", () => {
    expect(Array.from(scaleProgram(smallProgram({ objective: [1, 1], rows: [[-inf, [1e6, 1], 1]] })).factors.columns)).toEqual([1, 1]);
    const { matrix, objective } = scaleProgram(smallProgram({ objective: [1, 1], rows: [[-inf, [1e10, 1], 1e10]] }));
    for (const value of [...matrix.values, ...objective]) expect(Math.abs(value)).toBeGreaterThan(1e-7);
  });

  it("shrinks huge bounds when asked to", () => {
    const program = smallProgram({ objective: [1], rows: [[-inf, [1], 1e10]] });
    expect(scaleProgram(program).rowUpper[0]).toBe(1e10);
    const small = scaleProgram(program, { largestBound: 1e6 });
    expect(small.rowUpper[0]).toBeGreaterThanOrEqual(1);
    expect(small.rowUpper[0]).toBeLessThan(2);
    expect(small.matrix.values[0]).toBe(1);
  });
});
