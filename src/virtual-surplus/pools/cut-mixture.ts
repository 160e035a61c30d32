import type { Numbers } from "../../arithmetic/numbers.ts";

/** A column of {@link CutMixture}: its entries in the rows, and what a unit of it is worth. */
export interface MixtureColumn<N> {
  readonly entries: readonly N[];
  readonly gain: N;
}

/**
 * The linear program max Σ x·gain subject to Σ x·entries = (1, 0, …, 0), x ≥ 0, to which columns are added one by one: the simplex method from the last basis, with
 * the basis factored anew in every step, as it has few rows. Row prices are the point at which the next cut is made.
 *
 * @see J. Kelley (1960), The Cutting-Plane Method for Solving Convex Programs, J. SIAM 8; G. Dantzig, P. Wolfe (1960), Oper. Res. 8.
 */
export class CutMixture<N> {
  readonly #numbers: Numbers<N>;
  readonly #columns: MixtureColumn<N>[];
  #basis: number[];
  readonly #tolerance: N;

  /** `basis`: columns of a feasible start, as many as there are rows. `tolerance`: smaller gains, relative to the sizes of their terms, are rounding. */
  constructor(columns: readonly MixtureColumn<N>[], basis: readonly number[], numbers: Numbers<N>, tolerance: N) {
    this.#numbers = numbers;
    this.#columns = [...columns];
    this.#basis = [...basis];
    this.#tolerance = tolerance;
  }

  add(column: MixtureColumn<N>): void {
    this.#columns.push(column);
  }

  /** The best mixture: prices of the rows, its value, and the columns in it with their weights. */
  solve(): {
    readonly prices: readonly N[];
    readonly weights: readonly { readonly column: number; readonly weight: N }[];
  } {
    const { zero, one, add, sub, mul, div, less } = this.#numbers;
    const size = this.#basis.length;
    const size0 = (x: N) => (less(x, zero) ? sub(zero, x) : x);
    for (let step = 0; ; step++) {
      const inverse = inverted(
        this.#basis.map((column) => (this.#columns[column] as MixtureColumn<N>).entries),
        this.#numbers,
      );
      // Row i of the inverse gives the weight of the i-th basic column; the right-hand side is the first unit vector.
      const weights = inverse.map((row) => row[0] as N);
      const prices = Array.from({ length: size }, (_, r) =>
        this.#basis.reduce((sum, column, i) => add(sum, mul((this.#columns[column] as MixtureColumn<N>).gain, inverse[i]?.[r] as N)), zero),
      );
      let entering = -1;
      let most = zero;
      const basic = new Set(this.#basis);
      // The largest gain; in long runs without end the first one, which cannot cycle.
      for (let c = 0; c < this.#columns.length; c++) {
        if (basic.has(c)) continue;
        const { entries, gain } = this.#columns[c] as MixtureColumn<N>;
        let reduced = gain;
        let terms = size0(gain);
        for (let r = 0; r < size; r++) {
          const term = mul(prices[r] as N, entries[r] as N);
          reduced = sub(reduced, term);
          terms = add(terms, size0(term));
        }
        if (!less(mul(this.#tolerance, terms), reduced)) continue;
        if (step >= patience) {
          entering = c;
          break;
        }
        if (less(most, reduced)) {
          entering = c;
          most = reduced;
        }
      }
      if (entering < 0 || step > stepLimit)
        return {
          prices,
          weights: this.#basis.map((column, i) => ({ column, weight: weights[i] as N })).filter(({ weight }) => less(zero, weight)),
        };
      const { entries } = this.#columns[entering] as MixtureColumn<N>;
      let leaving = -1;
      let least = zero;
      for (let i = 0; i < size; i++) {
        let change = zero;
        let terms = zero;
        for (let r = 0; r < size; r++) {
          const term = mul(inverse[i]?.[r] as N, entries[r] as N);
          change = add(change, term);
          terms = add(terms, size0(term));
        }
        if (!less(mul(this.#tolerance, add(one, terms)), change)) continue;
        const ratio = less(weights[i] as N, zero) ? zero : div(weights[i] as N, change);
        const first = leaving < 0 || less(ratio, least);
        if (first || (!less(least, ratio) && (this.#basis[i] as number) < (this.#basis[leaving] as number))) {
          leaving = i;
          least = ratio;
        }
      }
      if (leaving < 0) throw new Error("a mixture of cuts is unbounded");
      this.#basis[leaving] = entering;
    }
  }
}

/** Steps by the largest gain before the rule that cannot cycle, and steps in all. */
const patience = 200;
const stepLimit = 5_000;

/** The inverse of the matrix with these columns, by rows. */
function inverted<N>(columns: readonly (readonly N[])[], { zero, one, sub, mul, div, less }: Numbers<N>): N[][] {
  const n = columns.length;
  const abs = (x: N) => (less(x, zero) ? sub(zero, x) : x);
  const rows = Array.from({ length: n }, (_, r) => [
    ...columns.map((column) => column[r] as N),
    ...Array.from({ length: n }, (__, c) => (c === r ? one : zero)),
  ]);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let r = k + 1; r < n; r++) if (less(abs(rows[pivot]?.[k] as N), abs(rows[r]?.[k] as N))) pivot = r;
    [rows[k], rows[pivot]] = [rows[pivot] as N[], rows[k] as N[]];
    const own = rows[k] as N[];
    const scale = own[k] as N;
    if (!less(zero, abs(scale))) throw new Error("the basis of a mixture of cuts is singular");
    for (let c = k; c < 2 * n; c++) own[c] = div(own[c] as N, scale);
    for (let r = 0; r < n; r++) {
      const factor = rows[r]?.[k] as N;
      if (r === k || !(less(factor, zero) || less(zero, factor))) continue;
      const other = rows[r] as N[];
      for (let c = k; c < 2 * n; c++) other[c] = sub(other[c] as N, mul(factor, own[c] as N));
    }
  }
  return rows.map((row) => row.slice(n));
}
