import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Rational, ratio, zero } from "../../src/arithmetic/rational.ts";
import { OutOfTime } from "../../src/exact-lp/deadline.ts";
import { independentRows } from "../../src/exact-lp/independent-rows.ts";
import { ExactLinearSystem } from "../../src/exact-lp/solve.ts";

type Matrix = readonly (readonly bigint[])[];

const sparse = (rows: Matrix) => ({
  size: rows.length,
  rows: rows.map((row) => {
    const columns = row.flatMap((value, j) => (value === 0n ? [] : [j]));
    return { columns, values: columns.map((j) => row[j] as bigint) };
  }),
});

/** Rank by elimination in fractions. */
function rank(rows: Matrix): number {
  const work: Rational[][] = rows.map((row) => row.map((value) => ratio(value, 1n)));
  let found = 0;
  for (let column = 0; column < (rows[0]?.length ?? 0); column++) {
    const pivot = work.findIndex((row, i) => i >= found && !(row[column] as Rational).equals(zero));
    if (pivot < 0) continue;
    const [chosen] = work.splice(pivot, 1) as [Rational[]];
    work.splice(found, 0, chosen);
    for (let i = found + 1; i < work.length; i++) {
      const row = work[i] as Rational[];
      const factor = (row[column] as Rational).div(chosen[column] as Rational);
      work[i] = row.map((value, j) => value.sub(factor.mul(chosen[j] as Rational)));
    }
    found++;
  }
  return found;
}

const entry = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0n) },
  { weight: 3, arbitrary: fc.bigInt({ min: -9n, max: 9n }) },
  { weight: 1, arbitrary: fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }) },
);
const matrix = (size: number) => fc.array(fc.array(entry, { minLength: size, maxLength: size }), { minLength: size, maxLength: size });
const system = fc
  .integer({ min: 1, max: 7 })
  .chain((size) => fc.tuple(matrix(size), fc.array(fc.bigInt({ min: -99n, max: 99n }), { minLength: size, maxLength: size })));

describe("exact linear systems", () => {
  test("solve A x = b and Aᵀ y = b exactly, or find A singular", () => {
    const seen = { regular: 0, singular: 0 };
    fc.assert(
      fc.property(system, ([rows, b]) => {
        const exact = ExactLinearSystem.factor(sparse(rows));
        if (rank(rows) < rows.length) {
          seen.singular++;
          expect(exact).toBeNull();
          return;
        }
        seen.regular++;
        const x = exact?.solve(b);
        const y = exact?.solveTransposed(b);
        b.forEach((target, i) => {
          const along = rows.reduce((sum, _, j) => sum + (rows[i]?.[j] as bigint) * (x?.numerators[j] as bigint), 0n);
          const across = rows.reduce((sum, row, j) => sum + (row[i] as bigint) * (y?.numerators[j] as bigint), 0n);
          expect(along).toBe(target * (x?.denominator as bigint));
          expect(across).toBe(target * (y?.denominator as bigint));
        });
      }),
      { numRuns: 400 },
    );
    expect(Math.min(seen.regular, seen.singular)).toBeGreaterThan(30);
  });

  test("a Hilbert matrix, whose inverse is integral and known", () => {
    const n = 12;
    const scale = 5354228880n; // lcm(1, …, 23)
    const exact = ExactLinearSystem.factor(
      sparse(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => scale / BigInt(i + j + 1)))),
    );
    const first = exact?.solve([scale, ...new Array<bigint>(n - 1).fill(0n)]);
    // First column of the inverse: n² at the top, then alternating signs.
    expect(first?.denominator).toBe(1n);
    expect(first?.numerators.slice(0, 3)).toEqual([144n, -10296n, 240240n]);
  });

  test("work ends when its time is over: in the factors, and in the digits", () => {
    const long = Array.from({ length: 12 }, (_, i) => Array.from({ length: 12 }, (_, j) => BigInt((i * j) % 7) + (i === j ? 5n : 0n)));
    expect(() => ExactLinearSystem.factor(sparse(long), performance.now() - 1)).toThrow(OutOfTime);
    const until = { valueOf: () => clock } as unknown as number;
    let clock = Number.POSITIVE_INFINITY;
    const factored = ExactLinearSystem.factor(sparse(long), until);
    clock = 0;
    expect(() => factored?.solve(long.map(() => 1n))).toThrow(OutOfTime);
  });

  test("a prime divisor of the determinant costs only another prime", () => {
    const exact = ExactLinearSystem.factor(sparse([[67108859n]]));
    expect(exact?.solve([3n])).toEqual({ numerators: [3n], denominator: 67108859n });
  });
});

test("independent rows: as many as the rank, regular where it says", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }).chain((size) => fc.tuple(matrix(size), matrix(size))),
      ([above, below]) => {
        const rows = [...above, ...below];
        const chosen = independentRows(
          rows.map((row) => row.flatMap((value, j) => (value === 0n ? [] : [[j, value] as const]))),
          above.length,
        );
        expect(chosen.rows.length).toBe(rank(rows));
        expect(chosen.columns.length).toBe(chosen.rows.length);
        const square = chosen.rows.map((i) => chosen.columns.map((j) => rows[i]?.[j] as bigint));
        if (square.length > 0) expect(rank(square)).toBe(square.length);
        // Greedy: every row left out depends on the rows taken before it.
        rows.forEach((_, i) => {
          if (!chosen.rows.includes(i)) {
            const before = chosen.rows.filter((k) => k < i).map((k) => rows[k] as bigint[]);
            expect(rank([...before, rows[i] as bigint[]])).toBe(before.length);
          }
        });
      },
    ),
    { numRuns: 300 },
  );
});
