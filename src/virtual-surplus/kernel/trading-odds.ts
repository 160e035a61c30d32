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
 * the width of a distribution, O(√traders) (with several groups on a side the product of theirs), instead of the number of traders.
 */
export class TradingOdds {
  readonly #groups: readonly GroupState[];
  readonly #sides: Readonly<Record<"buyers" | "sellers", SideState>>;
  readonly #cut: Negligible;
  /** Nothing is certain among fewer traders: a mean m² > 2·exponent·m/3 takes more. */
  readonly #large: boolean;
  readonly #rivals: Counts;
  readonly #others: Counts;

  constructor(groups: readonly { readonly buyer: boolean; readonly count: number }[], cut: Negligible = negligible.proved) {
    this.#cut = cut;
    this.#large = groups.reduce((sum, { count }) => sum + count, 0) > (2 / 3) * cut.exponent;
    this.#rivals = new Counts(cut);
    this.#others = new Counts(cut);
    this.#groups = groups.map(({ buyer, count }) => ({ buyer, count, wants: 0, rest: 1, own: new Counts(cut), counted: false }));
    const side = (buyers: boolean): SideState => ({
      members: this.#groups.filter(({ buyer }) => buyer === buyers),
      total: new Counts(cut),
      next: new Counts(cut),
      fellows: [new Counts(cut), new Counts(cut)],
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
    const certain = this.#large ? this.#certainty(group, wants, rest) : null;
    if (certain) {
      this.set(g, wants, rest);
      return certain;
    }
    const side = this.#sideOf(group);
    const now = this.#total(side);
    const before = { wants: group.wants, rest: group.rest };
    this.set(g, wants, rest);
    const fellows = fellowsOf(side, group);
    const { next } = side;
    withFellows(next, group.own, fellows, group.count, wants, rest);
    group.counted = fellows !== null;
    // A buyer of the block joins those above; a seller leaves those below.
    const odds = group.buyer
      ? this.#ofBlock(group, now, next, { from: before.wants, mass, beyond: rest }, fellows)
      : this.#ofBlock(group, next, now, { from: wants, mass, beyond: before.rest }, fellows);
    side.next = now;
    side.total = next;
    side.counted = true;
    return odds;
  }

  /** E[min(buyers, sellers who want to trade)], the expected number of trades. */
  expectedTrades(): Approximate {
    const { buyers, sellers } = this.#sides;
    const [demand, supply] = [momentsOf(buyers), momentsOf(sellers)];
    const [fewer, more] = demand.mean < supply.mean ? [demand, supply] : [supply, demand];
    // All of the fewer trade, unless they turn out to be more.
    if (this.#large && this.#exceeds(more.mean - fewer.mean, more.variance + fewer.variance))
      return { value: fewer.mean, error: (4 + this.#groups.length) * u * fewer.mean + this.#cut.share * fewer.size };
    const [b, s] = [this.#total(buyers), this.#total(sellers)];
    const least = Math.min(b.from, s.from);
    const most = Math.min(b.last, s.last);
    const leftOut = (b.outside + s.outside) * (fewer.size + most + 1);
    if (least === most) return { value: least, error: leftOut };
    let sum = 0;
    for (let k = least; k < most; k++) sum += b.above(k) * s.above(k);
    return { value: least + sum, error: sum * (b.error + s.error + (most - least + 4) * u) + 2 * u * (least + sum) + leftOut };
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

  #sideOf({ buyer }: GroupState): SideState {
    return buyer ? this.#sides.buyers : this.#sides.sellers;
  }

  #otherSide({ buyer }: GroupState): SideState {
    return buyer ? this.#sides.sellers : this.#sides.buyers;
  }

  /** How many of a side want to trade. */
  #total(side: SideState): Counts {
    const [first] = side.members;
    if (!side.counted && first) {
      withFellows(side.total, first.own, fellowsOf(side, first), first.count, first.wants, first.rest);
      first.counted = side.members.length > 1;
      side.counted = true;
    }
    return side.total;
  }

  /**
   * The average over q in a block of P(more want to trade on the other side than rivals do), each fellow member being a rival with probability q, the `fellows` of other
   * groups besides.
   *
   * As a function of q that is a polynomial f of degree n = count − 1, so Gauss's rules with two and four nodes are exact up to n = 3 and 7. Two nodes serve a short block
   * as well: |f⁗| ≤ 8n⁴ (a fourth difference of falling probabilities is at most 8), so they are wrong by at most (8/4320)(n·mass)⁴. Else, ∫ P(exactly j rivals, each of n
   * with q) dq is the increase of P(more than j of the whole side) over n + 1, from the side's counts at the `near` end to those at the `far` one.
   */
  #ofBlock(
    group: GroupState,
    near: Counts,
    far: Counts,
    block: { readonly from: number; readonly mass: number; readonly beyond: number },
    fellows: Counts | null,
  ): BlockOdds {
    const supply = this.#total(this.#otherSide(group));
    const outside = near.outside + far.outside + supply.outside;
    // Rivals are at least as many as at the near end, but for the member itself, and at most as many as at the far one.
    const first = Math.max(0, near.from - 1);
    const last = far.last;
    // With the counts that are there the answer may be certain.
    if (last < supply.from) return { trade: 1, error: 2 * outside };
    if (first >= supply.last) return { trade: 0, error: 2 * outside };
    const rivals = group.count - 1;
    const size = rivals * block.mass;
    const short = size <= 2e-3;
    if (short || rivals <= 7) {
      const rule = rivals === 0 ? oneNode : short || rivals <= 3 ? twoNodes : fourNodes;
      const remainder = rivals <= 2 * rule.points.length - 1 ? 0 : (8 / 4320) * 1.01 * size ** 4;
      let trade = 0;
      let error = 0;
      let lost = outside;
      for (let node = 0; node < rule.points.length; node++) {
        const part = block.mass * (rule.points[node] as number);
        const [q, none] = [block.from + part, block.beyond + (block.mass - part)];
        withFellows(this.#rivals, this.#others, fellows, rivals, q, none, false);
        trade += (rule.weights[node] as number) * againstSupply(this.#rivals, supply);
        // The odds at a node are known up to ten roundings.
        error = Math.max(error, this.#rivals.error + (26 * this.#rivals.length + 8) * u);
        lost += this.#rivals.outside;
      }
      // Weights are known up to a few roundings; chances are at most that of anything to be had.
      return {
        trade: Math.min(trade, 1),
        error: trade * (supply.error + error + 20 * u) + supply.above(0) * remainder + 2 * lost,
      };
    }
    let sum = 0;
    let spread = 0;
    const { moreThan: aboveNear, atMost: belowNear, from: nearFrom, length: nearLength } = near;
    const { moreThan: aboveFar, atMost: belowFar, from: farFrom, length: farLength } = far;
    const { moreThan: chances, from: supplyFrom } = supply;
    const end = Math.min(last, supply.last);
    for (let j = first; j < end; j++) {
      const chance = j < supplyFrom ? 1 : (chances[j - supplyFrom] as number);
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
    const total = group.count * block.mass;
    // Where no count is kept there is no increase, but for what was left out.
    const error = spread * (near.error + far.error + 4 * u) + sum * (supply.error + (last - first + 8) * u) + outside * (last + 2);
    return { trade: Math.min(1, Math.max(0, sum / total)), error: error / total + 2 * outside };
  }
}

interface GroupState {
  readonly buyer: boolean;
  readonly count: number;
  wants: number;
  rest: number;
  /** How many of the group want to trade, if that has been counted apart from its fellows of other groups. */
  readonly own: Counts;
  counted: boolean;
}

interface SideState {
  readonly members: readonly GroupState[];
  /** How many of the side want to trade, if that has been counted, and a store for where the level goes next. */
  total: Counts;
  next: Counts;
  counted: boolean;
  readonly fellows: readonly [Counts, Counts];
}

/** So many members with these odds, and their fellows of other groups, in `out`. */
function withFellows(out: Counts, own: Counts, fellows: Counts | null, count: number, wants: number, rest: number, tails = true): void {
  if (fellows === null) out.binomial(count, wants, rest, tails);
  else {
    own.binomial(count, wants, rest, false);
    out.sum(own, fellows, tails);
  }
}

/** How many of the other groups of a side want to trade; null where there are none. */
function fellowsOf({ members, fellows }: SideState, group: GroupState): Counts | null {
  let sum: Counts | null = null;
  let store = 0;
  for (const member of members) {
    if (member === group) continue;
    if (!member.counted) {
      member.own.binomial(member.count, member.wants, member.rest, false);
      member.counted = true;
    }
    if (sum === null) sum = member.own;
    else {
      const to: Counts = fellows[store] as Counts;
      to.sum(sum, member.own, false);
      sum = to;
      store = 1 - store;
    }
  }
  return sum;
}

/** P(supply > rivals). */
function againstSupply({ from, length, probability }: Counts, supply: Counts): number {
  const { moreThan, from: supplyFrom } = supply;
  const end = Math.min(length, supply.last - from);
  let sum = 0;
  for (let k = 0; k < end; k++) {
    const at = from + k - supplyFrom;
    sum += (probability[k] as number) * (at < 0 ? 1 : (moreThan[at] as number));
  }
  return sum;
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

/** Gauss–Legendre rules on [0, 1]; the first is wrong by f⁗/4320 for f of degree above 3. */
const oneNode = { points: [1 / 2], weights: [1] };
const twoNodes = { points: [(1 - Math.sqrt(1 / 3)) / 2, (1 + Math.sqrt(1 / 3)) / 2], weights: [1 / 2, 1 / 2] };
const [inner, outer] = [Math.sqrt(3 / 7 - (2 / 7) * Math.sqrt(6 / 5)), Math.sqrt(3 / 7 + (2 / 7) * Math.sqrt(6 / 5))];
const [inside, outwards] = [(18 + Math.sqrt(30)) / 72, (18 - Math.sqrt(30)) / 72];
const fourNodes = {
  points: [(1 - outer) / 2, (1 - inner) / 2, (1 + inner) / 2, (1 + outer) / 2],
  weights: [outwards, inside, inside, outwards],
};
