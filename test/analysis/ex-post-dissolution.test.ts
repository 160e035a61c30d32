import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { efficientShares, stretchFrom } from "../../regressions/support/efficient-shares.ts";
import { highs } from "../../solvers/highs.ts";
import { auditTransfer } from "../../src/analysis/ex-post-dissolution/audit.ts";
import { innerColumn } from "../../src/analysis/ex-post-dissolution/inner-program.ts";
import { provedOptimum } from "../../src/analysis/ex-post-dissolution/proved-optimum.ts";
import { type ShiftStudy, studyShift } from "../../src/analysis/ex-post-dissolution/study.ts";
import { transferOf } from "../../src/analysis/ex-post-dissolution/transfer.ts";
import { uniformPair } from "../../src/analysis/ex-post-dissolution/uniform-pair.ts";
import { formatRational, type Rational, ratio, rational, toNumber } from "../../src/arithmetic/rational.ts";
import { InvalidInputError } from "../../src/errors.ts";

const options = { solver: highs, timeLimitSeconds: 60, tolerance: 1e-9, piecesForShares: 1, piecesForSubsidies: 2 };
const stored: { readonly shifts: readonly ShiftStudy[] } = JSON.parse(
  readFileSync(new URL("../../data/theorems/galavotti-uniform.json", import.meta.url), "utf8"),
);

describe("the set of shares", () => {
  test("both programs prove the same ends again for a = 0 and a = 1/2, those of the published data", async () => {
    for (const [shift, smallest, largest] of [
      ["0", "1/3", "2/3"],
      ["1/2", "2/27", "1/3"],
    ] as const) {
      const found = await studyShift(shift, [], options);
      expect(found.smallestShare).toEqual({ lower: smallest, upper: smallest });
      expect(found.largestShare).toEqual({ lower: largest, upper: largest });
      const published = stored.shifts.find((one) => one.shift === shift);
      expect(published?.smallestShare).toEqual(found.smallestShare);
      expect(published?.largestShare).toEqual(found.largestShare);
    }
  });

  test("random shifts: outer = inner = the closed form", async () => {
    const shift = fc.integer({ min: 1, max: 40 }).chain((d) => fc.integer({ min: 0, max: d - 1 }).map((n) => ratio(BigInt(n), BigInt(d))));
    await fc.assert(
      fc.asyncProperty(shift, async (a) => {
        const [smallest, largest] = [efficientShares(a).smallest, efficientShares(a).largest].map(formatRational);
        const found = await studyShift(formatRational(a), [], options);
        expect(found.smallestShare).toEqual({ lower: smallest, upper: smallest });
        expect(found.largestShare).toEqual({ lower: largest, upper: largest });
      }),
      { numRuns: 3, seed: 1983 },
    );
  });

  test("every published number: intervals in order, at the closed form's ends, subsidies 0 exactly on the set", () => {
    expect(stored.shifts.length).toBeGreaterThanOrEqual(5);
    for (const { shift, smallestShare, largestShare, leastSubsidies, audit } of stored.shifts) {
      const { smallest, largest } = efficientShares(rational(shift));
      expect([smallestShare, largestShare].flatMap(({ lower, upper }) => [lower, upper])).toEqual(
        [smallest, smallest, largest, largest].map(formatRational),
      );
      expect(audit.leastRent).toBeGreaterThan(-1e-12);
      expect(audit.largestMisreportGain).toBeLessThan(1e-12);
      for (const { share, subsidy } of leastSubsidies) {
        const [s, lower, upper] = [share, subsidy.lower, subsidy.upper].map((text) => rational(text));
        if (!s || !lower || !upper) throw new Error("a number is missing");
        expect(lower.lte(upper)).toBe(true);
        const inside = s.gte(smallest) && s.lte(largest);
        expect(inside ? upper.equals(0n) : lower.gt(0n)).toBe(true);
      }
    }
  });
});

