import { CompensatedSum, compensatedSum } from "../arithmetic/sum.ts";
import { unitRoundoff } from "../arithmetic/tolerance.ts";
import { BinomialTable, gaussLegendre } from "./binomial.ts";
import { Blocks, iron, type PathPoint } from "./ironing.ts";
import type { PathValue } from "./lagrangian.ts";
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
 * `slope` and `tieBreak` per group and cell; goods go to the highest, ties between groups to the earlier group, ties within a group by lottery.
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
  readonly #goods: number;
  readonly #blocks: readonly Blocks[];
  readonly #broker: number;

  constructor(groups: readonly MarketGroup[], broker: number) {
    this.groups = groups;
    this.#goods = groups.reduce((sum, group) => sum + (group.role === "seller" ? group.count : 0), 0);
    this.#blocks = groups.map((group) => new Blocks(group.side.mass.length));
    this.#broker = broker;
  }

  /** `probabilities[g]`, when given, receives for each cell of group g the interim probability of trade (a buyer's of getting, a seller's of giving up, a good). */
  evaluate(at: PathPoint, probabilities?: readonly Float64Array[]): PathValue {
    const { groups } = this;
    groups.forEach((group, g) => {
      iron(group.side, at, this.#blocks[g] as Blocks);
    });
    const slopes = this.#blocks.map((blocks, g) =>
      shifted(blocks.slope, blocks.count, at.primary, this.#broker, groups[g]?.side.shift ?? 0),
    );
    const ties = this.#blocks.map((blocks, g) =>
      shifted(blocks.tieBreak, blocks.count, at.secondary, this.#broker, groups[g]?.side.shift ?? 0),
    );
    // Per group: next block from the top, and the probability that a member ranks above what is being placed.
    const next = this.#blocks.map((blocks) => blocks.count - 1);
    const tables = groups.map((group) => new BinomialTable(group.count));
    // Probability below the level: what is left of the listed types, and idle buyers; idle sellers keep their goods and rank above everybody.
    const below = groups.map((group) => compensatedSum(group.side.mass) + (group.role === "buyer" ? group.idle : 0));
    const above = groups.map((group, g) => {
      const sum = new CompensatedSum();
      if (group.role === "seller" && group.idle > 0) {
        sum.add(group.idle);
        (tables[g] as BinomialTable).set(group.idle, below[g] as number);
      }
      return sum;
    });
    const objective = new CompensatedSum();
    const profit = new CompensatedSum();
    let objectiveSize = 0;
    let profitSize = 0;
    for (;;) {
      let g = -1;
      for (let candidate = 0; candidate < groups.length; candidate++) {
        const k = next[candidate] as number;
        if (k < 0) continue;
        if (g < 0 || ranksAbove(slopes, ties, candidate, k, g, next[g] as number)) g = candidate;
      }
      if (g < 0) break;
      const k = next[g] as number;
      const group = groups[g] as MarketGroup;
      const blocks = this.#blocks[g] as Blocks;
      const mass = blocks.mass[k] as number;
      const higher = (above[g] as CompensatedSum).value;
      const trade = this.#tradeProbability(g, group, tables, higher, mass, below[g] as number);
      const sign = (group.role === "buyer" ? 1 : -1) * group.count;
      const shift = group.side.shift;
      const o = (blocks.objective[k] as number) + this.#broker * shift * mass;
      const r = (blocks.profit[k] as number) + shift * mass;
      objective.add(sign * trade * o);
      profit.add(sign * trade * r);
      objectiveSize += Math.abs(trade * o) * group.count;
      profitSize += Math.abs(trade * r) * group.count;
      const from = k === 0 ? 0 : (blocks.end[k - 1] as number);
      probabilities?.[g]?.fill(trade, from, blocks.end[k] as number);
      (above[g] as CompensatedSum).add(mass);
      below[g] = Math.max(0, (below[g] as number) - mass);
      (tables[g] as BinomialTable).set((above[g] as CompensatedSum).value, below[g] as number);
      next[g] = k - 1;
    }
    // A probability of trade is a sum of products of up to m + n probabilities.
    const traders = groups.reduce((sum, group) => sum + group.count, 0);
    const unit = (16 + 8 * traders) * unitRoundoff;
    return { objective: objective.value, profit: profit.value, objectiveError: unit * objectiveSize, profitError: unit * profitSize };
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
      const blockSlopes = shifted(blocks.slope, blocks.count, at.primary, this.#broker, group.side.shift);
      const blockTies = shifted(blocks.tieBreak, blocks.count, at.secondary, this.#broker, group.side.shift);
      for (let k = 0, from = 0; k < blocks.count; k++) {
        slopes.fill(blockSlopes[k] as number, from, blocks.end[k]);
        ties.fill(blockTies[k] as number, from, blocks.end[k]);
        from = blocks.end[k] as number;
      }
      slope.push(slopes);
      tieBreak.push(ties);
    });
    return { slope, tieBreak };
  }

  /**
   * Probability of trade of a trader of group g whose level has probability `mass`, when the other groups' tables hold who ranks above the level.
   * Members of its own group at the level are ranked by lottery: the average over the rank is a polynomial, integrated exactly by Gauss–Legendre nodes.
   */
  #tradeProbability(g: number, group: MarketGroup, tables: readonly BinomialTable[], higher: number, mass: number, below: number): number {
    const others = tables.filter((_, other) => other !== g);
    const counts = convolved(others, this.#goods);
    const nodes = gaussLegendre(mass < 1e-4 ? Math.min(2, Math.ceil(group.count / 2)) : Math.max(1, Math.ceil(group.count / 2)));
    const rivals = new BinomialTable(group.count - 1);
    let probability = 0;
    for (let node = 0; node < nodes.points.length; node++) {
      const point = nodes.points[node] as number;
      rivals.set(higher + mass * point, Math.max(0, below - mass * point));
      let kept = 0;
      for (let c = 0; c <= group.count - 1; c++) {
        const weight = rivals.probability[c] as number;
        // Among the n highest iff at most n − 1 others rank above.
        const room = this.#goods - 1 - c;
        if (group.role === "buyer") kept += room >= 0 ? weight * (counts.atMost[room] as number) : 0;
        else kept += weight * (room >= 0 ? (counts.moreThan[room] as number) : 1);
      }
      probability += (nodes.weights[node] as number) * kept;
    }
    return Math.min(probability, 1);
  }
}

