import type { ExactVector } from "../arithmetic/exact-vector.ts";
import { wholeRoot } from "../arithmetic/whole-root.ts";
import { checkTime } from "./deadline.ts";
import { type IntegerMatrix, ModularLu, primes } from "./modular-lu.ts";

/**
 * Exact solutions of square sparse integer systems: the inverse modulo one prime gives the solution digit by digit in that prime's powers
 * (p-adic lifting); when there are digits enough, the rationals are read off and checked in the system.
 *
 * @see J. Dixon (1982), Exact Solution of Linear Equations Using P-Adic Expansions, Numer. Math. 40; P. Wang (1981) for the reading off.
 */
export class ExactLinearSystem {
  readonly #matrix: IntegerMatrix;
  readonly #transposed: IntegerMatrix;
  readonly #lu: ModularLu;
  /** When its work must end, on the clock of `performance.now()`. */
  readonly until: number;

  private constructor(matrix: IntegerMatrix, lu: ModularLu, until: number) {
    this.until = until;
    this.#matrix = matrix;
    this.#transposed = transpose(matrix);
    this.#lu = lu;
  }

  /** Null when the matrix is singular (modulo every prime that is tried). This and every solve throw OutOfTime after `until`, on the clock of `performance.now()`. */
  static factor(matrix: IntegerMatrix, until = Number.POSITIVE_INFINITY): ExactLinearSystem | null {
    for (const prime of primes) {
      const lu = ModularLu.factor(matrix, prime, until);
      if (lu) return new ExactLinearSystem(matrix, lu, until);
    }
    return null;
  }

  /** x with A x = b. */
  solve(b: readonly bigint[]): ExactVector {
    return lift(this.#matrix, this.#transposed, this.#lu.prime, b, this.until, (residues) => this.#lu.solve(residues));
  }

  /** y with Aᵀ y = c. */
  solveTransposed(c: readonly bigint[]): ExactVector {
    return lift(this.#transposed, this.#matrix, this.#lu.prime, c, this.until, (residues) => this.#lu.solveTransposed(residues));
  }
}

function lift(
  matrix: IntegerMatrix,
  byColumns: IntegerMatrix,
  prime: number,
  target: readonly bigint[],
  until: number,
  solveModular: (residues: Float64Array) => Float64Array,
): ExactVector {
  if (target.every((entry) => entry === 0n)) return { numerators: target.map(() => 0n), denominator: 1n };
  const { size } = matrix;
  const p = BigInt(prime);
  const limit = digitLimit(byColumns, target);
  const rest = [...target];
  const digits: Float64Array[] = [];
  const residues = new Float64Array(size);
  for (let next = 4; ; next = Math.min(Math.ceil(1.4 * next), limit)) {
    while (digits.length < next) {
      checkTime(until);
      for (let i = 0; i < size; i++) {
        const residue = Number((rest[i] as bigint) % p);
        residues[i] = residue < 0 ? residue + prime : residue;
      }
      const digit = solveModular(residues);
      digits.push(digit);
      const exact = Array.from(digit, BigInt);
      matrix.rows.forEach(({ columns, values }, i) => {
        let left = rest[i] as bigint;
        for (let e = 0; e < columns.length; e++) {
          const x = exact[columns[e] as number] as bigint;
          if (x !== 0n) left -= (values[e] as bigint) * x;
        }
        rest[i] = left / p;
      });
    }
    const solution = readOff(digits, p, until);
    if (solution && solves(matrix, solution, target)) return solution;
    if (next >= limit) throw new Error("p-adic lifting did not end within Hadamard's bound");
  }
}

/** Digits that suffice by Hadamard's bound on the determinants of Cramer's rule, with room to spare. */
function digitLimit(byColumns: IntegerMatrix, target: readonly bigint[]): number {
  const bits = (n: bigint) => n.toString(16).length * 4;
  const norms = byColumns.rows.map(
    ({ values }) => values.reduce((most, value) => Math.max(most, bits(value)), 1) + Math.log2(values.length + 1),
  );
  const determinant = norms.reduce((sum, norm) => sum + norm, 0);
  const numerator = determinant + target.reduce((most, value) => Math.max(most, bits(value)), 1) + Math.log2(target.length + 1);
  return Math.ceil((determinant + numerator + 4) / 25) + 4;
}

/** The rationals with numerator and denominator below √(p^k / 2) that have these digits, over one denominator; null when there are none. */
function readOff(digits: readonly Float64Array[], p: bigint, until: number): ExactVector | null {
  const modulus = p ** BigInt(digits.length);
  const bound = wholeRoot(modulus / 2n);
  const size = (digits[0] as Float64Array).length;
  const numerators: bigint[] = [];
  let denominator = 1n;
  for (let j = 0; j < size; j++) {
    checkTime(until);
    let value = 0n;
    for (let k = digits.length - 1; k >= 0; k--) value = value * p + BigInt((digits[k] as Float64Array)[j] as number);
    let numerator = (value * denominator) % modulus;
    if (2n * numerator > modulus) numerator -= modulus;
    if (numerator > bound || numerator < -bound) {
      const fraction = reconstruct(numerator < 0n ? numerator + modulus : numerator, modulus, bound);
      if (!fraction) return null;
      const factor = fraction[1];
      denominator *= factor;
      if (denominator > bound) return null;
      for (let i = 0; i < j; i++) numerators[i] = (numerators[i] as bigint) * factor;
      numerator = fraction[0];
    }
    numerators.push(numerator);
  }
  return { numerators, denominator };
}

/** n/d ≡ value (mod modulus) with |n|, d ≤ bound, by Euclid's algorithm stopped half-way. */
function reconstruct(value: bigint, modulus: bigint, bound: bigint): [bigint, bigint] | null {
  let [r0, r1] = [modulus, value];
  let [s0, s1] = [0n, 1n];
  while (r1 > bound) {
    const q = r0 / r1;
    [r0, r1] = [r1, r0 - q * r1];
    [s0, s1] = [s1, s0 - q * s1];
  }
  if (s1 < 0n) [r1, s1] = [-r1, -s1];
  return s1 === 0n || s1 > bound ? null : [r1, s1];
}

function solves(matrix: IntegerMatrix, { numerators, denominator }: ExactVector, target: readonly bigint[]): boolean {
  return matrix.rows.every(({ columns, values }, i) => {
    let sum = 0n;
    for (let e = 0; e < columns.length; e++) sum += (values[e] as bigint) * (numerators[columns[e] as number] as bigint);
    return sum === (target[i] as bigint) * denominator;
  });
}

function transpose(matrix: IntegerMatrix): IntegerMatrix {
  const rows = Array.from({ length: matrix.size }, () => ({ columns: [] as number[], values: [] as bigint[] }));
  matrix.rows.forEach(({ columns, values }, i) => {
    columns.forEach((column, e) => {
      rows[column]?.columns.push(i);
      rows[column]?.values.push(values[e] as bigint);
    });
  });
  return { size: matrix.size, rows };
}
