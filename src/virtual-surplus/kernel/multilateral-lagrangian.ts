import { CompensatedSum, compensatedSum } from "../../arithmetic/sum.ts";
import { unitRoundoff } from "../../arithmetic/tolerance.ts";
import { BinomialTable, gaussLegendre } from "./binomial.ts";
import { Blocks, iron, type PathPoint } from "./ironing.ts";
import type { PathValue } from "./lagrangian.ts";
import { RivalCounts } from "./rival-counts.ts";
import type { Side } from "./side.ts";

/** `count` traders with independent types from one law, cut into the cells of `side`. */
export interface MarketGroup {
  readonly role: "buyer" | "seller";
  readonly count: number;
  readonly side: Side;
  /** Probability of types that were left out of `side` because they never trade: the lowest buyers, the highest sellers. */
  readonly idle: number;
}

/**
 * The ironed ranking of all traders at one point of the path: who outranks whom.
 *
 * `slope` and `tieBreak` per group and cell; goods go to the highest, ties between groups to sellers first and then to the earlier group, ties within a group by lottery.
 */
export interface Ranking {
  readonly slope: readonly Float64Array[];
  readonly tieBreak: readonly Float64Array[];
}

/**
 * The Lagrangian of a market of m buyers and n sellers with one good each: the n goods go to the n highest ironed virtual values among all m + n traders
 * (a seller among them keeps its good).
 *
 * Interim probabilities come from the distribution of the number of higher-ranked traders (convolved binomials), never from profiles: O(cells·m·n).
 *
 * @see T. Gresik, M. Satterthwaite (1989), J. Econ. Theory 48, for the symmetric case.
 */
export class MultilateralLagrangian {
  readonly groups: readonly MarketGroup[];
  readonly #broker: number;
  readonly #goods: number;
  readonly #traders: number;
  readonly #blocks: readonly Blocks[];
  // Work space of an evaluation, one entry per group: who ranks above what is being placed.
  readonly #tables: readonly BinomialTable[];
  readonly #ownRivals: readonly BinomialTable[];
  readonly #rivals: RivalCounts;
  readonly #above: Float64Array;
  readonly #aboveLow: Float64Array;
  readonly #below: Float64Array;
  readonly #next: Int32Array;

  constructor(groups: readonly MarketGroup[], broker: number) {
    this.groups = groups;
    this.#broker = broker;
    this.#goods = groups.reduce((sum, group) => sum + (group.role === "seller" ? group.count : 0), 0);
    this.#traders = groups.reduce((sum, group) => sum + group.count, 0);
    this.#blocks = groups.map((group) => new Blocks(group.side.mass.length));
    this.#tables = groups.map((group) => new BinomialTable(group.count));
    this.#ownRivals = groups.map((group) => new BinomialTable(group.count - 1));
    this.#rivals = new RivalCounts(this.#goods, this.#traders);
    this.#above = new Float64Array(groups.length);
    this.#aboveLow = new Float64Array(groups.length);
    this.#below = new Float64Array(groups.length);
    this.#next = new Int32Array(groups.length);
  }

  /** `probabilities[g]`, when given, receives for each cell of group g the interim probability of trade (a buyer's of getting, a seller's of giving up, a good). */
  evaluate(at: PathPoint, probabilities?: readonly Float64Array[]): PathValue {
    this.#start(at);
    const objective = new CompensatedSum();
    const profit = new CompensatedSum();
    let objectiveSize = 0;
    let profitSize = 0;
    for (let g = this.#highest(at); g >= 0; g = this.#highest(at)) {
      const group = this.groups[g] as MarketGroup;
      const blocks = this.#blocks[g] as Blocks;
      const k = this.#next[g] as number;
      const mass = blocks.mass[k] as number;
      const trade = this.#tradeProbability(g, mass);
      const sign = (group.role === "buyer" ? 1 : -1) * group.count;
      const { shift } = group.side;
      const o = (blocks.objective[k] as number) + this.#broker * shift * mass;
      const r = (blocks.profit[k] as number) + shift * mass;
      objective.add(sign * trade * o);
      profit.add(sign * trade * r);
      objectiveSize += Math.abs(trade * o) * group.count;
      profitSize += Math.abs(trade * r) * group.count;
      if (probabilities) probabilities[g]?.fill(trade, k === 0 ? 0 : (blocks.end[k - 1] as number), blocks.end[k] as number);
      this.#place(g, mass);
    }
    // A probability of trade is a sum of products of up to m + n probabilities.
    const unit = (16 + 8 * this.#traders) * unitRoundoff;
    return { objective: objective.value, profit: profit.value, objectiveError: unit * objectiveSize, profitError: unit * profitSize };
  }

  /** Irons all groups and starts above everybody; idle sellers keep their goods and rank higher still. */
  #start(at: PathPoint): void {
    for (let g = 0; g < this.groups.length; g++) {
      const { side, role, idle } = this.groups[g] as MarketGroup;
      const blocks = this.#blocks[g] as Blocks;
      iron(side, at, blocks);
      this.#next[g] = blocks.count - 1;
      // What is left below the level: the listed types, and idle buyers.
      this.#below[g] = compensatedSum(side.mass) + (role === "buyer" ? idle : 0);
      this.#above[g] = role === "seller" ? idle : 0;
      this.#aboveLow[g] = 0;
      (this.#tables[g] as BinomialTable).set(this.#above[g] as number, this.#below[g] as number);
    }
  }

  /** The group whose next block ranks highest; −1 when all are placed. */
  #highest(at: PathPoint): number {
    let best = -1;
    for (let g = 0; g < this.groups.length; g++) {
      if ((this.#next[g] as number) >= 0 && (best < 0 || this.#ranksAbove(at, g, best))) best = g;
    }
    return best;
  }

  #ranksAbove(at: PathPoint, a: number, b: number): boolean {
    const first = this.#slope(at, a, this.#next[a] as number);
    const second = this.#slope(at, b, this.#next[b] as number);
    if (first !== second) return first > second;
    const tie = this.#tieBreak(at, a, this.#next[a] as number) - this.#tieBreak(at, b, this.#next[b] as number);
    if (tie !== 0) return tie > 0;
    return this.groups[a]?.role === "seller" && this.groups[b]?.role === "buyer";
  }

  #slope(at: PathPoint, g: number, block: number): number {
    return ((this.#blocks[g] as Blocks).slope[block] as number) + this.#shift(at.primary, g);
  }

  #tieBreak(at: PathPoint, g: number, block: number): number {
    return (this.#blocks[g] as Blocks).tieBreak(block, at) + this.#shift(at.secondary, g);
  }

  #shift(direction: PathPoint["primary"], g: number): number {
    const { shift } = (this.groups[g] as MarketGroup).side;
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
    this.#next[g] = (this.#next[g] as number) - 1;
  }

  /** The order in which goods go at a point of the path, for {@link Ranking}. */
  ranking(at: PathPoint): Ranking {
    const slope: Float64Array[] = [];
    const tieBreak: Float64Array[] = [];
    this.groups.forEach((group, g) => {
      const blocks = this.#blocks[g] as Blocks;
      iron(group.side, at, blocks);
      const slopes = new Float64Array(group.side.mass.length);
      const ties = new Float64Array(group.side.mass.length);
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
    const { role, count } = this.groups[g] as MarketGroup;
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
        if (role === "buyer") trade += room >= 0 ? weight * (atMost[room] as number) : 0;
        else trade += weight * (room >= 0 ? (moreThan[room] as number) : 1);
      }
      probability += (nodes.weights[node] as number) * trade;
    }
    return Math.min(probability, 1);
  }
}
