import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entryOf, exactVector, gcd, isFractionText, lcm, readExactVector } from "../../src/arithmetic/exact-vector.ts";
import { formatRational, ratio } from "../../src/arithmetic/rational.ts";

const fraction = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.bigInt({ min: 1n, max: 10n ** 12n }))
  .map(([n, d]) => ratio(n, d));

describe("vectors over one denominator", () => {
  test("hold the same numbers, over the least common denominator", () => {
    fc.assert(
      fc.property(fc.array(fraction, { maxLength: 8 }), (entries) => {
        const vector = exactVector(entries);
        expect(entries.map((_, k) => formatRational(entryOf(vector, k)))).toEqual(entries.map(formatRational));
        const all = vector.numerators.reduce((divisor, n) => gcd(divisor, n), vector.denominator);
        if (entries.length > 0) expect(all).toBe(1n);
        expect(readExactVector(entries.map(formatRational))).toEqual(vector);
      }),
    );
  });

  test("read unreduced fractions, and nothing but fractions", () => {
    const vector = readExactVector(["2/4", "-3", "0"]);
    expect([0, 1, 2].map((k) => formatRational(entryOf(vector, k)))).toEqual(["1/2", "-3", "0"]);
    for (const text of ["1/0", "0.5", "1e3", "+1", "01", "1/02", "", " 1", "1/-2"]) {
      expect(isFractionText(text)).toBe(false);
      expect(() => readExactVector([text])).toThrow(RangeError);
    }
    for (const other of [1, null, undefined, 1n]) expect(isFractionText(other)).toBe(false);
  });

  test("gcd and lcm", () => {
    expect([gcd(12n, -18n), gcd(0n, 0n), gcd(0n, 7n), lcm(4n, 6n), lcm(1n, 9n)]).toEqual([6n, 0n, 7n, 12n, 9n]);
  });
});
