import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatRational, type NumberInput, rational } from "../../src/arithmetic/rational.ts";
import { isProved } from "./exact-outcome.ts";
import { type ExactProgram, maximize, optimalValue } from "./exact-simplex.ts";

function solved(program: ExactProgram) {
  const outcome = maximize(program);
  expect(isProved(program, outcome)).toBe(true);
  return outcome;
}

describe("worked programs", () => {
  test("two inequalities: 14/5 at (8/5, 6/5)", () => {
    const outcome = solved({
      c: [1, 1],
      A: [
        [1, 2],
        [3, 1],
      ],
      rowLower: [null, null],
      rowUpper: [4, 6],
    });
    expect(outcome.status).toBe("optimal");
    if (outcome.status !== "optimal") return;
    expect(formatRational(outcome.value)).toBe("14/5");
    expect(outcome.x.map(formatRational)).toEqual(["8/5", "6/5"]);
    expect(outcome.multipliers.map(formatRational)).toEqual(["2/5", "1/5"]);
  });

  test("a row held from below, a column bounded above only, a negative lower bound", () => {
    // max −x − y, x + y ≥ 1/3, x ≤ 2, y ≥ −5: −1/3, and the multiplier of the lower row bound is negative.
    const outcome = solved({ c: [-1, -1], A: [[1, 1]], rowLower: ["1/3"], rowUpper: [null], lower: [null, -5], upper: [2, null] });
    expect(outcome.status === "optimal" && formatRational(outcome.value)).toBe("-1/3");
    expect(outcome.status === "optimal" && outcome.multipliers.map(formatRational)).toEqual(["-1"]);
  });

  test("free columns and redundant equalities", () => {
    const outcome = solved({
      c: [0, 0, 1],
      A: [
        [1, -1, 0],
        [2, -2, 0],
        [1, 1, 1],
        [0, 0, 0],
      ],
      rowLower: [1, 2, 0, 0],
      rowUpper: [1, 2, 0, 0],
      lower: [-3, null, null],
      upper: [7, null, null],
    });
    // y = x − 1, z = 1 − 2x, x ≥ −3.
    expect(outcome.status === "optimal" && outcome.x.map(formatRational)).toEqual(["-3", "-4", "7"]);
  });

  test("Beale's example, on which the textbook rule cycles: 1/20", () => {
    const program = {
      c: ["3/4", -150, "1/50", -6],
      A: [
        ["1/4", -60, "-1/25", 9],
        ["1/2", -90, "-1/50", 3],
        [0, 0, 1, 0],
      ],
      rowLower: [null, null, null],
      rowUpper: [0, 0, 1],
    };
    solved(program);
    expect(formatRational(optimalValue(program))).toBe("1/20");
  });

  test("infeasible: by rows, by an equality, by column bounds", () => {
    const rows = {
      c: [1, 1],
      A: [
        [1, 1],
        [1, 1],
      ],
      rowLower: [null, 3],
      rowUpper: [2, null],
    };
    const equality = {
      c: [1, 1],
      A: [
        [1, 1],
        [2, 2],
      ],
      rowLower: [1, 3],
      rowUpper: [1, 3],
      lower: [null, null],
    };
    const columns = { c: [1], A: [[1]], rowLower: [null], rowUpper: [9], lower: [2], upper: [1] };
    const reversed = { c: [1], A: [[1]], rowLower: [2], rowUpper: [1] };
    for (const program of [rows, equality, columns, reversed]) expect(solved(program).status).toBe("infeasible");
    expect(() => optimalValue(rows)).toThrow("infeasible");
  });

  test("unbounded: along a bounded column, along a free one that no row contains", () => {
    expect(solved({ c: [1, 0], A: [[1, -1]], rowLower: [null], rowUpper: [1] }).status).toBe("unbounded");
    expect(solved({ c: [1, -1], A: [[1, 0]], rowLower: [2], rowUpper: [3], lower: [0, null] }).status).toBe("unbounded");
    expect(solved({ c: [0, 0], A: [[1, 0]], rowLower: [2], rowUpper: [3], lower: [0, null] }).status).toBe("optimal");
  });

  test("no rows, no columns, wrong lengths", () => {
    expect(solved({ c: [2], A: [], rowLower: [], rowUpper: [], upper: ["1/7"] }).status).toBe("optimal");
    expect(formatRational(optimalValue({ c: [], A: [], rowLower: [], rowUpper: [] }))).toBe("0");
    expect(() => maximize({ c: [1], A: [[1, 2]], rowLower: [0], rowUpper: [1] })).toThrow("wrong length");
    expect(() => maximize({ c: [1], A: [[1]], rowLower: [], rowUpper: [1] })).toThrow("lengths differ");
  });
});

