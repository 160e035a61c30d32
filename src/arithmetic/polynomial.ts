import { one, type Rational, ratio, zero } from "./rational.ts";

/** A polynomial with rational coefficients: entry k multiplies x^k. The empty list is 0. */
export type Polynomial = readonly Rational[];

export function addPolynomials(a: Polynomial, b: Polynomial): Polynomial {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, k) => (a[k] ?? zero).add(b[k] ?? zero));
}

export function multiplyPolynomials(a: Polynomial, b: Polynomial): Polynomial {
  if (a.length === 0 || b.length === 0) return [];
  const product = new Array<Rational>(a.length + b.length - 1).fill(zero);
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      product[i + j] = (product[i + j] as Rational).add(x.mul(y));
    });
  });
  return product;
}

export function scalePolynomial(a: Polynomial, factor: Rational): Polynomial {
  return a.map((coefficient) => coefficient.mul(factor));
}

/** (shift + slope·x)^exponent, exponent a whole number. */
export function linearPower(shift: Rational, slope: Rational, exponent: number): Polynomial {
  let result: Polynomial = [one];
  for (let k = 0; k < exponent; k++) result = multiplyPolynomials(result, [shift, slope]);
  return result;
}

/** a(shift + slope·x): with t = shift/slope, the Taylor coefficients at t of a(slope·x), by repeated synthetic division. */
export function composeLinear(a: Polynomial, shift: Rational, slope: Rational): Polynomial {
  if (slope.equals(zero)) return [evaluatePolynomial(a, shift)];
  let power = one;
  const result = a.map((coefficient, k) => {
    if (k > 0) power = power.mul(slope);
    return coefficient.mul(power);
  });
  const t = shift.div(slope);
  if (t.equals(zero)) return result;
  for (let from = 0; from < result.length - 1; from++) {
    for (let k = result.length - 2; k >= from; k--) result[k] = (result[k] as Rational).add((result[k + 1] as Rational).mul(t));
  }
  return result;
}

export function evaluatePolynomial(a: Polynomial, x: Rational): Rational {
  let value = zero;
  for (let k = a.length - 1; k >= 0; k--) value = value.mul(x).add(a[k] as Rational);
  return value;
}

export function differentiate(a: Polynomial): Polynomial {
  return a.slice(1).map((coefficient, k) => coefficient.mul(ratio(BigInt(k + 1), 1n)));
}

/** The antiderivative that vanishes at 0. */
export function integrate(a: Polynomial): Polynomial {
  return [zero, ...a.map((coefficient, k) => coefficient.mul(ratio(1n, BigInt(k + 1))))];
}

/**
 * True only if a(x) ≥ 0 on [from, to]: the coefficients in Bernstein's basis of the interval, whose convex hull contains the graph, are all ≥ 0.
 * False decides nothing.
 *
 * @see S. Bernstein (1912); G. Farin (2002), Curves and Surfaces for CAGD, ch. 6 (convex hull property).
 */
export function provedNonNegative(a: Polynomial, from: Rational, to: Rational): boolean {
  const local = composeLinear(a, from, to.sub(from));
  const degree = local.length - 1;
  // b_k = Σ_{i ≤ k} C(k, i)/C(degree, i)·a_i
  for (let k = 0; k <= degree; k++) {
    let coefficient = zero;
    let weight = one;
    for (let i = 0; i <= k; i++) {
      coefficient = coefficient.add((local[i] as Rational).mul(weight));
      if (i < k) weight = weight.mul(ratio(BigInt(k - i), BigInt(degree - i)));
    }
    if (coefficient.compare(zero) < 0) return false;
  }
  return true;
}
