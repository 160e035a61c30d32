import { CompensatedSum } from "../../arithmetic/sum.ts";
import { InvalidInputError, show, UnsupportedProblemError } from "../../errors.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { vectors } from "../bilateral.ts";
import type { GroupRule, MultilateralMechanism, MultilateralOutcome } from "../mechanism.ts";
import { unroll } from "../multilateral.ts";
import { forEachProfile, profileCount } from "../profiles-of-traders.ts";

/** Most type profiles over which {@link tradeReduction} averages to get interim vectors. */
export const tradeReductionLimit = 1_000_000;

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
export function tradeReductionAt(values: readonly number[], costs: readonly number[], bounds?: TypeBounds): MultilateralOutcome {
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
 * {@link tradeReductionLimit} profiles, InvalidInputError for a count that is not a whole number of at least 1.
 *
 * @see R. P. McAfee (1992), A Dominant Strategy Double Auction, J. Econ. Theory 56.
 */
export function tradeReduction(
  buyers: readonly { readonly count: number; readonly types: TypeSpace }[],
  sellers: readonly { readonly count: number; readonly types: TypeSpace }[],
): MultilateralMechanism {
  for (const [side, groups] of [["buyers", buyers] as const, ["sellers", sellers] as const])
    groups.forEach(({ count }, k) => {
      if (!Number.isInteger(count) || count < 1)
        throw new InvalidInputError({
          field: `${side}[${k}].count`,
          expected: "a whole number of traders, at least 1",
          received: show(count),
          remedy: "Say how many identical traders the group has.",
        });
    });
  const buyerSpaces = unroll(buyers).map((group) => group.types);
  const sellerSpaces = unroll(sellers).map((group) => group.types);
  const spaces = [...buyerSpaces, ...sellerSpaces];
  const profiles = profileCount(spaces);
  if (profiles > tradeReductionLimit)
    throw new UnsupportedProblemError({
      assumption: `Interim vectors of trade reduction are averages over at most ${tradeReductionLimit} type profiles, and there are ${profiles}.`,
      alternative: "Use fewer traders or types, or `tradeReductionAt` profile by profile.",
    });
  const bounds = {
    lowest: Math.min(...spaces.map((space) => space.values[0] as number)),
    highest: Math.max(...spaces.map((space) => space.values[space.values.length - 1] as number)),
  };
  const at = (buyerTypes: readonly number[], sellerTypes: readonly number[]): MultilateralOutcome =>
    tradeReductionAt(
      buyerTypes.map((k, a) => buyerSpaces[a]?.values[k] as number),
      sellerTypes.map((k, a) => sellerSpaces[a]?.values[k] as number),
      bounds,
    );
  const sums = spaces.map((space) => Array.from(space.values, () => ({ trade: new CompensatedSum(), transfer: new CompensatedSum() })));
  forEachProfile(spaces, (profile, probability) => {
    const outcome = at(profile.slice(0, buyerSpaces.length), profile.slice(buyerSpaces.length));
    [...outcome.buyers, ...outcome.sellers].forEach((own, a) => {
      const type = profile[a] as number;
      const beliefs = probability / (spaces[a]?.masses[type] as number);
      sums[a]?.[type]?.trade.add(beliefs * own.trade);
      sums[a]?.[type]?.transfer.add(beliefs * own.transfer);
    });
  });
  let trader = 0;
  const rules = (groups: readonly { readonly count: number; readonly types: TypeSpace }[], sign: 1 | -1): GroupRule[] =>
    groups.map(({ count, types }) => {
      const members = sums.slice(trader, trader + count);
      trader += count;
      const mean = (field: "trade" | "transfer"): Float64Array =>
        types.values.map((_, k) => members.reduce((sum, own) => sum + (own[k]?.[field].value as number), 0) / count);
      return { count, types, interim: vectors(types.values, mean("trade"), mean("transfer"), sign) };
    });
  const buyerRules = rules(buyers, 1);
  return { kind: "multilateral-trade", buyers: buyerRules, sellers: rules(sellers, -1), at };
}

function checkBounds(values: readonly number[], costs: readonly number[], { lowest, highest }: TypeBounds): void {
  for (const [side, reports] of [["values", values] as const, ["costs", costs] as const])
    reports.forEach((report, k) => {
      if (!(report >= lowest && report <= highest))
        throw new InvalidInputError({
          field: `${side}[${k}]`,
          expected: `a report between the bounds ${show(lowest)} and ${show(highest)}`,
          received: show(report),
          remedy: "Pass bounds that hold for every type of either side, or none.",
        });
    });
}

/** Indices in increasing order of sign·report, ties by index. */
function ranking(reports: readonly number[], sign: 1 | -1): number[] {
  return reports.map((_, k) => k).sort((a, b) => sign * ((reports[a] as number) - (reports[b] as number)) || a - b);
}
