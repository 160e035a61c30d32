import { one, type Rational, zero } from "../../../src/arithmetic/rational.ts";
import type { Market } from "../../../src/theorems/kos-manea/support/market.ts";
import { at } from "../../../src/theorems/kos-manea/support/trade.ts";
import { leastRents } from "./least-rents.ts";

/** Type indices of all traders, buyers first, and the probability of the profile. */
export interface Profile {
  readonly buyers: readonly number[];
  readonly sellers: readonly number[];
  readonly probability: Rational;
}

/** What one trader gets and pays (a seller: gives and receives) at a profile. */
export interface Deal {
  readonly trade: Rational;
  readonly transfer: Rational;
}

/** A direct mechanism of a market, profile by profile. */
export type MarketRule = (buyers: readonly number[], sellers: readonly number[]) => { buyers: readonly Deal[]; sellers: readonly Deal[] };

export const noDeal: Deal = { trade: zero, transfer: zero };

/** Every profile of types; for small markets only. */
export function profilesOf(market: Market): Profile[] {
  const { B, p, buyers, q, S, sellers } = market;
  let profiles: Profile[] = [{ buyers: [], sellers: [], probability: one }];
  for (let k = 0; k < buyers; k++)
    profiles = profiles.flatMap((profile) =>
      B.map((_, i) => ({ ...profile, buyers: [...profile.buyers, i], probability: profile.probability.mul(at(p, i)) })),
    );
  for (let k = 0; k < sellers; k++)
    profiles = profiles.flatMap((profile) =>
      S.map((_, j) => ({ ...profile, sellers: [...profile.sellers, j], probability: profile.probability.mul(at(q, j)) })),
    );
  return profiles;
}

/** Expected payments in less payments out. */
export function surplusOf(market: Market, rule: MarketRule): Rational {
  let surplus = zero;
  for (const { buyers, sellers, probability } of profilesOf(market)) {
    const outcome = rule(buyers, sellers);
    for (const deal of outcome.buyers) surplus = surplus.add(probability.mul(deal.transfer));
    for (const deal of outcome.sellers) surplus = surplus.sub(probability.mul(deal.transfer));
  }
  return surplus;
}

/** Expected gains from trade of a rule. */
export function gainsOfRule(market: Market, rule: MarketRule): Rational {
  let gains = zero;
  for (const { buyers, sellers, probability } of profilesOf(market)) {
    const outcome = rule(buyers, sellers);
    outcome.buyers.forEach(({ trade }, k) => {
      gains = gains.add(probability.mul(trade).mul(at(market.B, at(buyers, k))));
    });
    outcome.sellers.forEach(({ trade }, k) => {
      gains = gains.sub(probability.mul(trade).mul(at(market.S, at(sellers, k))));
    });
  }
  return gains;
}

/** How often a trader would gain by a lie, or loses by the truth, over all traders, profiles and lies. */
export function dominanceViolations(market: Market, rule: MarketRule): number {
  let count = 0;
  for (const { buyers, sellers } of profilesOf(market)) {
    const outcome = rule(buyers, sellers);
    buyers.forEach((type, k) => {
      const gain = ({ trade, transfer }: Deal) => trade.mul(at(market.B, type)).sub(transfer);
      const truth = gain(at(outcome.buyers, k));
      if (truth.lt(zero)) count++;
      for (let lie = 0; lie < market.B.length; lie++) if (gain(at(rule(buyers.with(k, lie), sellers).buyers, k)).gt(truth)) count++;
    });
    sellers.forEach((type, k) => {
      const gain = ({ trade, transfer }: Deal) => transfer.sub(trade.mul(at(market.S, type)));
      const truth = gain(at(outcome.sellers, k));
      if (truth.lt(zero)) count++;
      for (let lie = 0; lie < market.S.length; lie++) if (gain(at(rule(buyers, sellers.with(k, lie)).sellers, k)).gt(truth)) count++;
    });
  }
  return count;
}

/** Interim trade and transfer of every trader, per type, by enumeration. */
export function interimDeals(market: Market, rule: MarketRule): { buyers: Deal[][]; sellers: Deal[][] } {
  const table = (traders: number, types: number): Deal[][] => Array.from({ length: traders }, () => new Array<Deal>(types).fill(noDeal));
  const buyers = table(market.buyers, market.B.length);
  const sellers = table(market.sellers, market.S.length);
  const book = (rows: Deal[][], masses: readonly Rational[], k: number, type: number, deal: Deal, probability: Rational) => {
    const weight = probability.div(at(masses, type));
    const row = at(rows, k);
    const before = at(row, type);
    row[type] = { trade: before.trade.add(weight.mul(deal.trade)), transfer: before.transfer.add(weight.mul(deal.transfer)) };
  };
  for (const profile of profilesOf(market)) {
    const outcome = rule(profile.buyers, profile.sellers);
    profile.buyers.forEach((type, k) => {
      book(buyers, market.p, k, type, at(outcome.buyers, k), profile.probability);
    });
    profile.sellers.forEach((type, k) => {
      book(sellers, market.q, k, type, at(outcome.sellers, k), profile.probability);
    });
  }
  return { buyers, sellers };
}

/** The largest surplus that a rule's allocation can make: its gains less everybody's least rents (longest paths over all pairs of types). */
export function largestSurplus(market: Market, rule: MarketRule): Rational {
  const { buyers, sellers } = interimDeals(market, rule);
  let surplus = gainsOfRule(market, rule);
  const charge = (rents: Rational[] | null, masses: readonly Rational[]) => {
    if (!rents) throw new RangeError("the allocation must be implementable");
    rents.forEach((rent, k) => {
      surplus = surplus.sub(at(masses, k).mul(rent));
    });
  };
  for (const row of buyers)
    charge(
      leastRents(market.B.length, (k, l) => at(row, l).trade.mul(at(market.B, k).sub(at(market.B, l)))),
      market.p,
    );
  for (const row of sellers)
    charge(
      leastRents(market.S.length, (k, l) => at(row, l).trade.mul(at(market.S, l).sub(at(market.S, k)))),
      market.q,
    );
  return surplus;
}
