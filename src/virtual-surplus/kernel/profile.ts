import type { Ranking } from "./multilateral-lagrangian.ts";

/** Who trades at a profile of type indices, groups unrolled in order. */
export interface ProfileTrades {
  readonly buyers: Float64Array;
  readonly sellers: Float64Array;
}

/**
 * The allocation rule of a market as a function of the profile: goods go to the highest ranks under `loose` with probability `weight`, else under `tight`;
 * ties go to sellers (no trade) before buyers, and identical traders of equal rank share by lottery.
 */
export function tradesAtProfile(
  groups: readonly { readonly role: "buyer" | "seller"; readonly count: number }[],
  rules: { readonly weight: number; readonly loose: Ranking; readonly tight: Ranking },
): (buyers: readonly number[], sellers: readonly number[]) => ProfileTrades {
  // One entry per trader: its group and its place in the list of its side.
  const traders: { readonly group: number; readonly role: "buyer" | "seller"; readonly place: number }[] = [];
  const next = { buyer: 0, seller: 0 };
  groups.forEach(({ role, count }, group) => {
    for (let k = 0; k < count; k++) traders.push({ group, role, place: next[role]++ });
  });
  const goods = next.seller;
  const holders = (ranking: Ranking, typeOf: (trader: (typeof traders)[number]) => number): Float64Array => {
    const slope = traders.map((trader) => ranking.slope[trader.group]?.[typeOf(trader)] as number);
    const tie = traders.map((trader) => ranking.tieBreak[trader.group]?.[typeOf(trader)] as number);
    const order = traders.map((_, a) => a);
    const owner = (a: number) => ((traders[a] as (typeof traders)[number]).role === "seller" ? 1 : 0);
    const groupOf = (a: number) => (traders[a] as (typeof traders)[number]).group;
    order.sort(
      (a, b) =>
        compare(slope[b] as number, slope[a] as number) ||
        compare(tie[b] as number, tie[a] as number) ||
        owner(b) - owner(a) ||
        groupOf(a) - groupOf(b) ||
        a - b,
    );
    const held = new Float64Array(traders.length);
    for (let from = 0, left = goods; from < order.length && left > 0; ) {
      const first = order[from] as number;
      let to = from + 1;
      while (
        to < order.length &&
        groupOf(order[to] as number) === groupOf(first) &&
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
  return (buyerTypes, sellerTypes) => {
    const typeOf = ({ role, place }: (typeof traders)[number]) => (role === "buyer" ? buyerTypes[place] : sellerTypes[place]) as number;
    const loose = rules.weight > 0 ? holders(rules.loose, typeOf) : undefined;
    const tight = holders(rules.tight, typeOf);
    const out = { buyers: new Float64Array(next.buyer), sellers: new Float64Array(next.seller) };
    traders.forEach(({ role, place }, a) => {
      const kept = tight[a] as number;
      const holds = loose ? kept + rules.weight * ((loose[a] as number) - kept) : kept;
      if (role === "buyer") out.buyers[place] = holds;
      else out.sellers[place] = 1 - holds;
    });
    return out;
  };
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
