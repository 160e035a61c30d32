import fc from "fast-check";
import type { Program } from "../../src/program/program.ts";
import { type SmallProgram, smallProgram } from "./small-program.ts";

const inf = Number.POSITIVE_INFINITY;
const small = fc.integer({ min: -4, max: 4 });

/** Bounds of every kind: none, one-sided, a range, fixed. */
function bounds(around: fc.Arbitrary<number>): fc.Arbitrary<readonly [number, number]> {
  return fc
    .tuple(around, fc.integer({ min: 0, max: 5 }), fc.constantFrom("free", "lower", "upper", "range", "range", "fixed"))
    .map(([at, width, kind]) => {
      switch (kind) {
        case "free":
          return [-inf, inf] as const;
        case "lower":
          return [at, inf] as const;
        case "upper":
          return [-inf, at] as const;
        case "range":
          return [at, at + width] as const;
        default:
          return [at, at] as const;
      }
    });
}

/** Linear programs with small integers: degenerate, redundant, infeasible and unbounded ones among them. */
export const linearPrograms: fc.Arbitrary<Program> = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 6 }))
  .chain(([n, m]) =>
    fc.record({
      objective: fc.array(small, { minLength: n, maxLength: n }),
      offset: small,
      columns: fc.array(
        fc.oneof(
          { weight: 2, arbitrary: fc.constant([0, inf] as const) },
          { weight: 2, arbitrary: fc.constant([0, 3] as const) },
          { weight: 1, arbitrary: bounds(small) },
        ),
        { minLength: n, maxLength: n },
      ),
      rows: fc.array(
        fc
          .tuple(bounds(fc.integer({ min: -6, max: 10 })), fc.array(fc.oneof(fc.constant(0), small), { minLength: n, maxLength: n }))
          .map(([[lower, upper], coefficients]) => [lower, coefficients, upper] as const),
        { minLength: m, maxLength: m },
      ),
    }),
  )
  .map((program: SmallProgram) => smallProgram(program));

/** Strictly convex quadratic programs, Q = BᵀB + I, feasible by construction: the rows admit an integer point. */
export const quadraticPrograms: fc.Arbitrary<Program> = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 6 }))
  .chain(([n, m]) =>
    fc.record({
      objective: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: n, maxLength: n }),
      factor: fc.array(fc.array(fc.integer({ min: -2, max: 2 }), { minLength: n, maxLength: n }), { minLength: n, maxLength: n }),
      inside: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: n, maxLength: n }),
      rows: fc.array(
        fc.tuple(
          fc.array(small, { minLength: n, maxLength: n }),
          fc.integer({ min: 0, max: 2 }),
          fc.constantFrom("lower", "upper", "equal"),
        ),
        {
          minLength: m,
          maxLength: m,
        },
      ),
    }),
  )
  .map(({ objective, factor, inside, rows }) => {
    const at = (row: readonly number[]) => row.reduce((sum, a, j) => sum + a * (inside[j] as number), 0);
    return smallProgram({
      objective,
      quadratic: objective.map((_, i) =>
        objective.map((_, j) => factor.reduce((sum, row) => sum + (row[i] as number) * (row[j] as number), i === j ? 1 : 0)),
      ),
      rows: rows.map(([row, slack, kind]) => {
        if (kind === "equal") return [at(row), row, at(row)] as const;
        return kind === "lower" ? ([at(row) - slack, row, inf] as const) : ([-inf, row, at(row) + slack] as const);
      }),
    });
  });

const double = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e200, max: 1e200 }).map((x) => x + 0);
const nonzero = double.filter((x) => x !== 0);

function doubleBounds(): fc.Arbitrary<readonly [number, number]> {
  return fc.oneof(
    fc.constant([-inf, inf] as const),
    double.map((x) => [x, inf] as const),
    double.map((x) => [-inf, x] as const),
    double.map((x) => [x, x] as const),
    fc.tuple(double, double).map(([a, b]) => (a <= b ? ([a, b] as const) : ([b, a] as const))),
  );
}

/** Programs with arbitrary doubles, names and bounds, to be written and read: not to be solved. */
export const arbitraryPrograms: fc.Arbitrary<Program> = fc
  .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }), fc.boolean())
  .chain(([n, m, quadratic]) => {
    const entries = fc.array(fc.oneof(fc.constant(0), nonzero), { minLength: n, maxLength: n });
    return fc.record({
      name: fc.string({ unit: "binary" }),
      names: fc.array(fc.oneof(fc.string(), fc.constantFrom("trade(0.35, 0.2)", "IC buyer 0.35→0.30", "x1", "objective", "a b")), {
        minLength: n + m,
        maxLength: n + m,
      }),
      small: fc.record({
        objective: fc.array(double, { minLength: n, maxLength: n }),
        offset: double,
        columns: fc.array(doubleBounds(), { minLength: n, maxLength: n }),
        rows: fc.array(
          fc.tuple(doubleBounds(), entries).map(([[lower, upper], row]) => [lower, row, upper] as const),
          { minLength: m, maxLength: m },
        ),
        ...(quadratic ? { quadratic: fc.array(entries, { minLength: n, maxLength: n }) } : {}),
      }),
    });
  })
  .map(({ name, names, small: parts }) => {
    const program = smallProgram({ ...(parts as SmallProgram), name });
    const n = program.columnCount;
    return { ...program, columnName: (j: number) => names[j] as string, rowName: (i: number) => names[n + i] as string };
  });
