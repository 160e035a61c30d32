import fc from "fast-check";
import { expect, test } from "vitest";
import { DoubleDouble } from "../../src/arithmetic/double-double.ts";
import { exactDouble, sumRationals, toNumber } from "../../src/arithmetic/rational.ts";

const number = fc.double({ min: -1e12, max: 1e12, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-30);

test("a sum of products is the exact one but for the error it states", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 12 }), (pairs) => {
      const sum = new DoubleDouble();
      for (const [a, b] of pairs) sum.addProduct(a, b);
      // Everything once more with the other sign: only what rounding leaves remains.
      const exact = sumRationals(pairs.map(([a, b]) => exactDouble(a).mul(exactDouble(b))));
      expect(toNumber(exact.sub(exactDouble(sum.value)).abs())).toBeLessThanOrEqual(sum.error);
      const size = pairs.reduce((total, [a, b]) => total + Math.abs(a * b), 0);
      expect(sum.error).toBeLessThanOrEqual(2e-16 * Math.abs(sum.value) + 1e-28 * size + 1e-300);
      const [high, low] = sum.parts;
      expect(toNumber(exact.sub(exactDouble(high)).sub(exactDouble(low)).abs())).toBeLessThanOrEqual(1e-28 * size);
    }),
  );
});

test("cancellation that a double does not survive", () => {
  const sum = new DoubleDouble();
  sum.addProduct(1e10, 1e10 + 1);
  sum.addProduct(-1e10, 1e10);
  sum.add(-1e10);
  sum.addProduct(3, 1e-7);
  expect(Math.abs(sum.value - 3e-7)).toBeLessThanOrEqual(sum.error);
  expect(sum.error).toBeLessThan(1e-8);
});
