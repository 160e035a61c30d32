import { type ExactVector, lcm } from "../../../arithmetic/exact-vector.ts";
import { bitLength, type Rational } from "../../../arithmetic/rational.ts";
import type { RankLevel } from "../../format.ts";
import { limits } from "../limits.ts";
import { Rejection } from "../rejection.ts";

/** Traders with independent types from one law: how many, and the masses of their cells, the type first to which holding a unit is worth most. */
export interface Ranked {
  readonly count: number;
  readonly masses: readonly bigint[];
}

/**
 * So many units go to the traders whose levels come first; within a level the lot decides. Levels are placed one after the other, each of one group.
 *
 * With N the number of traders at the levels placed so far, E min(units, N) units go to them. What a level adds, shared among the traders that are
 * expected at it, is the probability with which one of them holds a unit. N is a sum of independent binomials: nothing but their convolution is
 * needed, O(traders) products a level for two groups, and exact as masses are divided by their total.
 */
export class Placement {
  /** Of all that {@link place} returns. */
  readonly unit: bigint;
  readonly #counts: readonly number[];
  readonly #totals: readonly bigint[];
  readonly #units: number;
  readonly #placed: bigint[];
  /** Per group: the probabilities that k of its members are placed, k < units, over its total^count. */
  readonly #laws: (readonly bigint[])[];
  /** Of the group whose levels are being placed: for each number j of its members, Σ_k (units − j − k)·P(k others), k < units − j. */
  #shortage: { readonly group: number; readonly byOwn: readonly bigint[] } | null = null;
  #held = 0n;

  constructor(groups: readonly { readonly count: number; readonly total: bigint }[], units: number) {
    this.#counts = groups.map(({ count }) => count);
    this.#totals = groups.map(({ total }) => total);
    this.#units = units;
    this.unit = groups.reduce((product, { count, total }) => product * total ** BigInt(count), 1n);
    this.#placed = groups.map(() => 0n);
    this.#laws = groups.map((_, g) => this.#lawOf(g));
  }

  /** Places the next level of a group, of the given mass: how many more units go to those who are placed, over `unit`. */
  place(group: number, mass: bigint): bigint {
    if (this.#shortage?.group !== group) this.#shortage = { group, byOwn: this.#shortageOf(group) };
    this.#placed[group] = (this.#placed[group] as bigint) + mass;
    const law = this.#lawOf(group);
    this.#laws[group] = law;
    const { byOwn } = this.#shortage;
    const held = law.reduce((sum, chance, j) => sum - chance * (byOwn[j] as bigint), BigInt(this.#units) * this.unit);
    const more = held - this.#held;
    this.#held = held;
    return more;
  }

  #lawOf(g: number): readonly bigint[] {
    const [count, placed] = [this.#counts[g] as number, this.#placed[g] as bigint];
    const rest = (this.#totals[g] as bigint) - placed;
    const law: bigint[] = [];
    let ways = 1n;
    let chosen = 1n;
    // Powers of what is not placed, from the highest down.
    const powers = [1n];
    for (let k = 0; k < count; k++) powers.push((powers[k] as bigint) * rest);
    for (let k = 0; k <= count && k < this.#units; k++) {
      law.push(ways * chosen * (powers[count - k] as bigint));
      ways = (ways * BigInt(count - k)) / BigInt(k + 1);
      chosen *= placed;
    }
    return law;
  }

  #shortageOf(group: number): readonly bigint[] {
    const others = this.#laws
      .filter((_, g) => g !== group)
      .reduce<readonly bigint[]>((all, own) => convolution(all, own, this.#units), [1n]);
    const sums: bigint[] = [];
    let [chance, shortage] = [0n, 0n];
    for (let k = 0; k < this.#units; k++) {
      chance += others[k] ?? 0n;
      shortage += chance;
      sums.push(shortage);
    }
    // With j of its own, the shortage of units − j.
    return sums.reverse();
  }
}

function convolution(a: readonly bigint[], b: readonly bigint[], length: number): bigint[] {
  const sum = new Array<bigint>(Math.min(length, a.length + b.length - 1)).fill(0n);
  a.forEach((x, i) => {
    for (let j = 0; j < b.length && i + j < length; j++) sum[i + j] = (sum[i + j] as bigint) + x * (b[j] as bigint);
  });
  return sum;
}

/** The probabilities with which a member of each group holds a unit, by cells as in {@link Ranked}, when levels come in this order. */
export function holdings(groups: readonly Ranked[], order: readonly RankLevel[], units: number): ExactVector[] {
  const totals = groups.map(({ masses }) => masses.reduce((sum, own) => sum + own, 0n));
  const ranking = new Placement(
    groups.map(({ count }, g) => ({ count, total: totals[g] as bigint })),
    units,
  );
  const held = groups.map((): bigint[] => []);
  const shares = groups.map(({ count }) => sharesOf(count));
  order.forEach(([g, cells], at) => {
    const [group, own] = [groups[g], held[g]];
    if (!group || !own || cells < 1 || own.length + cells > group.masses.length)
      throw new Rejection(`mechanism: level ${at} is not of a group's next cells`);
    const mass = group.masses.slice(own.length, own.length + cells).reduce((sum, next) => sum + next, 0n);
    // What b + 1 traders share is a whole multiple once it is multiplied by `shares`: the division leaves nothing.
    const each = (ranking.place(g, mass) * (shares[g] as bigint)) / (BigInt(group.count) * mass);
    for (let k = 0; k < cells; k++) own.push(each);
  });
  held.forEach((own, g) => {
    if (own.length !== groups[g]?.masses.length) throw new Rejection(`mechanism: not all cells of group ${g} have a level`);
  });
  return held.map((numerators, g) => ({ numerators, denominator: ((shares[g] as bigint) * ranking.unit) / (totals[g] as bigint) }));
}

/** The least number that 1, …, count divide. */
function sharesOf(count: number): bigint {
  let shares = 1n;
  for (let k = 2; k <= count; k++) shares = lcm(shares, BigInt(k));
  return shares;
}

/** Throws when placing so many levels would take too long. */
export function requireEffortOfRanking(groups: readonly { readonly count: number; readonly total: bigint }[], levels: number): void {
  const traders = groups.reduce((sum, { count }) => sum + count, 0);
  const words = groups.reduce((sum, { count, total }) => sum + count * bitLength(total), 0) / 64 + 1;
  const products = 4 * traders + (groups.length > 2 ? traders * traders : 0);
  if (levels * products * words * words > limits.rankingProducts)
    throw new Rejection("knots: they are too many, or their numbers too long, for so many traders");
}

/** The allocation of a lottery over two orders: with probability `mix` the second one. */
export function mixed(first: readonly ExactVector[], second: readonly ExactVector[], mix: Rational): ExactVector[] {
  return first.map(({ numerators, denominator }, g) => ({
    numerators: numerators.map((own, k) => own * (mix.d - mix.n) + (second[g]?.numerators[k] as bigint) * mix.n),
    denominator: denominator * mix.d,
  }));
}
