import type { Dividing } from "./dividing.ts";
import type { PoolOptimum } from "./search.ts";

/** What each partner holds when the types are these, groups unrolled in order: the lottery over the divisions of a mixture. */
export function holdingsAt(
  groups: readonly { readonly count: number; readonly share: number }[],
  mixture: PoolOptimum<number>["mixture"],
  dividing: Dividing,
): (types: readonly number[]) => Float64Array {
  const members = groups.flatMap(({ count }, g) => new Array<number>(count).fill(g));
  return (types) => {
    const held = new Float64Array(members.length);
    for (const { cut, weight } of mixture) {
      const worths = members.map((g, a) => cut.ranks[g]?.[types[a] as number] as number);
      // Without an order nobody trades.
      const shares = cut.order.length === 0 ? members.map((g) => groups[g]?.share as number) : dividing.at(members, worths, cut.order);
      for (let a = 0; a < held.length; a++) held[a] = (held[a] as number) + weight * (shares[a] as number);
    }
    return held;
  };
}
