import { unitRoundoff as u } from "../../arithmetic/tolerance.ts";
import { Counts, type Negligible, negligible } from "./binomial.ts";

/** A number, and how far it may be from the truth. */
export interface Approximate {
  readonly value: number;
  readonly error: number;
}

/** What is known of the trade of a block of types; see {@link TradingOdds.pass}. */
export interface BlockOdds {
  /** Probability that a member whose type lies in the block trades. */
  readonly trade: number;
  /** How far that may be off when the odds are taken as exact. */
  readonly error: number;
}

/**
 * A market at a level that falls from where nobody buys and everybody sells to where everybody buys and nobody sells: buyers above it and sellers below it want to trade,
 * each independently with the probability of its group, and as many pairs trade as can, the most eager first.
 *
 * Everything follows from how many want to trade on either side, binomials that are added up where a side has several groups: no profile is enumerated, and a level costs
 * the width of a distribution, O(√traders), instead of the number of traders.
 */
export class TradingOdds {
  readonly #groups: readonly GroupState[];
  readonly #sides: Readonly<Record<"buyers" | "sellers", SideState>>;
  readonly #cut: Negligible;
  readonly #rivals: Counts;
  readonly #fellows = new Counts();
  readonly #partial = new Counts();
  // Chances of a unit given the number of rivals: see #chances.
  #chance = new Float64Array(16);
  #firstChance = 0;
  #chances = 0;

