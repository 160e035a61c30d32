import { one } from "../../arithmetic/rational.ts";
import { CompensatedSum } from "../../arithmetic/sum.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import { negligible } from "./binomial.ts";
import { Blocks, iron, type PathPoint } from "./ironing.ts";
import { type MultiplierOptimum, mixedRules } from "./multiplier.ts";
import { type ErrorSource, measuredTerms } from "./path-error.ts";
import type { MeasuredValue, PathEvaluator, PathValue } from "./path-evaluator.ts";
import type { Ranking, RankingLottery } from "./ranking.ts";
import { TradingOdds } from "./trading-odds.ts";
import { type CellGroup, coarser } from "./worth-cells.ts";

/**
 * The Lagrangian of a market of m buyers and n sellers with one good each: the n goods go to the n traders of all m + n to whom holding one is worth most, by
 * their ironed virtual worths (a seller among them keeps its good, which is worth to it what giving it up costs).
 *
 * Interim probabilities come from the distributions of the numbers of traders on either side of a level, never from profiles: O(cells·√(m + n)), and for most cells O(1),
 * since in a large market all but those near the level of the marginal trader are sure to trade or not to.
 *
 * @see T. Gresik, M. Satterthwaite (1989), J. Econ. Theory 48, for the symmetric case.
 */
export class RankingLagrangian implements PathEvaluator {
  readonly groups: readonly CellGroup[];
  readonly broker: number;
  readonly rounding: number;
  readonly shifts: readonly number[];
  /** Per group: members own a good, and are worth less the more its good is worth to them. */
  readonly #owner: readonly boolean[];
  readonly #blocks: readonly Blocks[];
  // Work space of an evaluation, one entry per group: probabilities of the blocks from k on, and of the idle ones and those before k; the block placed next.
  readonly #from: readonly Float64Array[];
  readonly #before: readonly Float64Array[];
  readonly #odds: TradingOdds;
  readonly #next: Int32Array;

