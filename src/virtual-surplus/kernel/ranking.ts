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
        const own = rungOf[g] as Float64Array;
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
  readonly rungOf: readonly Float64Array[];
}

function ladderOf(owner: readonly boolean[], ranking: Ranking): Ladder {
  const precedence = owner.map((owns, g) => (owns ? g : owner.length + g));
  const lowestFirst = placesOf(ranking);
  const { places: rungOf, count } = densePlaces(
    lowestFirst.map((own) => own.map((place) => 0 - place)),
    lowestFirst.map((own, g) => own.map(() => precedence[g] as number)),
  );
  return { rungs: count, rungOf };
}

/** Per group and cell its place among all, from the lowest rank up; cells of equal rank share one. */
export function placesOf({ slope, tieBreak }: Ranking): readonly Float64Array[] {
  return densePlaces(slope, tieBreak).places;
}

/** Places by a first key and then by a second one, equal ones shared; and how many there are. */
function densePlaces(
  first: readonly Float64Array[],
  second: readonly Float64Array[],
): { readonly places: readonly Float64Array[]; readonly count: number } {
  const [a, b] = [flat(first), flat(second)];
  const order = (k: number, l: number) => compare(a[k] as number, a[l] as number) || compare(b[k] as number, b[l] as number);
  const sorted = Uint32Array.from({ length: a.length }, (_, k) => k).sort(order);
  const place = new Float64Array(a.length);
  let last = -1;
  for (let at = 0; at < sorted.length; at++) {
    if (at === 0 || order(sorted[at - 1] as number, sorted[at] as number) !== 0) last++;
    place[sorted[at] as number] = last;
  }
  let from = 0;
  const places = first.map(({ length }) => {
    from += length;
    return place.slice(from - length, from);
  });
  return { places, count: last + 1 };
}

/** The entries of all lists, one after the other. */
function flat(lists: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const list of lists) {
    all.set(list, filled);
    filled += list.length;
  }
  return all;
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
