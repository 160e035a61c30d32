import { CompensatedSum } from "../../arithmetic/sum.ts";
import { UnsupportedProblemError } from "../../errors.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { tightPayments } from "../../virtual-surplus/kernel/tight-payments.ts";
import { vectors } from "../bilateral.ts";
import type { GroupRule, MultilateralMechanism, MultilateralOutcome } from "../mechanism.ts";
import { type TradesAt, unroll } from "../multilateral.ts";
import { forEachProfile, profileCount } from "../profiles-of-traders.ts";

/** Most type profiles over which {@link multilateralTight} averages to get interim vectors. */
export const multilateralTightLimit = 1_000_000;

/**
 * The tight mechanism of any allocation among many traders, state by state: at a profile buyer a with its k-th type pays
 * Σ_{j≤k} (x_a(j) − x_a(j−1))·B_j and a seller receives Σ_{j≥l} (x(j) − x(j+1))·S_j, the others' reports held fixed. For an efficient
 * allocation (default: {@link efficientTrades}) this is VCG′ among many traders, whatever the tie-breaking.
 *
 * Dominant incentives and ex-post participation iff each trader's probability of trade is monotone in its own report (the audit tells).
 * Identical traders face the interim rule of the group's average. Throws UnsupportedProblemError beyond {@link multilateralTightLimit} profiles.
 *
 * @see N. Kos, M. Manea (2009), Efficient Trade Mechanism with Discrete Values, §5 and §7.2.
 */
export function multilateralTight(
  buyers: readonly { readonly count: number; readonly types: TypeSpace }[],
  sellers: readonly { readonly count: number; readonly types: TypeSpace }[],
  tradesAt: TradesAt = efficientTrades(buyers, sellers),
): MultilateralMechanism {
  const buyerSpaces = unroll(buyers).map((group) => group.types);
  const spaces = [...buyerSpaces, ...unroll(sellers).map((group) => group.types)];
  const profiles = profileCount(spaces);
  if (profiles > multilateralTightLimit)
    throw new UnsupportedProblemError({
      assumption: `Interim vectors are averages over at most ${multilateralTightLimit} type profiles, and there are ${profiles}.`,
      alternative: "Use fewer traders or types, or `multilateralMechanism` with interim vectors.",
    });
  const split = (profile: readonly number[]) => tradesAt(profile.slice(0, buyerSpaces.length), profile.slice(buyerSpaces.length));
  const tradeOf = (a: number, profile: readonly number[]): number => {
    const trades = split(profile);
    return (a < buyerSpaces.length ? trades.buyers[a] : trades.sellers[a - buyerSpaces.length]) as number;
  };
  const at = (buyerTypes: readonly number[], sellerTypes: readonly number[]): MultilateralOutcome => {
    const profile = [...buyerTypes, ...sellerTypes];
    const own = profile.map((type, a) => {
      const values = spaces[a]?.values as Float64Array;
      const x = values.map((_, k) => tradeOf(a, profile.with(a, k)));
      const sign = a < buyerTypes.length ? 1 : -1;
      return { trade: x[type] as number, transfer: 0 + sign * (tightPayments(values, x, sign)[type] as number) };
    });
    return { buyers: own.slice(0, buyerTypes.length), sellers: own.slice(buyerTypes.length) };
  };
  const sums = spaces.map((space) => Array.from(space.values, () => new CompensatedSum()));
  forEachProfile(spaces, (profile, probability) => {
    const trades = split(profile);
    profile.forEach((type, a) => {
      const x = (a < buyerSpaces.length ? trades.buyers[a] : trades.sellers[a - buyerSpaces.length]) as number;
      sums[a]?.[type]?.add((probability / (spaces[a]?.masses[type] as number)) * x);
    });
  });
  let trader = 0;
  const rules = (groups: readonly { readonly count: number; readonly types: TypeSpace }[], sign: 1 | -1): GroupRule[] =>
    groups.map(({ count, types }) => {
      const members = sums.slice(trader, trader + count);
      trader += count;
      const allocation = types.values.map((_, k) => members.reduce((sum, own) => sum + (own[k]?.value as number), 0) / count);
      const transfer = tightPayments(types.values, allocation, sign).map((t) => 0 + sign * t);
      return { count, types, interim: vectors(types.values, allocation, transfer, sign) };
    });
  const buyerRules = rules(buyers, 1);
  return { kind: "multilateral-trade", buyers: buyerRules, sellers: rules(sellers, -1), at };
}

/**
 * The efficient allocation among many traders: the highest values trade with the lowest costs as long as value exceeds cost; between equal
 * values the later buyer goes first, between equal costs the earlier seller, and nobody trades at value = cost.
 */
export function efficientTrades(
  buyers: readonly { readonly count: number; readonly types: TypeSpace }[],
  sellers: readonly { readonly count: number; readonly types: TypeSpace }[],
): TradesAt {
  const buyerSpaces = unroll(buyers).map((group) => group.types);
  const sellerSpaces = unroll(sellers).map((group) => group.types);
  return (buyerTypes, sellerTypes) => {
    const values = buyerTypes.map((k, a) => buyerSpaces[a]?.values[k] as number);
    const costs = sellerTypes.map((k, a) => sellerSpaces[a]?.values[k] as number);
    const byValue = values.map((_, a) => a).sort((a, b) => (values[b] as number) - (values[a] as number) || b - a);
    const byCost = costs.map((_, a) => a).sort((a, b) => (costs[a] as number) - (costs[b] as number) || a - b);
    const outcome = { buyers: new Float64Array(values.length), sellers: new Float64Array(costs.length) };
    for (let k = 0; k < Math.min(byValue.length, byCost.length); k++) {
      const b = byValue[k] as number;
      const s = byCost[k] as number;
      if (!((values[b] as number) > (costs[s] as number))) break;
      outcome.buyers[b] = 1;
      outcome.sellers[s] = 1;
    }
    return outcome;
  };
}