  constructor(groups: readonly CellGroup[], broker: number) {
    this.groups = groups;
    this.broker = broker;
    this.#owner = groups.map(({ reference }) => reference.equals(one));
    const traders = groups.reduce((sum, { count }) => sum + count, 0);
    // A probability of trade is a sum of products of as many probabilities as a distribution is wide.
    this.rounding = (16 + 8 * Math.min(traders, 28 * Math.sqrt(traders))) * unitRoundoff;
    this.shifts = groups.map((group) => group.cells.shift);
    this.#blocks = groups.map((group) => new Blocks(group.cells.mass.length));
    this.#from = groups.map((group) => new Float64Array(group.cells.mass.length + 1));
    this.#before = groups.map((group) => new Float64Array(group.cells.mass.length + 1));
    this.#odds = new TradingOdds(
      groups.map(({ count }, g) => ({ buyer: !this.#owner[g], count })),
      negligible.rounded,
    );
    this.#next = new Int32Array(groups.length);
  }

  coarser(stride: number): RankingLagrangian {
    return new RankingLagrangian(
      this.groups.map((group) => coarser(group, stride)),
      this.broker,
    );
  }

  interim(at: PathPoint): { readonly value: PathValue; readonly probability: readonly Float64Array[] } {
    const probability = this.groups.map((group) => new Float64Array(group.cells.mass.length));
    return { value: this.evaluate(at, probability), probability };
  }

  measure(at: PathPoint, sources: readonly ErrorSource[]): MeasuredValue {
    return measuredTerms(this, sources, at);
  }

  allocation(
    found: MultiplierOptimum,
    mix?: number,
  ): { readonly allocation: RankingLottery; readonly probability: readonly Float64Array[] } {
    const { loose: looseAt, tight: tightAt, weight: own } = mixedRules(found);
    const weight = mix ?? own;
    const loose = this.interim(looseAt).probability;
    const probability = this.interim(tightAt).probability.map((tight, g) =>
      tight.map((x, k) => x + weight * ((loose[g]?.[k] as number) - x)),
    );
    return { allocation: { kind: "ranking", weight, loose: this.#ranking(looseAt), tight: this.#ranking(tightAt) }, probability };
  }

  /** `probability[g]`, when given, receives the interim probability of trade for each cell of group g. */
  evaluate(at: PathPoint, probability?: readonly Float64Array[]): PathValue {
    this.#start(at);
    const objective = new CompensatedSum();
    const profit = new CompensatedSum();
    let objectiveSize = 0;
    let profitSize = 0;
    for (let g = this.#highest(at); g >= 0; g = this.#highest(at)) {
      const { count, cells } = this.groups[g] as CellGroup;
      const blocks = this.#blocks[g] as Blocks;
      const owner = this.#owner[g] === true;
      const step = owner ? 1 : -1;
      const first = this.#next[g] as number;
      // Blocks that doubles cannot tell apart share by lottery, as they do at a profile of types.
      let last = first;
      while (this.#ties(at, g, first, last + step)) last += step;
      const [low, high] = owner ? [first, last] : [last, first];
      let mass = 0;
      for (let k = low; k <= high; k++) mass += blocks.mass[k] as number;
      const edge = owner ? high + 1 : low;
      const { trade } = this.#odds.pass(
        g,
        (this.#from[g] as Float64Array)[edge] as number,
        (this.#before[g] as Float64Array)[edge] as number,
        mass,
      );
      for (let k = low; k <= high; k++) {
        const o = (blocks.objective[k] as number) + this.broker * cells.shift * (blocks.mass[k] as number);
        const r = (blocks.profit[k] as number) + cells.shift * (blocks.mass[k] as number);
        objective.add(count * trade * o);
        profit.add(count * trade * r);
        objectiveSize += Math.abs(trade * o) * count;
        profitSize += Math.abs(trade * r) * count;
      }
      if (probability) probability[g]?.fill(trade, low === 0 ? 0 : (blocks.end[low - 1] as number), blocks.end[high] as number);
      this.#next[g] = last + step;
    }
    return {
      objective: objective.value,
      profit: profit.value,
      objectiveError: this.rounding * objectiveSize,
      profitError: this.rounding * profitSize,
    };
  }

  /** Irons all groups and starts above everybody, where all sellers but the idle ones want to trade and no buyer does. */
  #start(at: PathPoint): void {
    for (let g = 0; g < this.groups.length; g++) {
      const { cells, idle } = this.groups[g] as CellGroup;
      const owner = this.#owner[g];
      const blocks = this.#blocks[g] as Blocks;
      iron(cells, at, blocks);
      const [from, before] = [this.#from[g] as Float64Array, this.#before[g] as Float64Array];
      const sum = new CompensatedSum();
      from[blocks.count] = 0;
      for (let k = blocks.count - 1; k >= 0; k--) {
        sum.add(blocks.mass[k] as number);
        from[k] = sum.value;
      }
      const rest = new CompensatedSum();
      rest.add(idle);
      before[0] = idle;
      for (let k = 0; k < blocks.count; k++) {
        rest.add(blocks.mass[k] as number);
        before[k + 1] = rest.value;
      }
      this.#next[g] = owner ? 0 : blocks.count - 1;
      const edge = owner ? 0 : blocks.count;
      this.#odds.set(g, from[edge] as number, before[edge] as number);
    }
  }

  /** The group whose next block ranks highest; −1 when all are placed. */
  #highest(at: PathPoint): number {
    let best = -1;
    for (let g = 0; g < this.groups.length; g++) {
      if (this.#left(g) && (best < 0 || this.#ranksAbove(at, g, best))) best = g;
    }
    return best;
  }

  #left(g: number): boolean {
    const next = this.#next[g] as number;
    return next >= 0 && next < (this.#blocks[g] as Blocks).count;
  }

  #ranksAbove(at: PathPoint, a: number, b: number): boolean {
    const first = this.#slope(at, a, this.#next[a] as number);
    const second = this.#slope(at, b, this.#next[b] as number);
    if (first !== second) return first > second;
    const tie = this.#tieBreak(at, a, this.#next[a] as number) - this.#tieBreak(at, b, this.#next[b] as number);
    if (tie !== 0) return tie > 0;
    return this.#owner[a] === true && this.#owner[b] === false;
  }

  #ties(at: PathPoint, g: number, block: number, other: number): boolean {
    if (other < 0 || other >= (this.#blocks[g] as Blocks).count) return false;
    return this.#slope(at, g, block) === this.#slope(at, g, other) && this.#tieBreak(at, g, block) === this.#tieBreak(at, g, other);
  }

  /** What holding a good is worth in a block, in the primary direction. */
  #slope(at: PathPoint, g: number, block: number): number {
    return this.#held(g, ((this.#blocks[g] as Blocks).slope[block] as number) + this.#shift(at.primary, g));
  }

  #tieBreak(at: PathPoint, g: number, block: number): number {
    return this.#held(g, (this.#blocks[g] as Blocks).tieBreak(block, at) + this.#shift(at.secondary, g));
  }

  /** From the worth of a good that changes hands to that of holding it. */
  #held(g: number, worth: number): number {
    return this.#owner[g] ? -worth : worth;
  }

  #shift(direction: PathPoint["primary"], g: number): number {
    const { shift } = (this.groups[g] as CellGroup).cells;
    return direction[0] * this.broker * shift + direction[1] * shift;
  }

  /** The order in which goods go at a point of the path. */
  #ranking(at: PathPoint): Ranking {
    const slope: Float64Array[] = [];
    const tieBreak: Float64Array[] = [];
    this.groups.forEach((group, g) => {
      const blocks = this.#blocks[g] as Blocks;
      iron(group.cells, at, blocks);
      const slopes = new Float64Array(group.cells.mass.length);
      const ties = new Float64Array(group.cells.mass.length);
      for (let k = 0, from = 0; k < blocks.count; k++) {
        slopes.fill(this.#slope(at, g, k), from, blocks.end[k]);
        ties.fill(this.#tieBreak(at, g, k), from, blocks.end[k]);
        from = blocks.end[k] as number;
      }
      slope.push(slopes);
      tieBreak.push(ties);
    });
    return { slope, tieBreak };
  }
}
