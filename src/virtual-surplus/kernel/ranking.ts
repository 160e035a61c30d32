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
 * `groups` are those of the rankings; identical traders of equal rank share by lottery. O(agents): nobody is sorted, since types are.
 */
export function tradesAtProfile(
  groups: readonly Pick<Group, "count" | "party">[],
  { weight, loose, tight }: RankingLottery,
): (types: readonly number[]) => Float64Array {
  const owner = groups.map((group) => signOf(group) === -1);
  const goods = groups.reduce((sum, { count }, g) => sum + (owner[g] ? count : 0), 0);
  const agents = groups.reduce((sum, { count }) => sum + count, 0);
  const ladders = { loose: ladderOf(owner, loose), tight: ladderOf(owner, tight) };
  const holders = ({ rungs, rungOf }: Ladder, types: readonly number[]): Float64Array => {
    const held = new Float64Array(agents);
    const standing = new Float64Array(rungs);
    const visit = (meet: (agent: number, rung: number) => void) => {
      let a = 0;
      groups.forEach(({ count }, g) => {
        const own = rungOf[g] as Int32Array;
        for (const end = a + count; a < end; a++) meet(a, own[types[a] as number] as number);
      });
    };
    visit((_, rung) => {
      standing[rung] = (standing[rung] as number) + 1;
    });
    let left = goods;
    const portion = standing.map((many) => {
      const each = many === 0 ? 0 : Math.min(1, left / many);
      left = Math.max(0, left - many);
      return each;
    });
    visit((a, rung) => {
      held[a] = portion[rung] as number;
    });
    return held;
  };
  return (types) => {
    const held = holders(ladders.tight, types);
    if (weight > 0) {
      holders(ladders.loose, types).forEach((x, k) => {
        held[k] = (held[k] as number) + weight * (x - (held[k] as number));
      });
    }
    let a = 0;
    groups.forEach(({ count }, g) => {
      for (const end = a + count; a < end; a++) if (owner[g]) held[a] = 1 - (held[a] as number);
    });
    return held;
  };
}

/** The order in which goods go: agents on the first rung before those on the next, agents on one rung by lottery. */
interface Ladder {
  readonly rungs: number;
  /** Per group and type. */
  readonly rungOf: readonly Int32Array[];
}

function ladderOf(owner: readonly boolean[], { slope, tieBreak }: Ranking): Ladder {
  const places = slope.flatMap((own, g) => Array.from(own, (s, k) => ({ g, k, s, t: tieBreak[g]?.[k] as number })));
  const order = (a: (typeof places)[number], b: (typeof places)[number]) =>
    compare(b.s, a.s) || compare(b.t, a.t) || Number(owner[b.g]) - Number(owner[a.g]) || a.g - b.g;
  places.sort(order);
  const rungOf = slope.map((own) => new Int32Array(own.length));
  let rungs = 0;
  places.forEach((place, at) => {
    const before = places[at - 1];
    if (!before || order(before, place) !== 0) rungs++;
    (rungOf[place.g] as Int32Array)[place.k] = rungs - 1;
  });
  return { rungs, rungOf };
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
