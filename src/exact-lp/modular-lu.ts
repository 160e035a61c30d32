import { checkTime } from "./deadline.ts";

/** A sparse integer matrix by rows. */
export interface IntegerMatrix {
  readonly size: number;
  readonly rows: readonly { readonly columns: readonly number[]; readonly values: readonly bigint[] }[];
}

/** Primes just below 2^26: products of residues are exact in a double. */
export const primes: readonly number[] = [67108859, 67108837, 67108819, 67108777, 67108763, 67108757];

/**
 * Factors of a square sparse matrix modulo a prime below 2^26, by Gaussian elimination that takes the sparsest pivots first; solves with the
 * matrix and with its transpose.
 *
 * @see H. Markowitz (1957), The Elimination Form of the Inverse, Management Science 3.
 */
export class ModularLu {
  readonly prime: number;
  readonly #size: number;
  readonly #inversePrime: number;
  /** Step k eliminated with row #pivotRow[k] and column #pivotColumn[k]. */
  readonly #pivotRow: number[] = [];
  readonly #pivotColumn: number[] = [];
  readonly #pivotInverse: number[] = [];
  /** Rows that step k subtracted the pivot row from, with the factors. */
  readonly #lowerRows: number[][] = [];
  readonly #lowerValues: number[][] = [];
  /** The pivot row of step k without its pivot. */
  readonly #upperColumns: number[][] = [];
  readonly #upperValues: number[][] = [];

  private constructor(size: number, prime: number) {
    this.#size = size;
    this.prime = prime;
    this.#inversePrime = 1 / prime;
  }

  /** Null when the matrix is singular modulo the prime; throws OutOfTime. */
  static factor(matrix: IntegerMatrix, prime: number, until: number): ModularLu | null {
    const lu = new ModularLu(matrix.size, prime);
    return lu.#eliminate(matrix, until) ? lu : null;
  }

  #times(a: number, b: number): number {
    const product = a * b;
    let rest = product - Math.floor(product * this.#inversePrime) * this.prime;
    if (rest < 0) rest += this.prime;
    else if (rest >= this.prime) rest -= this.prime;
    return rest;
  }

