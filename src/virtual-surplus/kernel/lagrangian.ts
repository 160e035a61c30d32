import { CompensatedSum } from "../../arithmetic/sum.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import { Blocks, type IronedInterval, iron, ironedIntervals, type PathPoint } from "./ironing.ts";
import { coarseSide, type Side } from "./side.ts";

/** What the best monotone allocation at one point of the path achieves, with rent bases at 0. */
export interface PathValue {
  /** W(x): the objective when the broker keeps the profit. */
  readonly objective: number;
  /** Π(x): the largest profit with which the allocation can be implemented. */
  readonly profit: number;
  /** Bounds on the rounding errors of the two sums. */
  readonly objectiveError: number;
  readonly profitError: number;
}

/**
 * Evaluates the Lagrangian max_x W(x) + λ·Π(x) over interim-monotone allocations of a bilateral problem, and its maximiser.
 *
 * Holds the work space of two sides, so that an evaluation allocates nothing and costs O(cells).
 */
export class Lagrangian {
  readonly buyer: Side;
  readonly seller: Side;
  readonly #buyers: Blocks;
  readonly #sellers: Blocks;
  readonly #broker: number;

  /** `broker` is w_0: with a shift s, values and slopes move together, so a side's objective moves by w_0·s per unit of mass. */
  constructor(buyer: Side, seller: Side, broker: number) {
    this.buyer = buyer;
    this.seller = seller;
    this.#buyers = new Blocks(buyer.mass.length);
    this.#sellers = new Blocks(seller.mass.length);
    this.#broker = broker;
  }

  /** The problem with `stride` neighbouring cells of either side treated alike. */
  coarser(stride: number): Lagrangian {
    return new Lagrangian(coarseSide(this.buyer, stride), coarseSide(this.seller, stride), this.#broker);
  }

  /** The pooled cells of both sides at a point of the path. */
  ironed(at: PathPoint): { readonly buyer: IronedInterval[]; readonly seller: IronedInterval[] } {
    return { buyer: ironedIntervals(this.buyer, at, this.#buyers), seller: ironedIntervals(this.seller, at, this.#sellers) };
  }

  /** W and Π of the allocation in which buyer cell i trades with the `counts[i]` cheapest seller cells. */
  value(counts: Int32Array): { readonly objective: number; readonly profit: number } {
    const { buyer, seller } = this;
    const shift = buyer.shift - seller.shift;
    const objective = new CompensatedSum();
    const profit = new CompensatedSum();
    const q = new CompensatedSum();
    const qObjective = new CompensatedSum();
    const qProfit = new CompensatedSum();
    let k = 0;
    for (let i = 0; i < buyer.mass.length; i++) {
      for (; k < (counts[i] as number); k++) {
        q.add(seller.mass[k] as number);
        qObjective.add(seller.objective[k] as number);
        qProfit.add(seller.profit[k] as number);
      }
      if (k === 0) continue;
      const m = buyer.mass[i] as number;
      objective.add(((buyer.objective[i] as number) + this.#broker * shift * m) * q.value - m * qObjective.value);
      profit.add(((buyer.profit[i] as number) + shift * m) * q.value - m * qProfit.value);
    }
    return { objective: objective.value, profit: profit.value };
  }

  /**
   * The maximiser trades where the buyer's ironed slope exceeds the seller's (in the order of `at`).
   * `counts`, when given (length: buyer cells), receives for each buyer cell the number of seller cells, the cheapest ones, that it trades with.
   */
  evaluate(at: PathPoint, counts?: Int32Array): PathValue {
    const b = this.#buyers;
    const s = this.#sellers;
    iron(this.buyer, at, b);
    iron(this.seller, at, s);
    const shift = this.buyer.shift - this.seller.shift;
    const objectiveShift = this.#broker * shift;
    const slopeShift = at.primary[0] * objectiveShift + at.primary[1] * shift;
    const tieShift = at.secondary[0] * objectiveShift + at.secondary[1] * shift;
    let q = 0;
    let qObjective = 0;
    let qProfit = 0;
    let qLow = 0;
    let qObjectiveLow = 0;
    let qProfitLow = 0;
    let qObjectiveSize = 0;
    let qProfitSize = 0;
    let objective = 0;
    let objectiveLow = 0;
    let profit = 0;
    let profitLow = 0;
    let objectiveSize = 0;
    let profitSize = 0;
    let k = 0;
    let from = 0;
    for (let i = 0; i < b.count; i++) {
      const slope = (b.slope[i] as number) + slopeShift;
      while (
        k < s.count &&
        (slope > (s.slope[k] as number) || (slope === (s.slope[k] as number) && b.tieBreak(i, at) + tieShift > s.tieBreak(k, at)))
      ) {
        // Neumaier's compensation written out: this is the hot loop.
        const mass = s.mass[k] as number;
        const nextQ = q + mass;
        qLow += q - nextQ + mass;
        q = nextQ;
        const o = s.objective[k] as number;
        const nextO = qObjective + o;
        qObjectiveLow += Math.abs(qObjective) >= Math.abs(o) ? qObjective - nextO + o : o - nextO + qObjective;
        qObjective = nextO;
        const r = s.profit[k] as number;
        const nextR = qProfit + r;
        qProfitLow += Math.abs(qProfit) >= Math.abs(r) ? qProfit - nextR + r : r - nextR + qProfit;
        qProfit = nextR;
        qObjectiveSize += Math.abs(o);
        qProfitSize += Math.abs(r);
        k++;
      }
      const to = b.end[i] as number;
      if (counts) counts.fill(k === 0 ? 0 : (s.end[k - 1] as number), from, to);
      from = to;
      if (k === 0) continue;
      const m = b.mass[i] as number;
      const o = b.objective[i] as number;
      const r = b.profit[i] as number;
      const objectiveTerm = (o + objectiveShift * m) * (q + qLow) - m * (qObjective + qObjectiveLow);
      const profitTerm = (r + shift * m) * (q + qLow) - m * (qProfit + qProfitLow);
      objectiveSize += (Math.abs(o) + Math.abs(objectiveShift) * m) * q + m * qObjectiveSize;
      profitSize += (Math.abs(r) + Math.abs(shift) * m) * q + m * qProfitSize;
      const nextObjective = objective + objectiveTerm;
      objectiveLow +=
        Math.abs(objective) >= Math.abs(objectiveTerm)
          ? objective - nextObjective + objectiveTerm
          : objectiveTerm - nextObjective + objective;
      objective = nextObjective;
      const nextProfit = profit + profitTerm;
      profitLow += Math.abs(profit) >= Math.abs(profitTerm) ? profit - nextProfit + profitTerm : profitTerm - nextProfit + profit;
      profit = nextProfit;
    }
    return {
      objective: objective + objectiveLow,
      profit: profit + profitLow,
      objectiveError: 8 * unitRoundoff * objectiveSize,
      profitError: 8 * unitRoundoff * profitSize,
    };
  }
}
