import { one, type Rational, ratio, zero } from "../../src/arithmetic/rational.ts";
import { type Auction, problem, multipleBuyers as statement, type TieRule, value } from "../../src/theorems/kos-manea/multiple-buyers.ts";
import { efficientTrade, type Market } from "../../src/theorems/kos-manea/support/market.ts";
import { at, larger, mean } from "../../src/theorems/kos-manea/support/trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compareExact, noViolation } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { optimumCheck, ownCheck } from "./support/checks.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { type Deal, dominanceViolations, interimDeals, largestSurplus, type MarketRule, surplusOf } from "./support/profiles.ts";

/** x*_i: the probability with which buyer i gets the good. */
function wins({ market, tie }: Auction, values: readonly number[], cost: Rational, i: number): Rational {
  const best = Math.max(...values);
  if (values[i] !== best || at(market.B, best).lte(cost)) return zero;
  const tied = values.flatMap((value, k) => (value === best ? [k] : []));
  if (tie === "even") return ratio(1n, BigInt(tied.length));
  return i === (tie === "first" ? tied[0] : tied.at(-1)) ? one : zero;
}

/** VCG′ for several buyers, section 5: the four cases of a buyer's transfer, and the seller's. */
export function auctionRule(auction: Auction): MarketRule {
  const { B, S } = auction.market;
  return (values, [seller]) => {
    const cost = at(S, seller as number);
    const buyers = values.map((own, i): Deal => {
      const trade = wins(auction, values, cost, i);
      const others = values.filter((_, k) => k !== i).map((k) => at(B, k));
      const rival = others.reduce<Rational | null>((best, value) => (best === null ? value : larger(best, value)), null);
      const value = at(B, own);
      const next = (floor: Rational) => B.find((candidate) => candidate.gt(floor)) ?? value;
      if (cost.gt(value) || rival?.gt(value)) return { trade, transfer: zero };
      if (rival === null || cost.gt(rival)) return { trade, transfer: next(cost) };
      if (rival.equals(value)) return { trade, transfer: value.mul(trade) };
      // Buyer i alone is highest: had it reported the rival's value it would have tied.
      const tied = wins(
        auction,
        values.with(
          i,
          B.findIndex((candidate) => candidate.equals(rival)),
        ),
        cost,
        i,
      );
      return { trade, transfer: next(rival).mul(one.sub(tied)).add(rival.mul(tied)) };
    });
    const best = at(B, Math.max(...values));
    const sold = best.gt(cost);
    return { buyers, sellers: [{ trade: sold ? one : zero, transfer: sold ? (S.findLast((other) => other.lt(best)) ?? cost) : zero }] };
  };
}

/**
 * Budget balance for several buyers: buyer i pays T_i(B^i) + [T_s(S) − E T_s]/I − α_i Π, the seller receives the sum, where T are interim
 * transfers of VCG′.
 */
export function balancedAuction(auction: Auction, shares: readonly Rational[]): MarketRule {
  const { market } = auction;
  const rule = auctionRule(auction);
  const interim = interimDeals(market, rule);
  const surplus = surplusOf(market, rule);
  const received = at(interim.sellers, 0).map((deal) => deal.transfer);
  const mean_ = mean(market.q, received);
  return (values, sellers) => {
    const outcome = rule(values, sellers);
    const extra = at(received, sellers[0] as number)
      .sub(mean_)
      .div(ratio(BigInt(market.buyers), 1n));
    const buyers = outcome.buyers.map(({ trade }, i) => ({
      trade,
      transfer: at(at(interim.buyers, i), at(values, i)).transfer.add(extra).sub(at(shares, i).mul(surplus)),
    }));
    const total = buyers.reduce((sum, deal) => sum.add(deal.transfer), zero);
    return { buyers, sellers: outcome.sellers.map(({ trade }) => ({ trade, transfer: total })) };
  };
}

/** The statement with what it is held against. */
export const multipleBuyers: CheckedTheorem<Auction> = {
  ...statement,
  samples(seed) {
    const source = randomSource(seed);
    const draw = (wanted: (market: Market) => boolean) =>
      draws(
        3,
        (): Market => ({ ...drawTrade(source, source.integer(2, 3), source.integer(1, 3)), buyers: source.integer(2, 3), sellers: 1 }),
        wanted,
      );
    const pays = (market: Market) => efficientTrade(market).surplus.gte(zero);
    const rules: TieRule[] = ["first", "last", "even"];
    return [...draw(pays), ...draw((market) => !pays(market))].map((market, k) => ({ market, tie: at(rules, k % 3) }));
  },
  checks: [
    optimumCheck(problem, value),
    ownCheck(
      "surplus under each tie rule, profile by profile, against virtual values of the highest buyer and the least rents",
      ({ market }) => {
        const { surplus } = efficientTrade(market);
        return (["first", "last", "even"] as const).flatMap((tie) => {
          const rule = auctionRule({ market, tie });
          return [
            compareExact(`surplus, ties to ${tie}`, surplusOf(market, rule), surplus),
            compareExact(`largest surplus, ties to ${tie}`, largestSurplus(market, rule), surplus),
          ];
        });
      },
    ),
    ownCheck("all lies of all traders at all profiles", (auction) => [
      noViolation("dominant incentives and ex-post participation", dominanceViolations(auction.market, auctionRule(auction))),
    ]),
    ownCheck("the balanced mechanism: sums of transfers, and interim transfers against those of VCG′", (auction) => {
      const { market } = auction;
      const shares = Array.from({ length: market.buyers }, (_, i) => ratio(1n, BigInt(market.buyers + i)));
      const { surplus } = efficientTrade(market);
      const before = interimDeals(market, auctionRule(auction));
      const rule = balancedAuction(auction, shares);
      const after = interimDeals(market, rule);
      const kept = shares.reduce((sum, share) => sum.add(share), zero);
      return [
        compareExact("payments in less payments out", surplusOf(market, rule), zero),
        ...after.buyers.flatMap((row, i) =>
          row.map((deal, type) =>
            compareExact(
              `buyer ${i + 1}, type ${type + 1}`,
              deal.transfer,
              at(at(before.buyers, i), type).transfer.sub(at(shares, i).mul(surplus)),
            ),
          ),
        ),
        ...at(after.sellers, 0).map((deal, type) =>
          compareExact(`seller, type ${type + 1}`, deal.transfer, at(at(before.sellers, 0), type).transfer.add(one.sub(kept).mul(surplus))),
        ),
      ];
    }),
  ],
};
