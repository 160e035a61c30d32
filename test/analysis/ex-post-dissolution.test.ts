import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { efficientShares } from "../../regressions/support/efficient-shares.ts";
import { highs } from "../../solvers/highs.ts";
import { auditTransfer } from "../../src/analysis/ex-post-dissolution/audit.ts";
import { innerColumn } from "../../src/analysis/ex-post-dissolution/inner-program.ts";
import { provedOptimum } from "../../src/analysis/ex-post-dissolution/proved-optimum.ts";
import { type ShiftStudy, studyShift } from "../../src/analysis/ex-post-dissolution/study.ts";
import { transferOf } from "../../src/analysis/ex-post-dissolution/transfer.ts";
import { uniformPair } from "../../src/analysis/ex-post-dissolution/uniform-pair.ts";
import { formatRational, ratio, rational, toNumber } from "../../src/arithmetic/rational.ts";
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
      { numRuns: 4, seed: 1983 },
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
        { numRuns: 2000, seed: 7 },
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