  #eliminate(matrix: IntegerMatrix, until: number): boolean {
    const { prime } = this;
    const size = this.#size;
    const big = BigInt(prime);
    const rows: Map<number, number>[] = matrix.rows.map(({ columns, values }) => {
      const row = new Map<number, number>();
      columns.forEach((column, k) => {
        let residue = Number((values[k] as bigint) % big);
        if (residue < 0) residue += prime;
        if (residue !== 0) row.set(column, residue);
      });
      return row;
    });
    const holders: Set<number>[] = Array.from({ length: size }, () => new Set<number>());
    rows.forEach((row, i) => {
      for (const column of row.keys()) (holders[column] as Set<number>).add(i);
    });
    // Rows by number of entries, so that the sparsest is found at once.
    const buckets: Set<number>[] = Array.from({ length: size + 1 }, () => new Set<number>());
    rows.forEach((row, i) => {
      (buckets[row.size] as Set<number>).add(i);
    });
    for (let step = 0; step < size; step++) {
      checkTime(until);
      if ((buckets[0] as Set<number>).size > 0) return false;
      const pivotRow = this.#sparsestRow(buckets, rows, holders);
      const row = rows[pivotRow] as Map<number, number>;
      let pivotColumn = -1;
      let fewest = Number.POSITIVE_INFINITY;
      for (const column of row.keys()) {
        const count = (holders[column] as Set<number>).size;
        if (count < fewest) [pivotColumn, fewest] = [column, count];
      }
      const inverse = modularInverse(row.get(pivotColumn) as number, prime);
      (buckets[row.size] as Set<number>).delete(pivotRow);
      row.delete(pivotColumn);
      for (const column of row.keys()) (holders[column] as Set<number>).delete(pivotRow);
      const others = holders[pivotColumn] as Set<number>;
      others.delete(pivotRow);
      const lowerRows: number[] = [];
      const lowerValues: number[] = [];
      for (const i of others) {
        const target = rows[i] as Map<number, number>;
        const before = target.size;
        const factor = this.#times(target.get(pivotColumn) as number, inverse);
        target.delete(pivotColumn);
        for (const [column, value] of row) {
          const current = target.get(column);
          let next = (current ?? 0) - this.#times(factor, value);
          if (next < 0) next += prime;
          if (next === 0) {
            target.delete(column);
            (holders[column] as Set<number>).delete(i);
          } else {
            target.set(column, next);
            if (current === undefined) (holders[column] as Set<number>).add(i);
          }
        }
        if (target.size !== before) {
          (buckets[before] as Set<number>).delete(i);
          (buckets[target.size] as Set<number>).add(i);
        }
        lowerRows.push(i);
        lowerValues.push(factor);
      }
      this.#pivotRow.push(pivotRow);
      this.#pivotColumn.push(pivotColumn);
      this.#pivotInverse.push(inverse);
      this.#lowerRows.push(lowerRows);
      this.#lowerValues.push(lowerValues);
      this.#upperColumns.push([...row.keys()]);
      this.#upperValues.push([...row.values()]);
    }
    return true;
  }

  /** Among a few of the rows with fewest entries, the one with the least fill-in. */
  #sparsestRow(buckets: readonly Set<number>[], rows: readonly Map<number, number>[], holders: readonly Set<number>[]): number {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    let seen = 0;
    for (let entries = 1; entries < buckets.length; entries++) {
      for (const i of buckets[entries] as Set<number>) {
        let fewest = Number.POSITIVE_INFINITY;
        for (const column of (rows[i] as Map<number, number>).keys()) fewest = Math.min(fewest, (holders[column] as Set<number>).size);
        const fill = (entries - 1) * (fewest - 1);
        if (fill < least) [best, least] = [i, fill];
        if (least === 0 || ++seen === 8) return best;
      }
      if (best >= 0 && least <= entries * entries) return best;
    }
    return best;
  }

  /** x with A x = b modulo the prime; b is overwritten. */
  solve(b: Float64Array): Float64Array {
    const x = new Float64Array(this.#size);
    for (let k = 0; k < this.#size; k++)
      this.#subtract(b[this.#pivotRow[k] as number] as number, this.#lowerRows[k] as number[], this.#lowerValues[k] as number[], b);
    for (let k = this.#size - 1; k >= 0; k--) {
      const rest = this.#less(
        b[this.#pivotRow[k] as number] as number,
        this.#upperColumns[k] as number[],
        this.#upperValues[k] as number[],
        x,
      );
      x[this.#pivotColumn[k] as number] = this.#times(rest, this.#pivotInverse[k] as number);
    }
    return x;
  }

  /** y with Aᵀ y = c modulo the prime; c is overwritten. */
  solveTransposed(c: Float64Array): Float64Array {
    const y = new Float64Array(this.#size);
    for (let k = 0; k < this.#size; k++) {
      const z = this.#times(c[this.#pivotColumn[k] as number] as number, this.#pivotInverse[k] as number);
      y[this.#pivotRow[k] as number] = z;
      this.#subtract(z, this.#upperColumns[k] as number[], this.#upperValues[k] as number[], c);
    }
    for (let k = this.#size - 1; k >= 0; k--) {
      const row = this.#pivotRow[k] as number;
      y[row] = this.#less(y[row] as number, this.#lowerRows[k] as number[], this.#lowerValues[k] as number[], y);
    }
    return y;
  }

  /** Subtracts the multiple of a sparse list from `target`. */
  #subtract(factor: number, places: readonly number[], values: readonly number[], target: Float64Array): void {
    if (factor === 0) return;
    for (let e = 0; e < places.length; e++) {
      const i = places[e] as number;
      const next = (target[i] as number) - this.#times(values[e] as number, factor);
      target[i] = next < 0 ? next + this.prime : next;
    }
  }

  /** What is left of `whole` less the product of a sparse list with `x`. */
  #less(whole: number, places: readonly number[], values: readonly number[], x: Float64Array): number {
    let rest = whole;
    for (let e = 0; e < places.length; e++) {
      rest -= this.#times(values[e] as number, x[places[e] as number] as number);
      if (rest < 0) rest += this.prime;
    }
    return rest;
  }
}

/** The inverse of a residue that is not 0, by Euclid's algorithm. */
function modularInverse(a: number, prime: number): number {
  let [r0, r1] = [prime, a];
  let [s0, s1] = [0, 1];
  while (r1 !== 0) {
    const q = Math.floor(r0 / r1);
    [r0, r1] = [r1, r0 - q * r1];
    [s0, s1] = [s1, s0 - q * s1];
  }
  return s0 < 0 ? s0 + prime : s0;
}
