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

  /**
   * P(trade) of a member of group g whose type lies in a block, the quantiles [from, to) of its group, and who is last in line among equals by lottery: that more
   * want to trade on the other side than on its own, its fellow members among them with probabilities spread evenly over [from, to).
   *
   * It is the increase of {@link at} divided by that of the expected number of members who want to trade, without the difference.
   */
  ofBlock(g: number, from: number, to: number, probability: ArrayLike<number>): BlockTrade {
    const buyer = this.#buyer[g] as boolean;
    const other = this.#reached[buyer ? 1 : 0];
    this.#tail(probability, !buyer, other);
    const rivals = (this.#counts[g] as number) - 1;
    const remainder = spreadBinomial(this.#tables[g] as Float64Array, rivals, from, to);
    const length = this.#convolved(probability, buyer, g, rivals + 1);
    let trade = 0;
    for (let k = 0; k < length; k++) trade += (this.#own[k] as number) * (other[k + 1] as number);
    return { trade, somebody: other[1] as number, remainder };
  }

  /** P(at least k of a side), k = 0 … traders. */
  #tail(probability: ArrayLike<number>, buyers: boolean, out: Float64Array): void {
    const length = this.#convolved(probability, buyers, -1, 0);
    out.fill(0);
    let sum = 0;
    for (let k = length - 1; k >= 0; k--) {
      sum += this.#own[k] as number;
      out[k] = sum;
    }
  }

  /** Leaves P(exactly k of a side), k < the length returned, in the work space. The table of group `filled`, of the given size, is there already. */
  #convolved(probability: ArrayLike<number>, buyers: boolean, filled: number, size: number): number {
    let length = 1;
    this.#own[0] = 1;
    for (let g = 0; g < this.#counts.length; g++) {
      if (this.#buyer[g] !== buyers) continue;
      const table = this.#tables[g] as Float64Array;
      const n = g === filled ? size : table.length;
      if (g !== filled) binomial(table, n - 1, Math.min(1, probability[g] as number));
      this.#next.fill(0, 0, length + n - 1);
      for (let i = 0; i < length; i++) {
        const weight = this.#own[i] as number;
        if (weight === 0) continue;
        for (let c = 0; c < n; c++) this.#next[i + c] = (this.#next[i + c] as number) + weight * (table[c] as number);
      }
      length += n - 1;
      [this.#own, this.#next] = [this.#next, this.#own];
    }
    return length;
  }
}

/** What is known of the trade of a block. */
export interface BlockTrade {
  /** Within twice the relative {@link ExpectedTrades.error}, plus `somebody`·`remainder`, for quantiles taken as exact. */
  readonly trade: number;
  /** P(somebody on the other side wants to trade). */
  readonly somebody: number;
  readonly remainder: number;
}

/** Halves of the nodes of Gauss's rule with two points on [0, 1]. */
const nodes = [(1 - Math.sqrt(1 / 3)) / 2, (1 + Math.sqrt(1 / 3)) / 2] as const;

/**
 * ∫ P(exactly c of n, each with probability p) dp/(to − from) over [from, to); returns a bound on what any average of the table over events may be off by.
 *
 * The probability of an event is a polynomial of degree n in p. The rule with two nodes is exact up to degree 3; its error is f⁗·h⁴/4320 on an interval of length h, and
 * a fourth difference of probabilities is at most 8, f⁗ at most 8n⁴. Wide intervals are cut into 64; of few members, one after the other goes from the far end to the near
 * one instead: the average over how many have is exact.
 */
function spreadBinomial(table: Float64Array, n: number, from: number, to: number): number {
  const mass = to - from;
  if (n === 0 || !(mass > 0)) {
    binomial(table, n, Math.min(1, to));
    return 0;
  }
  const sum = new Float64Array(n + 1);
  const one = new Float64Array(n + 1);
  if (n > 3 && n * mass > 4e-4 && n <= 40) {
    const two = new Float64Array(n + 1);
    for (let i = 0; i <= n; i++) {
      binomial(one, i, Math.min(1, to));
      binomial(two, n - i, Math.min(1, from));
      for (let a = 0; a <= i; a++)
        for (let b = 0; b <= n - i; b++) sum[a + b] = (sum[a + b] as number) + (one[a] as number) * (two[b] as number);
    }
    for (let c = 0; c <= n; c++) table[c] = (sum[c] as number) / (n + 1);
    return 0;
  }
  const pieces = n > 3 && n * mass > 4e-4 ? 64 : 1;
  for (let piece = 0; piece < pieces; piece++) {
    for (const node of nodes) {
      binomial(one, n, Math.min(1, from + mass * ((piece + node) / pieces)));
      for (let c = 0; c <= n; c++) sum[c] = (sum[c] as number) + (one[c] as number);
    }
  }
  for (let c = 0; c <= n; c++) table[c] = (sum[c] as number) / (2 * pieces);
  return n > 3 ? (8 / 4320) * 1.01 * ((n * mass) / pieces) ** 4 : 0;
}

/** P(exactly c of n), from the most likely c outwards, where nothing overflows. */
function binomial(table: Float64Array, n: number, p: number): void {
  const q = 1 - p;
  if (n === 0) {
    table[0] = 1;
    return;
  }
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