test("a proof that does not hold is refused", () => {
  const program: ExactProgram = { c: [1], A: [[1]], rowLower: [null], rowUpper: [2] };
  const y = [rational(1)];
  const good = { status: "optimal", value: rational(2), x: [rational(2)], multipliers: y } as const;
  expect(isProved(program, good)).toBe(true);
  expect(isProved(program, { ...good, value: rational(1), x: [rational(1)] })).toBe(false);
  expect(isProved(program, { ...good, value: rational(3), x: [rational(3)] })).toBe(false);
  expect(isProved(program, { ...good, multipliers: [rational(0)] })).toBe(false);
  expect(isProved(program, { status: "infeasible", multipliers: y })).toBe(false);
  expect(isProved(program, { status: "unbounded", x: [rational(0)], ray: y })).toBe(false);
});

describe("random programs", () => {
  const entry = fc.constantFrom<NumberInput>(0, 0, 0, 1, -1, 2, -3, "1/2", "-2/3", 5);
  const bound = fc.constantFrom<NumberInput | null>(null, null, 0, 1, -2, "3/5", 4);
  const program = fc.record({ n: fc.integer({ min: 1, max: 6 }), m: fc.integer({ min: 0, max: 7 }) }).chain(({ n, m }) =>
    fc.record({
      c: fc.array(entry, { minLength: n, maxLength: n }),
      A: fc.array(fc.array(entry, { minLength: n, maxLength: n }), { minLength: m, maxLength: m }),
      rowLower: fc.array(bound, { minLength: m, maxLength: m }),
      rowUpper: fc.array(bound, { minLength: m, maxLength: m }),
      lower: fc.array(bound, { minLength: n, maxLength: n }),
      upper: fc.array(bound, { minLength: n, maxLength: n }),
    }),
  );

  test("every outcome is proved, and all three occur", () => {
    const seen = { optimal: 0, infeasible: 0, unbounded: 0 };
    fc.assert(
      fc.property(program, (candidate) => {
        const outcome = maximize(candidate);
        seen[outcome.status]++;
        return isProved(candidate, outcome);
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(seen.optimal, seen.infeasible, seen.unbounded)).toBeGreaterThan(100);
  });

  test("an assignment program equals the best permutation", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 16, maxLength: 16 }), (gain) => {
        const A = [0, 1, 2, 3, 4, 5, 6, 7].map((row) => gain.map((_, k) => ((row < 4 ? k >> 2 : k & 3) === (row & 3) ? 1 : 0)));
        const ones = new Array<number>(8).fill(1);
        let best = Number.NEGATIVE_INFINITY;
        for (const p of permutations([0, 1, 2, 3]))
          best = Math.max(
            best,
            p.reduce((sum, column, row) => sum + (gain[4 * row + column] as number), 0),
          );
        return optimalValue({ c: gain, A, rowLower: ones, rowUpper: ones }).equals(rational(best));
      }),
      { numRuns: 60 },
    );
  });
});

function permutations(items: readonly number[]): number[][] {
  return items.length === 0
    ? [[]]
    : items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}