describe("the inequalities that the proof in docs/galavotti.md rests on", () => {
  /** Bernstein coefficients on [low, high] of Σ cₖ ωᵏ: all positive means positive there. */
  const bernstein = (coefficients: readonly bigint[], low: Rational, high: Rational): Rational[] => {
    const degree = coefficients.length - 1;
    const choose = (n: number, k: number): bigint => (k === 0 ? 1n : (choose(n - 1, k - 1) * BigInt(n)) / BigInt(k));
    // Coefficients of powers of t, ω = low + t·(high − low).
    const shifted = coefficients.map((_, k) =>
      coefficients
        .slice(k)
        .reduce((sum, c, j) => sum.add(low.pow(j)?.mul(c * choose(k + j, k)) ?? 0n), ratio(0n, 1n))
        .mul(high.sub(low).pow(k) as Rational),
    );
    return shifted.map((_, j) =>
      shifted.slice(0, j + 1).reduce((sum, c, k) => sum.add(c.mul(ratio(choose(j, k), choose(degree, k)))), ratio(0n, 1n)),
    );
  };
  const threeFifths = rational(stretchFrom);

  test("3ω − ω² > 4/3 from 3/5 to 1", () => {
    expect(bernstein([-4n, 9n, -3n], threeFifths, rational(1)).every((c) => c.gt(0n))).toBe(true);
    expect(bernstein([-4n, 9n, -3n], rational("1/2"), rational(1)).every((c) => c.gt(0n))).toBe(false);
  });

  test("q(33 − 4ω − 13ω²) > 16ω² and 1/(2c) > ω from 0 to 3/5", () => {
    // (3 − 4ω + ω²)(33 − 4ω − 13ω²) − 16ω², and 3 − 6ω + 2ω².
    expect(bernstein([99n, -144n, -6n, 48n, -13n], rational(0), threeFifths).every((c) => c.gt(0n))).toBe(true);
    expect(bernstein([3n, -6n, 2n], rational(0), threeFifths).every((c) => c.gt(0n))).toBe(true);
    for (const w of [0.1, 0.35, 0.6]) {
      const q = (3 - w) * (1 - w);
      expect(99 - 144 * w - 6 * w ** 2 + 48 * w ** 3 - 13 * w ** 4).toBeCloseTo(q * (33 - 4 * w - 13 * w ** 2) - 16 * w ** 2, 10);
      const [beta, gamma] = [(4 / 3) * (1 + w / q), 2 / q];
      expect((1 + beta) ** 2).toBeLessThan(4 * (1 + gamma));
    }
  });
});

describe("the mechanism of the inner program", () => {
  const random = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));

  test("keeps ex-post participation at random pairs, and no type gains by a misreport", async () => {
    for (const question of ["largest share", "smallest share"] as const) {
      const pair = uniformPair("1/2", 2);
      const { point, value } = await provedOptimum(pair, "inner", question, options);
      const transfer = transferOf(pair, point);
      const share = toNumber(value);
      fc.assert(
        fc.property(random, ([v1, x]) => {
          const v2 = 0.5 + x;
          fc.pre(v1 !== v2);
          const takes = v1 > v2 ? 1 : 0;
          const t = transfer(v1, v2);
          expect(v1 * (takes - share) + t).toBeGreaterThan(-1e-12);
          expect(v2 * (share - takes) - t).toBeGreaterThan(-1e-12);
        }),
        { numRuns: 1000, seed: 7 },
      );
      const audit = auditTransfer(pair, point, 41);
      expect(audit.leastRent).toBeGreaterThan(-1e-12);
      expect(audit.largestMisreportGain).toBeLessThan(1e-12);
    }
  });

  test("the audit catches a transfer that is moved in one cell", async () => {
    const pair = uniformPair("0", 1);
    const { point } = await provedOptimum(pair, "inner", "largest share", options);
    const moved = [...point.numerators];
    const column = innerColumn(2, 0, 1, 4);
    moved[column] = (moved[column] ?? 0n) + point.denominator / 10n + 1n;
    expect(auditTransfer(pair, { numerators: moved, denominator: point.denominator }, 41).largestMisreportGain).toBeGreaterThan(1e-4);
    const lower = [...point.numerators];
    for (let c = 0; c < 9; c++) lower[innerColumn(2, 0, 1, c)] = -point.denominator;
    expect(auditTransfer(pair, { numerators: lower, denominator: point.denominator }, 41).leastRent).toBeLessThan(-0.5);
  });
});

describe("the least subsidy", () => {
  test("single owners of the whole: between the outer and the inner bound, at least the expected subsidy of Myerson and Satterthwaite", async () => {
    const { leastSubsidies } = await studyShift("0", ["0", "1/2", "1"], options);
    const [none, half, all] = leastSubsidies.map(({ subsidy }) => [rational(subsidy.lower), rational(subsidy.upper)] as const);
    // Symmetric: who owns nothing in one case owns everything in the other.
    expect(none).toEqual(all);
    expect(half?.map(formatRational)).toEqual(["0", "0"]);
    expect(all?.[0].gte(ratio(1n, 6n))).toBe(true);
    expect(all?.[1].gt(all[0])).toBe(true);
  });
});

test("shifts and pieces that make no sense are refused", () => {
  for (const shift of ["1", "-1/2", "3", "x"]) expect(() => uniformPair(shift, 1)).toThrow(InvalidInputError);
  for (const pieces of [0, 1.5, -1]) expect(() => uniformPair("1/2", pieces)).toThrow(InvalidInputError);
});
