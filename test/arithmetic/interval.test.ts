import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { above, add, below, divide, enclosing, exactly, multiply, negate, subtract } from "../../src/arithmetic/interval.ts";
import { exactDouble, type Rational, ratio } from "../../src/arithmetic/rational.ts";

const doubles = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e150, max: 1e150 }), fc.integer({ min: -9, max: 9 }));
const intervals = fc.tuple(doubles, doubles).map(([a, b]) => ({ lo: Math.min(a, b), hi: Math.max(a, b) }));
const shares = fc.tuple(fc.bigInt({ min: 0n, max: 1000n }), fc.bigInt({ min: 0n, max: 1000n }));

/** A rational point of an interval. */
const pointOf = ({ lo, hi }: { lo: number; hi: number }, share: bigint): Rational =>
  exactDouble(lo).add(exactDouble(hi).sub(exactDouble(lo)).mul(ratio(share, 1000n)));

const holds = ({ lo, hi }: { lo: number; hi: number }, x: Rational) =>
  (lo === Number.NEGATIVE_INFINITY || exactDouble(lo).compare(x) <= 0) &&
  (hi === Number.POSITIVE_INFINITY || exactDouble(hi).compare(x) >= 0);

describe("interval arithmetic against exact rationals", () => {
  test("sums, differences, products and quotients of any points are enclosed", () => {
    fc.assert(
      fc.property(intervals, intervals, shares, (a, b, [s, t]) => {
        const x = pointOf(a, s);
        const y = pointOf(b, t);
        expect(holds(add(a, b), x.add(y))).toBe(true);
        expect(holds(subtract(a, b), x.sub(y))).toBe(true);
        expect(holds(multiply(a, b), x.mul(y))).toBe(true);
        expect(holds(negate(a), x.neg())).toBe(true);
        if (y.n !== 0n) expect(holds(divide(a, b), x.div(y))).toBe(true);
      }),
    );
  });

  test("neighbours lie strictly beyond, and hardly further", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e308, max: 1e308 }), (x) => {
        expect(below(x)).toBeLessThan(x);
        expect(above(x)).toBeGreaterThan(x);
        expect(x - below(x)).toBeLessThanOrEqual(2 ** -51 * Math.abs(x) + 2 ** -1072);
      }),
    );
  });

  test("rationals get the narrowest enclosure", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.bigInt({ min: 1n, max: 10n ** 40n }), (n, d) => {
        const r = ratio(n, d);
        const { lo, hi } = enclosing(r);
        expect(holds({ lo, hi }, r)).toBe(true);
        expect(hi - lo).toBeLessThanOrEqual(2 ** -52 * Math.abs(lo) + 2 ** -1073);
      }),
    );
  });

  test("a factor that is 0 decides, and a divisor that may be 0 says nothing", () => {
    expect(multiply(exactly(0), { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY })).toEqual({ lo: 0, hi: 0 });
    expect(divide(exactly(1), { lo: -1, hi: 1 })).toEqual({ lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY });
  });
});
