import type { BinomialTable } from "./binomial.ts";

/**
 * The distribution of the number of traders, over all groups but one, that rank above a level: convolved binomials.
 *
 * Holds its work space, so that counting allocates nothing. Cost of `count`: the product of the groups' sizes, for two groups the number of goods.
 */
export class RivalCounts {
  /** P(at most k rivals above) and P(more than k), k = 0 … goods − 1; both tails are summed from positive terms. */
  readonly atMost: Float64Array;
  readonly moreThan: Float64Array;
  #from: Float64Array;
  #to: Float64Array;

  constructor(goods: number, traders: number) {
    this.atMost = new Float64Array(goods);
    this.moreThan = new Float64Array(goods);
    this.#from = new Float64Array(traders + 1);
    this.#to = new Float64Array(traders + 1);
  }

  /** Counts the members above the level in every group but `except`, one table a group. */
  count(tables: readonly BinomialTable[], except: number): void {
    let distribution: Float64Array | undefined;
    let length = 1;
    for (let g = 0; g < tables.length; g++) {
      if (g === except) continue;
      const { probability } = tables[g] as BinomialTable;
      if (!distribution) {
        distribution = probability;
        length = probability.length;
        continue;
      }
      const next = this.#to;
      this.#convolve(distribution, length, probability);
      length += probability.length - 1;
      distribution = next;
      [this.#from, this.#to] = [this.#to, this.#from];
    }
    this.#accumulate(distribution, length);
  }

  #convolve(a: Float64Array, length: number, b: Float64Array): void {
    const to = this.#to;
    to.fill(0, 0, length + b.length - 1);
    for (let i = 0; i < length; i++) {
      const weight = a[i] as number;
      if (weight === 0) continue;
      for (let c = 0; c < b.length; c++) to[i + c] = (to[i + c] as number) + weight * (b[c] as number);
    }
  }

  /** No distribution: there are no rivals. */
  #accumulate(distribution: Float64Array | undefined, length: number): void {
    const { atMost, moreThan } = this;
    const goods = atMost.length;
    let sum = 0;
    for (let k = 0; k < goods; k++) {
      if (k < length) sum += distribution ? (distribution[k] as number) : 1;
      atMost[k] = sum;
    }
    let tail = 0;
    for (let k = Math.max(length, goods) - 1; k >= 0; k--) {
      if (k < goods) moreThan[k] = tail;
      if (k < length) tail += distribution ? (distribution[k] as number) : 1;
    }
  }
}
