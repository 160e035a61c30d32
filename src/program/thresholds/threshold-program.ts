import { above } from "../../arithmetic/interval.ts";
import type { TradeQuestion } from "../question.ts";

/** Who trades: buyer type i with its `counts[i]` cheapest seller types; nondecreasing in i. */
export type ThresholdSet = Int32Array;

/**
 * Dominant incentives, ex-post participation and no deficit in any state, as a program over threshold sets.
 *
 * Under dominant incentives the probability x_ij of trade rises in the buyer's value and falls in the seller's cost, so that x is a lottery over threshold sets S. Rents that
 * are paid for no good are never worth more than the broker's profit (weights of rents ≤ w_0), so they are tight: U_ij = Σ_{k<i} (v_{k+1} − v_k)·x_kj and
 * W_ij = Σ_{l>j} (c_l − c_{l−1})·x_il. What is left of the good's worth, B_ij = (v_i − c_j)·x_ij − U_ij − W_ij, must be at least r in every state:
 *
 *     maximise Σ λ_S·f(S)  subject to  Σ λ_S·B_ij(S) ≥ r for all i, j,  Σ λ_S = 1,  λ ≥ 0,
 *
 * f(S) = Σ π_ij·[w_0·(v_i − c_j)·x − (w_0 − w_b)·U − (w_0 − w_s)·W]. For any prices μ ≥ 0 of the states the best threshold set is found in O(m·n), by going through the
 * buyer's types; its value less r·Σμ bounds the program from above.
 */
export class ThresholdProgram {
  readonly m: number;
  readonly n: number;
  /** The largest difference of types: money of the program is in this unit. */
  readonly unit: number;
  readonly required: number;
  readonly #question: TradeQuestion;
  /** f of the single state, as a sum over its row up to there: at i·(n + 1) + count. */
  readonly #worth: Float64Array;
  readonly #steps: Int32Array;

  constructor(question: TradeQuestion) {
    const { buyer, seller, budget } = question;
    this.#question = question;
    this.m = buyer.values.length;
    this.n = seller.values.length;
    const ends = [buyer.values[0], buyer.values[this.m - 1], seller.values[0], seller.values[this.n - 1]] as [
      number,
      number,
      number,
      number,
    ];
    this.unit = Math.max(...ends) - Math.min(...ends) || 1;
    this.required = budget.requiredProfit;
    this.#worth = this.#sums(new Float64Array(this.m * this.n)).sums;
    this.#steps = new Int32Array(this.m * (this.n + 1));
  }

  /** f(S). */
  objective(set: ThresholdSet): number {
    let sum = 0;
    for (let i = 0; i < this.m; i++) sum += this.#worth[i * (this.n + 1) + (set[i] as number)] as number;
    return sum;
  }

  /** Everybody who gains at a price of seller type j trades. */
  posted(j: number): ThresholdSet {
    const { buyer, seller } = this.#question;
    const price = seller.values[j] as number;
    return Int32Array.from(buyer.values, (value) => (value >= price ? j + 1 : 0));
  }

  /** The first buyer type that trades with each seller type; m where none does. */
  firstBuyers(set: ThresholdSet): Int32Array {
    const first = new Int32Array(this.n);
    for (let j = 0, i = 0; j < this.n; j++) {
      while (i < this.m && (set[i] as number) <= j) i++;
      first[j] = i;
    }
    return first;
  }

  /** B_ij(S), from the set and its {@link firstBuyers}. */
  profit(set: ThresholdSet, first: Int32Array, i: number, j: number): number {
    const { buyer, seller } = this.#question;
    const value = buyer.values[i] as number;
    const cost = seller.values[j] as number;
    const from = first[j] as number;
    const last = (set[i] as number) - 1;
    const rents = (i > from ? value - (buyer.values[from] as number) : 0) + (last > j ? (seller.values[last] as number) - cost : 0);
    return (last >= j ? value - cost : 0) - rents;
  }

  /** The set that is best at these prices of the states (index i·n + j, all ≥ 0), and the bound that they prove, rounded upwards. */
  best(prices: Float64Array): { readonly set: ThresholdSet; readonly bound: number } {
    const { m, n } = this;
    const { sums, size } = this.#sums(prices);
    // reached[t]: the most that the types so far can be worth when the last one trades with t.
    let reached = new Float64Array(n + 1);
    for (let i = 0; i < m; i++) {
      const next = new Float64Array(n + 1);
      let most = Number.NEGATIVE_INFINITY;
      let from = 0;
      for (let t = 0; t <= n; t++) {
        if ((reached[t] as number) > most) {
          most = reached[t] as number;
          from = t;
        }
        next[t] = most + (sums[i * (n + 1) + t] as number);
        this.#steps[i * (n + 1) + t] = from;
      }
      reached = next;
    }
    let count = 0;
    for (let t = 1; t <= n; t++) if ((reached[t] as number) > (reached[count] as number)) count = t;
    const value = reached[count] as number;
    const set = new Int32Array(m);
    for (let i = m - 1; i >= 0; i--) {
      set[i] = count;
      count = this.#steps[i * (n + 1) + count] as number;
    }
    let total = 0;
    for (const price of prices) total += price;
    // No term passes through more than 2(m + n) additions and a few products.
    const allowance = 2 * (m + n + 8) * 2 ** -53 * (size + Math.abs(this.required) * total);
    return { set, bound: above(value - this.required * total + allowance) };
  }

  /**
   * What trade in a state adds at these prices, summed over its row up to each count, and the sum of the sizes of all terms:
   * (w_0·π + μ)_ij·(v_i − c_j) − (v_{i+1} − v_i)·Σ_{k>i} ((w_0 − w_b)·π + μ)_kj − (c_j − c_{j−1})·Σ_{l<j} ((w_0 − w_s)·π + μ)_il.
   */
  #sums(prices: Float64Array): { readonly sums: Float64Array; readonly size: number } {
    const { m, n } = this;
    const { buyer, seller, weights } = this.#question;
    const [ofBuyer, ofSeller] = [weights.broker - weights.buyers, weights.broker - weights.sellers];
    const sums = new Float64Array(m * (n + 1));
    const above_ = new Float64Array(n);
    let size = 0;
    for (let i = m - 1; i >= 0; i--) {
      const value = buyer.values[i] as number;
      const step = i + 1 < m ? (buyer.values[i + 1] as number) - value : 0;
      const row = i * (n + 1);
      let before = 0;
      for (let j = 0; j < n; j++) {
        const cost = seller.values[j] as number;
        const down = j > 0 ? cost - (seller.values[j - 1] as number) : 0;
        const mass = (buyer.masses[i] as number) * (seller.masses[j] as number);
        const price = prices[i * n + j] as number;
        const gain = (weights.broker * mass + price) * (value - cost);
        const rents = step * (above_[j] as number) + down * before;
        size += Math.abs(gain) + rents;
        sums[row + j + 1] = (sums[row + j] as number) + (gain - rents);
        (above_[j] as number) += ofBuyer * mass + price;
        before += ofSeller * mass + price;
      }
    }
    return { sums, size };
  }
}
