import type { Cut } from "./cut.ts";
import type { PoolOptimum } from "./search.ts";

/** What each partner holds when the types are these, groups unrolled in order: the lottery over the rankings of a mixture. */
export function holdingsAt(
  groups: readonly { readonly count: number; readonly share: number }[],
  mixture: PoolOptimum<number>["mixture"],
): (types: readonly number[]) => Float64Array {
  const members = groups.flatMap(({ count }, g) => new Array<number>(count).fill(g));
  return (types) => {
    const held = new Float64Array(members.length);
    for (const { cut, weight } of mixture) {
      const shares =
        cut.order.length === 0 ? members.map((g, a) => [a, groups[g]?.share as number] as const) : winners(members, cut, types);
      for (const [a, share] of shares) held[a] = (held[a] as number) + weight * share;
    }
    return held;
  };
}

/** Who holds the unit: the highest rank; the first group in order of several, its members in equal parts. */
function winners(members: readonly number[], { ranks, order }: Cut<number>, types: readonly number[]): (readonly [number, number])[] {
  const rank = (a: number) => ranks[members[a] as number]?.[types[a] as number] as number;
  let best = 0;
  for (let a = 1; a < members.length; a++) {
    const difference = rank(a) - rank(best);
    if (difference > 0 || (difference === 0 && order.indexOf(members[a] as number) < order.indexOf(members[best] as number))) best = a;
  }
  const tied = [...members.keys()].filter((a) => members[a] === members[best] && rank(a) === rank(best));
  return tied.map((a) => [a, 1 / tied.length] as const);
}
