import { unitRoundoff as u } from "../../arithmetic/tolerance.ts";

/**
 * How many of a number of traders want to trade: the probabilities of the counts `from` … `from + length − 1`, of at most so many, and of more.
 *
 * What is left out on both sides has a probability of at most `outside`; each number that is there is right up to the relative `error` and to `outside`. Only the
 * counts within some standard deviations of the mean are there, so that a distribution over n traders costs O(√n). Reused between calls: arrays only grow.
 */
export class Counts {
  from = 0;
  length = 1;
  outside = 0;
  error = 0;
  probability = Float64Array.of(1);
  readonly #cut: number;
  /** P(count ≤ from + k), and P(count > from + k), each from its own end: both tails keep their digits. */
  atMost = Float64Array.of(1);
  moreThan = Float64Array.of(0);

  constructor({ share }: Negligible = negligible.proved) {
    this.#cut = share;
  }

  /** The largest count that is there. */
  get last(): number {
    return this.from + this.length - 1;
  }

  /** P(count > k). */
  above(k: number): number {
    const at = k - this.from;
    return at < 0 ? 1 : at < this.length ? (this.moreThan[at] as number) : 0;
  }

  /** P(count ≤ k). */
  below(k: number): number {
    const at = k - this.from;
    return at < 0 ? 0 : at < this.length ? (this.atMost[at] as number) : 1;
  }

  /** Nobody. */
  clear(): void {
    this.from = 0;
    this.length = 1;
    this.outside = 0;
    this.error = 0;
    this.probability[0] = 1;
    this.atMost[0] = 1;
    this.moreThan[0] = 0;
  }

  /**
   * Each of n traders with odds `wants` : `rest` (two numbers with sum 1, so that neither loses digits).
   *
   * Ratios of neighbours outwards from the most likely count, down to a share of it that is {@link negligible}, then divided by their total. A ratio takes six roundings,
   * those before it included; what is left out falls at least as fast as its first term, a geometric series. `tails`: {@link atMost} and {@link moreThan} are wanted, too.
   */
  binomial(n: number, wants: number, rest: number, tails = true): void {
    if (n === 0 || !(wants > 0) || !(rest > 0)) {
      this.clear();
      this.from = wants > 0 ? n : 0;
      return;
    }
    if (n <= few && wants > farAway && rest > farAway) {
      this.#oneByOne(n, wants, rest);
      if (tails) this.#accumulate();
      return;
    }
    const cut = n <= fullUpTo ? 2 ** -900 : this.#cut;
    const odds = wants / rest;
    const mode = Math.min(n, Math.floor(((n + 1) * wants) / (wants + rest)));
    // How many terms there are below the mode is not known before: they come from a store of their own.
    let below = 0;
    let term = 1;
    let lost = 0;
    let room = scratch.length;
    let store = scratch;
    for (let c = mode; c > 0; c--) {
      const ratio = c / ((n - c + 1) * odds);
      term *= ratio;
      if (term < cut) {
        lost += ratio < 1 ? term / (1 - ratio) : n * term;
        break;
      }
      if (below === room) {
        store = scratch = grown(scratch);
        room = store.length;
      }
      store[below++] = term;
    }
    this.#reserve(2 * below + 1);
    let own = this.probability;
    for (let k = 0; k < below; k++) own[k] = store[below - 1 - k] as number;
    let length = below;
    own[length++] = 1;
    term = 1;
    for (let c = mode; c < n; c++) {
      const ratio = ((n - c) / (c + 1)) * odds;
      term *= ratio;
      if (term < cut) {
        lost += ratio < 1 ? term / (1 - ratio) : n * term;
        break;
      }
      if (length === own.length) {
        this.#reserve(length + 1);
        own = this.probability;
      }
      own[length++] = term;
    }
    let total = 0;
    for (let k = 0; k < length; k++) total += own[k] as number;
    for (let k = 0; k < length; k++) own[k] = (own[k] as number) / total;
    this.from = mode - below;
    this.length = length;
    this.outside = (2 * lost) / total;
    this.error = (14 * length + 8) * u;
    if (tails) this.#accumulate();
  }

  /** A few traders, one after the other: three roundings each of numbers that are added up and never cancel, of which `error` has room for more. */
  #oneByOne(n: number, wants: number, rest: number): void {
    this.#reserve(n + 1);
    const own = this.probability;
    own[0] = rest;
    own[1] = wants;
    for (let traders = 2; traders <= n; traders++) {
      own[traders] = (own[traders - 1] as number) * wants;
      for (let k = traders - 1; k > 0; k--) own[k] = (own[k] as number) * rest + (own[k - 1] as number) * wants;
      own[0] = (own[0] as number) * rest;
    }
    this.from = 0;
    this.length = n + 1;
    this.outside = 0;
    this.error = (14 * this.length + 8) * u;
  }

  /** The traders of both, independently; O(product of the lengths). */
  sum(a: Counts, b: Counts, tails = true): void {
    const [long, short] = a.length >= b.length ? [a, b] : [b, a];
    const length = a.length + b.length - 1;
    this.#reserve(length);
    const { probability } = this;
    probability.fill(0, 0, length);
    for (let i = 0; i < short.length; i++) {
      const weight = short.probability[i] as number;
      if (weight === 0) continue;
      for (let c = 0; c < long.length; c++) probability[i + c] = (probability[i + c] as number) + weight * (long.probability[c] as number);
    }
    this.from = a.from + b.from;
    this.length = length;
    this.outside = a.outside + b.outside;
    this.error = a.error + b.error + (2 * short.length + length + 2) * u;
    if (tails) this.#accumulate();
  }

  #reserve(length: number): void {
    if (this.probability.length >= length) return;
    const room = Math.max(length, 2 * this.probability.length);
    this.probability = grown(this.probability, room);
    this.atMost = new Float64Array(room);
    this.moreThan = new Float64Array(room);
  }

  /** Tails are as sharp as their terms up to a rounding for each, which `error` has room for. */
  #accumulate(): void {
    const { probability, atMost, moreThan, length } = this;
    for (let k = 0, sum = 0; k < length; k++) {
      sum += probability[k] as number;
      atMost[k] = sum;
    }
    for (let k = length - 1, sum = 0; k >= 0; k--) {
      moreThan[k] = sum;
      sum += probability[k] as number;
    }
  }
}

/** Up to this many traders are counted one by one, as long as nothing underflows: farAway^few = 2^−800. */
const few = 8;
const farAway = 2 ** -100;

/** Up to this many traders all counts are kept, so that the smallest probabilities have all their digits. */
const fullUpTo = 64;

/** What may be left out: counts whose probability is below `share` of the most likely one's, and events of probability at most exp(−`exponent`) ≤ share. */
export interface Negligible {
  readonly share: number;
  readonly exponent: number;
}

/** Ten standard deviations away for what is rounded by more than that anyway, fourteen where bounds are proved. */
export const negligible = {
  rounded: { share: 2 ** -66, exponent: 46 },
  proved: { share: 2 ** -132, exponent: 92 },
} as const satisfies Record<string, Negligible>;

let scratch = new Float64Array(64);

function grown(list: Float64Array, length = 2 * list.length): Float64Array<ArrayBuffer> {
  const next = new Float64Array(length);
  next.set(list);
  return next;
}
