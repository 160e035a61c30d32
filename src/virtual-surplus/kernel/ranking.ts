import type { Group } from "../../environments/linear.ts";
import { signOf } from "../../environments/linear.ts";

/**
 * The ironed ranking of all traders at one point of the path: who outranks whom.
 *
 * `slope` and `tieBreak` per group and cell (or type) say what holding a good is worth; goods go to the highest, ties between groups to owners first and then to the
 * earlier group, ties within a group by lottery.
 */
export interface Ranking {
  readonly slope: readonly Float64Array[];
  readonly tieBreak: readonly Float64Array[];
}

/** Goods go by `loose` with probability `weight`, else by `tight`. */
export interface RankingLottery {
  readonly kind: "ranking";
  readonly weight: number;
  readonly loose: Ranking;
  readonly tight: Ranking;
}

/**
 * The allocation rule of a lottery over rankings as a function of the profile of types: the probability with which each agent, groups unrolled in order, trades.
 * `groups` are those of the rankings; identical traders of equal rank share by lottery.
 */
export function tradesAtProfile(
  groups: readonly Pick<Group, "count" | "party">[],
  { weight, loose, tight }: RankingLottery,
): (types: readonly number[]) => Float64Array {
  const groupOf = groups.flatMap(({ count }, g) => new Array<number>(count).fill(g));
  const owns = groupOf.map((g) => (signOf(groups[g] as Group) === -1 ? 1 : 0));
  const goods = owns.reduce<number>((sum, unit) => sum + unit, 0);
  const holders = (ranking: Ranking, types: readonly number[]): Float64Array => {
    const slope = groupOf.map((g, a) => ranking.slope[g]?.[types[a] as number] as number);
    const tie = groupOf.map((g, a) => ranking.tieBreak[g]?.[types[a] as number] as number);
    const order = groupOf.map((_, a) => a);
    order.sort(
      (a, b) =>
        compare(slope[b] as number, slope[a] as number) ||
        compare(tie[b] as number, tie[a] as number) ||
        (owns[b] as number) - (owns[a] as number) ||
        a - b,
    );
    const held = new Float64Array(groupOf.length);
    for (let from = 0, left = goods; from < order.length && left > 0; ) {
      const first = order[from] as number;
      let to = from + 1;
      while (
        to < order.length &&
        groupOf[order[to] as number] === groupOf[first] &&
        slope[order[to] as number] === slope[first] &&
        tie[order[to] as number] === tie[first]
      )
        to++;
      const share = Math.min(1, left / (to - from));
      for (let k = from; k < to; k++) held[order[k] as number] = share;
      left = Math.max(0, left - (to - from));
      from = to;
    }
    return held;
  };
  return (types) => {
    const kept = holders(tight, types);
    const held = weight > 0 ? holders(loose, types).map((x, a) => (kept[a] as number) + weight * (x - (kept[a] as number))) : kept;
    return held.map((x, a) => (owns[a] === 1 ? 1 - x : x));
  };
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