  constructor(groups: readonly { readonly buyer: boolean; readonly count: number }[], cut: Negligible = negligible.proved) {
    this.#cut = cut;
    this.#rivals = new Counts(cut);
    this.#groups = groups.map(({ buyer, count }) => {
      const [now, next] = [new Counts(cut), new Counts(cut)];
      return { buyer, count, wants: 0, rest: 1, now, next, counted: false };
    });
    const side = (buyers: boolean): SideState => ({
      members: this.#groups.filter(({ buyer }) => buyer === buyers),
      total: new Counts(),
      spare: new Counts(),
      counted: false,
    });
    this.#sides = { buyers: side(true), sellers: side(false) };
  }

  /** A member of the group wants to trade with probability `wants`, else (`rest`) it does not. */
  set(g: number, wants: number, rest: number): void {
    const group = this.#groups[g] as GroupState;
    group.wants = wants;
    group.rest = rest;
    group.counted = false;
    this.#sideOf(group).counted = false;
  }

  /** Moves the level past a block of the group of probability `mass`, whose members are equally eager (ranked by lottery); see {@link set} for the rest. */
  pass(g: number, wants: number, rest: number, mass: number): BlockOdds {
    const group = this.#groups[g] as GroupState;
    const certain = this.#certainty(group, wants, rest);
    if (certain) {
      this.set(g, wants, rest);
      return certain;
    }
    for (const member of this.#groups) count(member);
    const { next } = group;
    next.binomial(group.count, wants, rest);
    // A buyer of the block joins those above; a seller leaves those below.
    const [near, far] = group.buyer ? [group.now, next] : [next, group.now];
    const [from, beyond] = group.buyer ? [group.wants, rest] : [wants, group.rest];
    const odds = this.#ofBlock(group, near, far, { from, mass, beyond });
    this.set(g, wants, rest);
    group.next = group.now;
    group.now = next;
    group.counted = true;
    return odds;
  }

  /** E[min(buyers, sellers who want to trade)], the expected number of trades. */
  expectedTrades(): Approximate {
    const { buyers, sellers } = this.#sides;
    const [demand, supply] = [momentsOf(buyers), momentsOf(sellers)];
    const [fewer, more] = demand.mean < supply.mean ? [demand, supply] : [supply, demand];
    // All of the fewer trade, unless they turn out to be more.
    if (this.#exceeds(more.mean - fewer.mean, more.variance + fewer.variance))
      return { value: fewer.mean, error: (4 + this.#groups.length) * u * fewer.mean + this.#cut.share * fewer.size };
    for (const member of this.#groups) count(member);
    const least = Math.min(firstOf(buyers), firstOf(sellers));
    const most = Math.min(lastOf(buyers), lastOf(sellers));
    if (least === most) return { value: least, error: this.#leftOut(least) };
    const [b, s] = [this.#total(buyers), this.#total(sellers)];
    let sum = 0;
    for (let k = least; k < most; k++) sum += b.above(k) * s.above(k);
    return { value: least + sum, error: sum * (b.error + s.error + (most - least + 4) * u) + 2 * u * (least + sum) + this.#leftOut(most) };
  }

  /**
   * Whether a block is as good as sure to trade, or not to; null if neither. The difference of the two sides' numbers is a sum of independent terms, each at most 1 away from
   * its mean, so by Bernstein's inequality it changes its sign with probability at most exp(−½mean²/(variance + mean/3)).
   */
  #certainty(group: GroupState, wants: number, rest: number): BlockOdds | null {
    const own = momentsOf(this.#sideOf(group));
    const other = momentsOf(this.#otherSide(group));
    // A member is not its own rival; the others are between as many as before and as many as after.
    const [before, after] = [group.count * group.wants, group.count * wants];
    const most = own.mean - before + Math.max(before, after);
    const fewest = own.mean - before + Math.min(before, after) - 1;
    const far = Math.abs(group.wants - 0.5) < Math.abs(wants - 0.5) ? group : { wants, rest };
    const inside = (group.wants - 0.5) * (wants - 0.5) <= 0;
    const spread = own.variance - before * group.rest + group.count * (inside ? 0.25 : far.wants * far.rest) + other.variance;
    if (this.#exceeds(other.mean - most, spread)) return { trade: 1, error: this.#cut.share };
    if (this.#exceeds(fewest - other.mean, spread)) return { trade: 0, error: this.#cut.share };
    return null;
  }

  /** A sum with this mean and variance is negative with a probability that does not matter. Rounding is far smaller than the last share of the variance. */
  #exceeds(mean: number, variance: number): boolean {
    return mean > 0 && mean * mean > 2.0001 * this.#cut.exponent * (variance + mean / 3);
  }

  /** P(somebody wants to trade) on the other side of a group; an upper bound. */
  somebody(g: number): number {
    const other = this.#otherSide(this.#groups[g] as GroupState);
    let expected = 0;
    for (const { count, wants } of other.members) expected += count * wants;
    return Math.min(1, expected * (1 + (4 + other.members.length) * u));
  }

  /** What counts that were left out may add to the expected number of trades, of which there are at most as many as the smaller side has members. */
  #leftOut(trades: number): number {
    let outside = 0;
    for (const { now } of this.#groups) outside += now.outside;
    return outside === 0 ? 0 : outside * (Math.min(sizeOf(this.#sides.buyers), sizeOf(this.#sides.sellers)) + trades + 1);
  }

  #sideOf({ buyer }: GroupState): SideState {
    return buyer ? this.#sides.buyers : this.#sides.sellers;
  }

  #otherSide({ buyer }: GroupState): SideState {
    return buyer ? this.#sides.sellers : this.#sides.buyers;
  }

  #total(side: SideState): Counts {
    const [first] = side.members;
    if (side.members.length === 1 && first) return first.now;
    if (!side.counted) {
      this.#add(side, null, side.total);
      side.counted = true;
    }
    return side.total;
  }

  /** The sum over the groups of a side but one, in `out`. */
  #add(side: SideState, except: GroupState | null, out: Counts): void {
    let sum: Counts | null = null;
    // Sums alternate between two stores so that the last one is in `out`.
    let left = side.members.length - (except ? 1 : 0) - 1;
    for (const member of side.members) {
      if (member === except) continue;
      if (sum === null) sum = member.now;
      else {
        const to: Counts = left % 2 === 1 ? out : this.#partial;
        to.sum(sum, member.now);
        sum = to;
        left--;
      }
    }
    if (sum === null) out.clear();
  }

  /**
   * The average over q in a block of P(more want to trade on the other side than rivals do), each fellow member being a rival with probability q.
   *
   * As a function of q that is a polynomial f of degree n = count − 1, so Gauss's rules with two and four nodes are exact up to n = 3 and 7. Two nodes serve a short block
   * as well: |f⁗| ≤ 8n⁴ (a fourth difference of falling probabilities is at most 8), so they are wrong by at most (8/4320)(n·mass)⁴. Else, ∫ P(exactly j of n, each with q) dq
   * is the increase of P(more than j of n + 1) over n + 1.
   */
  #ofBlock(
    group: GroupState,
    near: Counts,
    far: Counts,
    block: { readonly from: number; readonly mass: number; readonly beyond: number },
  ): BlockOdds {
    const { count } = group;
    const rivals = count - 1;
    const own = this.#sideOf(group);
    const other = this.#otherSide(group);
    let fellowsFirst = 0;
    let fellowsLast = 0;
    let outside = 0;
    for (const member of own.members) {
      if (member === group) continue;
      fellowsFirst += member.now.from;
      fellowsLast += member.now.from + member.now.length - 1;
      outside += member.now.outside;
    }
    for (const { now } of other.members) outside += now.outside;
    // Rivals are at least as many as at the near end, but for the member itself, and at most as many as at the far one.
    const first = Math.max(0, near.from - 1);
    const last = far.from + far.length - 1;
    outside += near.outside + far.outside;
    // With the counts that are there the answer may be certain.
    if (last + fellowsLast < firstOf(other)) return { trade: 1, error: 2 * outside };
    if (first + fellowsFirst >= lastOf(other)) return { trade: 0, error: 2 * outside };
    const fellows = this.#fellowsOf(own, group);
    const supply = this.#total(other);
    const size = rivals * block.mass;
    const chanceError = supply.error + fellows.error + (fellows.length + 4) * u;
    if (rivals === 0) {
      this.#prepareChances(fellows, supply, 0, 1);
      const trade = this.#chanceAt(0);
      return { trade: Math.min(1, trade), error: trade * chanceError + 2 * outside };
    }
    this.#prepareChances(fellows, supply, first, last + 1);
    const short = size <= 2e-3;
    if (short || rivals <= 7) {
      const rule = short || rivals <= 3 ? twoNodes : fourNodes;
      const remainder = rivals <= 2 * rule.points.length - 1 ? 0 : (8 / 4320) * 1.01 * size ** 4;
      let trade = 0;
      let error = 0;
      let lost = outside;
      for (let node = 0; node < rule.points.length; node++) {
        const part = block.mass * (rule.points[node] as number);
        this.#rivals.binomial(rivals, block.from + part, block.beyond + (block.mass - part), false);
        trade += (rule.weights[node] as number) * this.#against(this.#rivals);
        error = Math.max(error, this.#rivals.error + (26 * this.#rivals.length + 8) * u);
        lost += this.#rivals.outside;
      }
      // Odds at nodes are known up to ten roundings, weights to a few; chances are at most that of anything to be had.
      return {
        trade: Math.min(trade, 1),
        error: trade * (chanceError + error + 16 * u) + supply.above(0) * remainder + 2 * lost,
      };
    }
    let sum = 0;
    let spread = 0;
    const { moreThan: aboveNear, atMost: belowNear, from: nearFrom, length: nearLength } = near;
    const { moreThan: aboveFar, atMost: belowFar, from: farFrom, length: farLength } = far;
    const end = Math.min(last, this.#firstChance + this.#chances);
    for (let j = first; j < end; j++) {
      const chance = this.#chance[j - first] as number;
      const [a, b] = [j - nearFrom, j - farFrom];
      const nearAbove = a < 0 ? 1 : a < nearLength ? (aboveNear[a] as number) : 0;
      const farBelow = b < 0 ? 0 : b < farLength ? (belowFar[b] as number) : 1;
      let gain: number;
      let parts: number;
      // Of each end the tail that is short.
      if (farBelow > 0.5) {
        const farAbove = b < farLength ? (aboveFar[b] as number) : 0;
        gain = farAbove - nearAbove;
        parts = farAbove + nearAbove;
      } else if (nearAbove > 0.5) {
        const nearBelow = a < 0 ? 0 : (belowNear[a] as number);
        gain = nearBelow - farBelow;
        parts = nearBelow + farBelow;
      } else {
        parts = farBelow + nearAbove;
        gain = 1 - parts;
      }
      if (gain > 0) sum += chance * gain;
      spread += chance * parts;
    }
    const total = count * block.mass;
    // Where no count is kept there is no increase, but for what was left out.
    const error = spread * (near.error + far.error + 4 * u) + sum * (chanceError + (last - first + 8) * u) + outside * (last + 2);
    return { trade: Math.min(1, Math.max(0, sum / total)), error: error / total + 2 * outside };
  }

  #fellowsOf(own: SideState, group: GroupState): Counts {
    if (own.members.length === 1) {
      this.#fellows.clear();
      return this.#fellows;
    }
    if (own.members.length === 2) {
      const [first, second] = own.members as [GroupState, GroupState];
      return first === group ? second.now : first.now;
    }
    this.#add(own, group, own.spare);
    return own.spare;
  }

  /** P(supply > rivals + fellows), from the chances prepared. */
  #against({ from, length, probability }: Counts): number {
    const chances = this.#chance;
    const first = this.#firstChance;
    // Rivals are hardly ever fewer than the chances begin with, and then they are as good as there.
    const start = Math.max(from, first);
    const end = Math.min(from + length, first + this.#chances);
    let sum = 0;
    for (let k = start; k < end; k++) sum += (probability[k - from] as number) * (chances[k - first] as number);
    return sum;
  }

  /** P(supply − fellows > j) for j in [from, to), which {@link #chanceAt} reads. */
  #prepareChances(fellows: Counts, supply: Counts, from: number, to: number): void {
    // Beyond the last one chances are 0.
    const end = Math.max(from, Math.min(to, supply.from + supply.length - 1 - fellows.from));
    this.#firstChance = from;
    this.#chances = end - from;
    if (this.#chance.length < this.#chances) this.#chance = new Float64Array(2 * this.#chances);
    const { probability, length } = fellows;
    const { moreThan } = supply;
    for (let j = from; j < end; j++) {
      // Place of j + the fewest fellows in the list of supplies.
      const at = j + fellows.from - supply.from;
      const certain = Math.min(length, Math.max(0, -at));
      let sum = 0;
      for (let i = 0; i < certain; i++) sum += probability[i] as number;
      const upTo = Math.min(length, supply.length - at);
      for (let i = certain; i < upTo; i++) sum += (probability[i] as number) * (moreThan[at + i] as number);
      this.#chance[j - from] = sum;
    }
  }

  #chanceAt(j: number): number {
    const at = j - this.#firstChance;
    return at < this.#chances ? (this.#chance[at] as number) : 0;
  }
}

interface GroupState {
  readonly buyer: boolean;
  readonly count: number;
  wants: number;
  rest: number;
  /** How many of the group want to trade, if that has been counted, and a store for where the level goes next. */
  now: Counts;
  next: Counts;
  counted: boolean;
}

interface SideState {
  readonly members: readonly GroupState[];
  /** The sum over the groups, when there are several, if it has been counted. */
  readonly total: Counts;
  readonly spare: Counts;
  counted: boolean;
}

function count(group: GroupState): void {
  if (group.counted) return;
  group.now.binomial(group.count, group.wants, group.rest);
  group.counted = true;
}

interface Moments {
  readonly mean: number;
  readonly variance: number;
  /** How many there are. */
  readonly size: number;
}

function momentsOf({ members }: SideState): Moments {
  let [mean, variance, size] = [0, 0, 0];
  for (const member of members) {
    mean += member.count * member.wants;
    variance += member.count * member.wants * member.rest;
    size += member.count;
  }
  return { mean, variance, size };
}

function firstOf({ members }: SideState): number {
  return members.reduce((sum, { now }) => sum + now.from, 0);
}

function lastOf({ members }: SideState): number {
  return members.reduce((sum, { now }) => sum + now.from + now.length - 1, 0);
}

function sizeOf({ members }: SideState): number {
  return members.reduce((sum, { count }) => sum + count, 0);
}

/** Gauss–Legendre rules on [0, 1]; the first is wrong by f⁗/4320 for f of degree above 3. */
const twoNodes = { points: [(1 - Math.sqrt(1 / 3)) / 2, (1 + Math.sqrt(1 / 3)) / 2], weights: [1 / 2, 1 / 2] };
const [inner, outer] = [Math.sqrt(3 / 7 - (2 / 7) * Math.sqrt(6 / 5)), Math.sqrt(3 / 7 + (2 / 7) * Math.sqrt(6 / 5))];
const [inside, outwards] = [(18 + Math.sqrt(30)) / 72, (18 - Math.sqrt(30)) / 72];
const fourNodes = {
  points: [(1 - outer) / 2, (1 - inner) / 2, (1 + inner) / 2, (1 + outer) / 2],
  weights: [outwards, inside, inside, outwards],
};
