import { one } from "../../arithmetic/rational.ts";
import { CompensatedSum, compensatedSum } from "../../arithmetic/sum.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import { BinomialTable, gaussLegendre } from "./binomial.ts";
import { Blocks, iron, type PathPoint } from "./ironing.ts";
import type { MultiplierOptimum } from "./multiplier.ts";
import type { PathEvaluator, PathValue } from "./path-evaluator.ts";
import type { Ranking, RankingLottery } from "./ranking.ts";
import { RivalCounts } from "./rival-counts.ts";
import { type CellGroup, coarser } from "./worth-cells.ts";

/**
 * The Lagrangian of a market of m buyers and n sellers with one good each: the n goods go to the n traders of all m + n to whom holding one is worth most, by
 * their ironed virtual worths (a seller among them keeps its good, which is worth to it what giving it up costs).
 *
 * Interim probabilities come from the distribution of the number of higher-ranked traders (convolved binomials), never from profiles: O(cells·m·n).
 *
 * @see T. Gresik, M. Satterthwaite (1989), J. Econ. Theory 48, for the symmetric case.
 */
export class RankingLagrangian implements PathEvaluator {
  readonly groups: readonly CellGroup[];
  readonly rounding: number;
  readonly shifts: readonly number[];
  readonly #broker: number;
  readonly #goods: number;
  /** Per group: members own a good, and are worth less the more its good is worth to them. */
  readonly #owner: readonly boolean[];
  readonly #blocks: readonly Blocks[];
  // Work space of an evaluation, one entry per group: who ranks above what is being placed.
  readonly #tables: readonly BinomialTable[];
  readonly #ownRivals: readonly BinomialTable[];
  readonly #rivals: RivalCounts;
  readonly #above: Float64Array;
  readonly #aboveLow: Float64Array;
  readonly #below: Float64Array;
  readonly #next: Int32Array;

  constructor(groups: readonly CellGroup[], broker: number) {
    this.groups = groups;
    this.#broker = broker;
    this.#owner = groups.map(({ reference }) => reference.equals(one));
    this.#goods = groups.reduce((sum, { count }, g) => sum + (this.#owner[g] ? count : 0), 0);
    const traders = groups.reduce((sum, { count }) => sum + count, 0);
    // A probability of trade is a sum of products of up to m + n probabilities.
    this.rounding = (16 + 8 * traders) * unitRoundoff;
    this.shifts = groups.map((group) => group.cells.shift);
    this.#blocks = groups.map((group) => new Blocks(group.cells.mass.length));
    this.#tables = groups.map((group) => new BinomialTable(group.count));
    this.#ownRivals = groups.map((group) => new BinomialTable(group.count - 1));
    this.#rivals = new RivalCounts(this.#goods, traders);
    this.#above = new Float64Array(groups.length);
    this.#aboveLow = new Float64Array(groups.length);
    this.#below = new Float64Array(groups.length);
    this.#next = new Int32Array(groups.length);
  }

  coarser(stride: number): RankingLagrangian {
    return new RankingLagrangian(
      this.groups.map((group) => coarser(group, stride)),
      this.#broker,
    );
  }

  interim(at: PathPoint): { readonly value: PathValue; readonly probability: readonly Float64Array[] } {
    const probability = this.groups.map((group) => new Float64Array(group.cells.mass.length));
    return { value: this.evaluate(at, probability), probability };
  }

  allocation(
    found: MultiplierOptimum,
    mix?: number,
  ): { readonly allocation: RankingLottery; readonly probability: readonly Float64Array[] } {
    const [looseAt, tightAt, own] = found.kind === "binding" ? [found.loose, found.tight, found.weight] : [found.rule, found.rule, 0];
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
      const k = this.#next[g] as number;
      const mass = blocks.mass[k] as number;
      const trade = this.#tradeProbability(g, mass);
      const o = (blocks.objective[k] as number) + this.#broker * cells.shift * mass;
      const r = (blocks.profit[k] as number) + cells.shift * mass;
      objective.add(count * trade * o);
      profit.add(count * trade * r);
      objectiveSize += Math.abs(trade * o) * count;
      profitSize += Math.abs(trade * r) * count;
      if (probability) probability[g]?.fill(trade, k === 0 ? 0 : (blocks.end[k - 1] as number), blocks.end[k] as number);
      this.#place(g, mass);
    }
    return {
      objective: objective.value,
      profit: profit.value,
      objectiveError: this.rounding * objectiveSize,
      profitError: this.rounding * profitSize,
    };
  }

  /** Irons all groups and starts above everybody; idle owners keep their goods and rank higher still. */
  #start(at: PathPoint): void {
    for (let g = 0; g < this.groups.length; g++) {
      const { cells, idle } = this.groups[g] as CellGroup;
      const owner = this.#owner[g];
      const blocks = this.#blocks[g] as Blocks;
      iron(cells, at, blocks);
      this.#next[g] = owner ? 0 : blocks.count - 1;
      // What is left below the level: the listed types, and idle types of those who own nothing.
      this.#below[g] = compensatedSum(cells.mass) + (owner ? 0 : idle);
      this.#above[g] = owner ? idle : 0;
      this.#aboveLow[g] = 0;
      (this.#tables[g] as BinomialTable).set(this.#above[g] as number, this.#below[g] as number);
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
    return direction[0] * this.#broker * shift + direction[1] * shift;
  }

  #place(g: number, mass: number): void {
    const above = this.#above[g] as number;
    const term = mass - (this.#aboveLow[g] as number);
    const sum = above + term;
    this.#aboveLow[g] = sum - above - term;
    this.#above[g] = sum;
    this.#below[g] = Math.max(0, (this.#below[g] as number) - mass);
    (this.#tables[g] as BinomialTable).set(sum, this.#below[g] as number);
    this.#next[g] = (this.#next[g] as number) + (this.#owner[g] ? 1 : -1);
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

  /**
   * Probability of trade of a trader of group g whose level, of probability `mass`, is being placed.
   * Members of its own group at the level are ranked by lottery: the average over the rank is a polynomial of degree < m, integrated by Gauss–Legendre nodes:
   * exactly, or with two nodes where the level is so small that their error, at most (m·mass)⁴/1440, is below rounding.
   */
  #tradeProbability(g: number, mass: number): number {
    const { count } = this.groups[g] as CellGroup;
    const owner = this.#owner[g];
    const above = this.#above[g] as number;
    const below = this.#below[g] as number;
    this.#rivals.count(this.#tables, g);
    const { atMost, moreThan } = this.#rivals;
    const own = this.#ownRivals[g] as BinomialTable;
    const exact = Math.max(1, Math.ceil(count / 2));
    const nodes = gaussLegendre(count * mass < 4e-4 ? Math.min(2, exact) : exact);
    let probability = 0;
    for (let node = 0; node < nodes.points.length; node++) {
      const part = mass * (nodes.points[node] as number);
      own.set(above + part, Math.max(0, below - part));
      let trade = 0;
      for (let c = 0; c < count; c++) {
        const weight = own.probability[c] as number;
        // Among the n highest iff at most n − 1 others rank above.
        const room = this.#goods - 1 - c;
        if (owner) trade += weight * (room >= 0 ? (moreThan[room] as number) : 1);
        else trade += room >= 0 ? weight * (atMost[room] as number) : 0;
      }
      probability += (nodes.weights[node] as number) * trade;
    }
    return Math.min(probability, 1);
  }
}
