import { u } from "../../distributions/enclosure.ts";

/**
 * E[min(B, S)], the expected number of trades at a price: B buyers want to buy, S sellers want to sell, each independently and with the probability of its group.
 *
 * With one buyer and one seller this is the product of the two probabilities. It rises with every probability, and by at most the relative amount by which that rises:
 * when a trader stays with probability c, so does each pair of a matching that it is in.
 */
export class ExpectedTrades {
  readonly #counts: readonly number[];
  readonly #buyer: readonly boolean[];
  readonly #tables: readonly Float64Array[];
  readonly #pair: boolean;
  readonly #traders: number;
  #own: Float64Array;
  #next: Float64Array;
  readonly #reached: readonly [Float64Array, Float64Array];

  constructor(groups: readonly { readonly buyer: boolean; readonly count: number }[]) {
    this.#counts = groups.map(({ count }) => count);
    this.#buyer = groups.map(({ buyer }) => buyer);
    this.#tables = groups.map(({ count }) => new Float64Array(count + 1));
    this.#pair = groups.length === 2 && groups.every(({ count }) => count === 1) && groups[0]?.buyer !== groups[1]?.buyer;
    this.#traders = this.#counts.reduce((sum, count) => sum + count, 0);
    this.#own = new Float64Array(this.#traders + 1);
    this.#next = new Float64Array(this.#traders + 1);
    this.#reached = [new Float64Array(this.#traders + 2), new Float64Array(this.#traders + 2)];
  }

  /** Relative error of {@link at} for probabilities that are taken as exact: every operation adds or multiplies nonnegative numbers: nine roundings a
   * trader in the binomials and their totals, one a trader in each of a convolution, a tail and the last sum. */
  get error(): number {
    return this.#pair ? 2 * u : 14 * (this.#traders + 2) * u;
  }

  /** The number, given the probability of each group. */
  at(probability: ArrayLike<number>): number {
    if (this.#pair) return (probability[0] as number) * (probability[1] as number);
    this.#tail(probability, true, this.#reached[0]);
    this.#tail(probability, false, this.#reached[1]);
    let sum = 0;
    for (let k = 1; k <= this.#traders; k++) sum += (this.#reached[0][k] as number) * (this.#reached[1][k] as number);
    return sum;
  }

  /** P(at least k of a side), k = 0 … traders. */
  #tail(probability: ArrayLike<number>, buyers: boolean, out: Float64Array): void {
    let length = 1;
    this.#own[0] = 1;
    for (let g = 0; g < this.#counts.length; g++) {
      if (this.#buyer[g] !== buyers) continue;
      const table = this.#tables[g] as Float64Array;
      binomial(table, Math.min(1, probability[g] as number));
      const n = table.length;
      this.#next.fill(0, 0, length + n - 1);
      for (let i = 0; i < length; i++) {
        const weight = this.#own[i] as number;
        if (weight === 0) continue;
        for (let c = 0; c < n; c++) this.#next[i + c] = (this.#next[i + c] as number) + weight * (table[c] as number);
      }
      length += n - 1;
      [this.#own, this.#next] = [this.#next, this.#own];
    }
    out.fill(0);
    let sum = 0;
    for (let k = length - 1; k >= 0; k--) {
      sum += this.#own[k] as number;
      out[k] = sum;
    }
  }
}

/** P(exactly c of n), from the most likely c outwards, where nothing overflows. */
function binomial(table: Float64Array, p: number): void {
  const n = table.length - 1;
  const q = 1 - p;
  if (n === 1) {
    table[0] = q;
    table[1] = p;
    return;
  }
  const mode = Math.min(n, Math.floor((n + 1) * p));
  table[mode] = 1;
  let total = 1;
  for (let c = mode, term = 1; c < n; c++) {
    term *= ((n - c) / (c + 1)) * (p / q);
    table[c + 1] = term;
    total += term;
  }
  for (let c = mode, term = 1; c > 0; c--) {
    term *= (c / (n - c + 1)) * (q / p);
    table[c - 1] = term;
    total += term;
  }
  for (let c = 0; c <= n; c++) table[c] = (table[c] as number) / total;
}
