import { one, type Rational, rational, toNumber, zero } from "./rational.ts";

/** Arithmetic of one kind of numbers, for formulas that are needed in doubles and in rationals. */
export interface Numbers<N> {
  readonly zero: N;
  readonly one: N;
  /** A whole number. */
  whole(n: number): N;
  /** The number itself, or the nearest. */
  of(r: Rational): N;
  add(a: N, b: N): N;
  sub(a: N, b: N): N;
  mul(a: N, b: N): N;
  div(a: N, b: N): N;
  less(a: N, b: N): boolean;
}

export const rationals: Numbers<Rational> = {
  zero,
  one,
  whole: (n) => rational(n),
  of: (r) => r,
  add: (a, b) => a.add(b),
  sub: (a, b) => a.sub(b),
  mul: (a, b) => a.mul(b),
  div: (a, b) => a.div(b),
  less: (a, b) => a.lt(b),
};

export const doubles: Numbers<number> = {
  zero: 0,
  one: 1,
  whole: (n) => n,
  of: toNumber,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  less: (a, b) => a < b,
};

/** xⁿ for a whole n ≥ 0, by repeated squaring. */
export function power<N>({ one, mul }: Numbers<N>, x: N, n: number): N {
  let result = one;
  let base = x;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = mul(result, base);
    if (rest > 1) base = mul(base, base);
  }
  return result;
}

/** Σ terms. */
export function sumOf<N>({ zero, add }: Numbers<N>, terms: readonly N[]): N {
  return terms.reduce((sum, term) => add(sum, term), zero);
}

/** (aⁿ − bⁿ)/(n·(a − b)), n ≥ 1, without a difference: S_{2m} = S_m·(aᵐ + bᵐ), S_{m+1} = S_m·b + aᵐ. */
export function meanPower<N>(a: N, b: N, n: number, numbers: Numbers<N>): N {
  const { one, add, mul } = numbers;
  const sum = (m: number): N => {
    if (m === 1) return one;
    if (m % 2 === 1) return add(mul(sum(m - 1), b), power(numbers, a, m - 1));
    return mul(sum(m / 2), add(power(numbers, a, m / 2), power(numbers, b, m / 2)));
  };
  return n === 1 ? one : numbers.div(sum(n), numbers.whole(n));
}
