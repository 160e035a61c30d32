import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addPolynomials,
  composeLinear,
  differentiate,
  evaluatePolynomial,
  integrate,
  linearPower,
  multiplyPolynomials,
  type Polynomial,
  provedNonNegative,
  scalePolynomial,
} from "../../src/arithmetic/polynomial.ts";
import { type Rational, ratio, rational } from "../../src/arithmetic/rational.ts";

const number = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 5 })).map(([n, d]) => ratio(BigInt(n), BigInt(d)));
const polynomial: fc.Arbitrary<Polynomial> = fc.array(number, { maxLength: 5 });
const same = (a: Rational, b: Rational) => expect(a.toFraction()).toBe(b.toFraction());

describe("polynomials", () => {
  test("add, multiply, scale and compose as functions do", () => {
    fc.assert(
      fc.property(polynomial, polynomial, number, number, number, (a, b, x, shift, slope) => {
        const [at, bt] = [evaluatePolynomial(a, x), evaluatePolynomial(b, x)];
        same(evaluatePolynomial(addPolynomials(a, b), x), at.add(bt));
        same(evaluatePolynomial(multiplyPolynomials(a, b), x), at.mul(bt));
        same(evaluatePolynomial(scalePolynomial(a, slope), x), at.mul(slope));
        same(evaluatePolynomial(composeLinear(a, shift, slope), x), evaluatePolynomial(a, shift.add(slope.mul(x))));
      }),
    );
  });

  test("differentiate what integrate gives; powers of a line", () => {
    fc.assert(
      fc.property(polynomial, number, number, number, (a, x, shift, slope) => {
        same(evaluatePolynomial(differentiate(integrate(a)), x), evaluatePolynomial(a, x));
        const line = shift.add(slope.mul(x));
        same(evaluatePolynomial(linearPower(shift, slope, 3), x), line.mul(line).mul(line));
      }),
    );
  });

  test("never call a polynomial non-negative that is negative somewhere, and recognise the plain cases", () => {
    let proved = 0;
    fc.assert(
      fc.property(polynomial, number, fc.integer({ min: 1, max: 6 }), (a, from, width) => {
        const to = from.add(width);
        if (!provedNonNegative(a, from, to)) return;
        proved++;
        for (let k = 0; k <= 40; k++) {
          const x = from.add(to.sub(from).mul(ratio(BigInt(k), 40n)));
          expect(evaluatePolynomial(a, x).s >= 0n).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
    expect(proved).toBeGreaterThan(50);
    const [zero, one] = [rational(0), rational(1)];
    expect(provedNonNegative([], zero, one)).toBe(true);
    expect(provedNonNegative([one], zero, one)).toBe(true);
    // x(1 − x) on [0, 1], and x² − x on it.
    expect(provedNonNegative([zero, one, one.neg()], zero, one)).toBe(true);
    expect(provedNonNegative([zero, one.neg(), one], zero, one)).toBe(false);
  });
});