function shifted(slopes: Float64Array, count: number, direction: PathPoint["primary"], broker: number, shift: number): Float64Array {
  const by = direction[0] * broker * shift + direction[1] * shift;
  return by === 0 ? slopes : slopes.slice(0, count).map((s) => s + by);
}

function ranksAbove(slopes: readonly Float64Array[], ties: readonly Float64Array[], a: number, i: number, b: number, j: number): boolean {
  const x = slopes[a]?.[i] as number;
  const y = slopes[b]?.[j] as number;
  if (x !== y) return x > y;
  return (ties[a]?.[i] as number) > (ties[b]?.[j] as number);
}

/** P(count ≤ k) and P(count > k) of the sum of independent counts, for k < limit; both tails summed from positive terms. */
function convolved(tables: readonly BinomialTable[], limit: number): { atMost: Float64Array; moreThan: Float64Array } {
  let distribution = Float64Array.of(1);
  for (const table of tables) {
    const result = new Float64Array(distribution.length + table.count);
    for (let a = 0; a < distribution.length; a++) {
      const weight = distribution[a] as number;
      if (weight === 0) continue;
      for (let c = 0; c <= table.count; c++) result[a + c] = (result[a + c] as number) + weight * (table.probability[c] as number);
    }
    distribution = result;
  }
  const atMost = new Float64Array(limit);
  const moreThan = new Float64Array(limit);
  let sum = 0;
  for (let k = 0; k < limit; k++) {
    sum += distribution[k] ?? 0;
    atMost[k] = sum;
  }
  let tail = 0;
  for (let k = distribution.length - 1; k >= 0; k--) {
    if (k < limit) moreThan[k] = tail;
    tail += distribution[k] as number;
  }
  return { atMost, moreThan };
}
