import fc from "fast-check";
import { expect, test } from "vitest";
import { DoubleDouble, DoubleDoubles } from "../../src/arithmetic/double-double.ts";
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

test("many sums are the exact ones but for the errors they state, and those that one sum has", () => {
  const places = fc.integer({ min: 0, max: 3 });
  fc.assert(
    fc.property(fc.array(number, { minLength: 4, maxLength: 4 }), fc.array(fc.tuple(places, number, number)), (first, products) => {
      const sums = new DoubleDoubles(Float64Array.from(first));
      for (const [k, a, b] of products) sums.addProduct(k, a, b);
      first.forEach((start, k) => {
        const own = products.filter(([place]) => place === k);
        const exact = sumRationals([exactDouble(start), ...own.map(([, a, b]) => exactDouble(a).mul(exactDouble(b)))]);
        const error = toNumber(exact.sub(exactDouble(sums.values[k] as number)).abs());
        expect(error).toBeLessThanOrEqual(sums.errors[k] as number);
        const one = new DoubleDouble();
        one.add(start);
        for (const [, a, b] of own) one.addProduct(a, b);
        expect([sums.values[k], sums.errors[k]]).toEqual([one.value, one.error]);
      });
    }),
  );
});
