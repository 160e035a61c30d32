import { type Group, signOf } from "../../environments/linear.ts";

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
  const owner = groups.map((group) => signOf(group) === -1);
  const goods = groups.reduce((sum, { count }, g) => sum + (owner[g] ? count : 0), 0);
  // Nothing is listed per trader before somebody asks for a profile.
  let listed: { readonly groupOf: Int32Array; readonly owns: Uint8Array } | null = null;
  const list = () => {
    const groupOf = new Int32Array(groups.reduce((sum, { count }) => sum + count, 0));
    let from = 0;
    groups.forEach(({ count }, g) => {
      groupOf.fill(g, from, from + count);
      from += count;
    });
    return { groupOf, owns: Uint8Array.from(groupOf, (g) => (owner[g] ? 1 : 0)) };
  };
  const holders = (ranking: Ranking, types: readonly number[]): Float64Array => {
    listed ??= list();
    const { groupOf, owns } = listed;
    const slope = Float64Array.from(groupOf, (g, a) => ranking.slope[g]?.[types[a] as number] as number);
    const tie = Float64Array.from(groupOf, (g, a) => ranking.tieBreak[g]?.[types[a] as number] as number);
    const order = Int32Array.from(groupOf, (_, a) => a);
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
    return held.map((x, a) => (listed?.owns[a] === 1 ? 1 - x : x));
  };
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
