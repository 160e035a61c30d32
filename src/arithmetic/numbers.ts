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
  /** xⁿ for a whole n ≥ 0, by repeated squaring. */
  power(x: N, n: number): N;
  /** (aⁿ − bⁿ)/(n·(a − b)), n ≥ 1, without a difference; its error is less than 4n roundings. */
  meanPower(a: N, b: N, n: number): N;
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
  power: (x, n) => {
    let result = one;
    let base = x;
    for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) result = result.mul(base);
      if (rest > 1) base = base.mul(base);
    }
    return result;
  },
  meanPower: (a, b, n) => {
    let [sum, first, second] = [one, a, b];
    for (const odd of laterBits(n)) {
      sum = sum.mul(first.add(second));
      [first, second] = [first.mul(first), second.mul(second)];
      if (odd) [sum, first, second] = [sum.mul(b).add(first), first.mul(a), second.mul(b)];
    }
    return sum.div(n);
  },
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
  // Hot: locals only, so that no intermediate number becomes an object.
  power: (x, n) => {
    let result = 1;
    let base = x;
    for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) result *= base;
      base *= base;
    }
    return result;
  },
  meanPower: (a, b, n) => {
    let sum = 1;
    let first = a;
    let second = b;
    for (let bit = 2 ** (Math.floor(Math.log2(n)) - 1); bit >= 1; bit /= 2) {
      sum *= first + second;
      first *= first;
      second *= second;
      if (Math.floor(n / bit) % 2 === 1) {
        sum = sum * b + first;
        first *= a;
        second *= b;
      }
    }
    return sum / n;
  },
};

/** The binary digits of n after the first, from the highest down: S_{2m} = S_m·(aᵐ + bᵐ) and S_{m+1} = S_m·b + aᵐ lead from S_1 = 1 to S_n. */
function laterBits(n: number): boolean[] {
  return Array.from(n.toString(2).slice(1), (digit) => digit === "1");
}

/** Σ terms. */
export function sumOf<N>({ zero, add }: Numbers<N>, terms: readonly N[]): N {
  return terms.reduce((sum, term) => add(sum, term), zero);
}
