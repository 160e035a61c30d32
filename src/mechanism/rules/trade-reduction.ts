import { refuse, show } from "../../errors.ts";
import type { Mechanism } from "../mechanism.ts";
import { averagedMechanism, type Traders, typesOf } from "../multilateral.ts";

/** One entry per trader: whether it trades, and what it pays (a buyer) or receives (a seller). */
export interface Deals {
  readonly buyers: readonly { readonly trade: number; readonly transfer: number }[];
  readonly sellers: readonly { readonly trade: number; readonly transfer: number }[];
}

/** Bounds known before anybody reports: no type of either side below `lowest` or above `highest` (one-sided bounds would break incentives). */
export interface TypeBounds {
  readonly lowest: number;
  readonly highest: number;
}

/**
 * McAfee's double auction for these reports. With values b₁ ≥ b₂ ≥ … and costs s₁ ≤ s₂ ≤ …, let k be the number of efficient trades and
 * p = (b_{k+1} + s_{k+1})/2. If s_k ≤ p ≤ b_k, the k efficient pairs trade at p; otherwise the least pair is left out and k − 1 pairs trade,
 * buyers paying b_k and sellers receiving s_k. A missing b_{k+1} or s_{k+1} is the bound on types; without `bounds` it leaves the least pair
 * out. Equal reports are ranked by index. Throws InvalidInputError when a report is outside the bounds.
 *
 * Dominant incentives, ex-post participation, no deficit; at most one efficient trade is lost.
 *
 * @see R. P. McAfee (1992), A Dominant Strategy Double Auction, J. Econ. Theory 56.
 */
export function tradeReductionAt(values: readonly number[], costs: readonly number[], bounds?: TypeBounds): Deals {
  if (bounds) checkBounds(values, costs, bounds);
  const buyers = ranking(values, -1);
  const sellers = ranking(costs, 1);
  const value = (rank: number): number | undefined => (rank < buyers.length ? values[buyers[rank] as number] : bounds?.lowest);
  const cost = (rank: number): number | undefined => (rank < sellers.length ? costs[sellers[rank] as number] : bounds?.highest);
  let k = 0;
  while (k < Math.min(buyers.length, sellers.length) && (value(k) as number) >= (cost(k) as number)) k++;
  let trades = Math.max(0, k - 1);
  let paid = k > 0 ? (value(k - 1) as number) : 0;
  let received = k > 0 ? (cost(k - 1) as number) : 0;
  const nextValue = value(k);
  const nextCost = cost(k);
  if (k > 0 && nextValue !== undefined && nextCost !== undefined) {
    const price = (nextValue + nextCost) / 2;
    if (price >= received && price <= paid) {
      trades = k;
      paid = price;
      received = price;
    }
  }
  const outcome = (order: readonly number[], money: number) => {
    const list = order.map(() => ({ trade: 0, transfer: 0 }));
    for (let rank = 0; rank < trades; rank++) list[order[rank] as number] = { trade: 1, transfer: money };
    return list;
  };
  return { buyers: outcome(buyers, paid), sellers: outcome(sellers, received) };
}

/**
 * McAfee's double auction as a direct mechanism on these type spaces, with interim vectors averaged over all type profiles. The bounds of
 * {@link tradeReductionAt} are the lowest and the highest type of all type spaces.
 *
 * Identical traders face the interim rule of the group's average, because ties are broken by index. Throws UnsupportedProblemError beyond
 * {@link averagingLimit} profiles, InvalidInputError for a count that is not a whole number of at least 1.
 *
 * @see R. P. McAfee (1992), A Dominant Strategy Double Auction, J. Econ. Theory 56.
 */
export function tradeReduction(buyers: readonly Traders[], sellers: readonly Traders[]): Mechanism {
  const [values, costs] = [typesOf(buyers), typesOf(sellers)];
  const ends = [...values, ...costs].flatMap((list) => [list[0] as number, list[list.length - 1] as number]);
  const bounds = { lowest: Math.min(...ends), highest: Math.max(...ends) };
  return averagedMechanism(buyers, sellers, (types) => {
    const deals = tradeReductionAt(
      values.map((list, a) => list[types[a] as number] as number),
      costs.map((list, a) => list[types[values.length + a] as number] as number),
      bounds,
    );
    return {
      allocation: [...deals.buyers, ...deals.sellers].map(({ trade }) => trade),
      payments: [...deals.buyers.map(({ transfer }) => transfer), ...deals.sellers.map(({ transfer }) => 0 - transfer)],
    };
  });
}

function checkBounds(values: readonly number[], costs: readonly number[], { lowest, highest }: TypeBounds): void {
  for (const [side, reports] of [["values", values] as const, ["costs", costs] as const])
    reports.forEach((report, k) => {
      if (!(report >= lowest && report <= highest))
        refuse(
          `${side}[${k}]`,
          `a report between the bounds ${show(lowest)} and ${show(highest)}`,
          report,
          "Pass bounds that hold for every type of either side, or none.",
        );
    });
}

/** Indices in increasing order of sign·report, ties by index. */
function ranking(reports: readonly number[], sign: 1 | -1): number[] {
  return reports.map((_, k) => k).sort((a, b) => sign * ((reports[a] as number) - (reports[b] as number)) || a - b);
}
