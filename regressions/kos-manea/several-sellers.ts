import { one, type Rational, zero } from "../../src/arithmetic/rational.ts";
import { problem, severalSellers as statement, value } from "../../src/theorems/kos-manea/several-sellers.ts";
import { efficientTrade, type Market } from "../../src/theorems/kos-manea/support/market.ts";
import { at } from "../../src/theorems/kos-manea/support/trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compareExact, noViolation } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { optimumCheck, ownCheck } from "./support/checks.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { dominanceViolations, gainsOfRule, largestSurplus, type MarketRule, surplusOf } from "./support/profiles.ts";

/** Who trades: the k highest buyers with the k lowest sellers, as long as value exceeds cost; ties within a side go to the first. */
function traders(market: Market, buyers: readonly number[], sellers: readonly number[]): { buyers: Set<number>; sellers: Set<number> } {
  const byValue = buyers.map((_, k) => k).sort((a, b) => at(buyers, b) - at(buyers, a) || a - b);
  const byCost = sellers.map((_, k) => k).sort((a, b) => at(sellers, a) - at(sellers, b) || a - b);
  const result = { buyers: new Set<number>(), sellers: new Set<number>() };
  for (let k = 0; k < Math.min(buyers.length, sellers.length); k++) {
    const [buyer, seller] = [at(byValue, k), at(byCost, k)];
    if (at(market.B, at(buyers, buyer)).lte(at(market.S, at(sellers, seller)))) break;
    result.buyers.add(buyer);
    result.sellers.add(seller);
  }
  return result;
}

/** VCG′ of a market: a buyer who trades pays the least value, a seller who trades receives the greatest cost, with which it still would. */
export function vcgPrimeOfMarket(market: Market): MarketRule {
  const { B, S } = market;
  return (buyers, sellers) => {
    const now = traders(market, buyers, sellers);
    const leastValue = (k: number): Rational =>
      at(
        B,
        B.findIndex((_, type) => traders(market, buyers.with(k, type), sellers).buyers.has(k)),
      );
    const greatestCost = (k: number): Rational =>
      at(
        S,
        S.findLastIndex((_, type) => traders(market, buyers, sellers.with(k, type)).sellers.has(k)),
      );
    return {
      buyers: buyers.map((_, k) => (now.buyers.has(k) ? { trade: one, transfer: leastValue(k) } : { trade: zero, transfer: zero })),
      sellers: sellers.map((_, k) => (now.sellers.has(k) ? { trade: one, transfer: greatestCost(k) } : { trade: zero, transfer: zero })),
    };
  };
}

/** The statement with what it is held against. */
export const severalSellers: CheckedTheorem<Market> = {
  ...statement,
  samples(seed) {
    const source = randomSource(seed);
    const draw = (wanted: (market: Market) => boolean) =>
      draws(3, (): Market => ({ ...drawTrade(source, 2, source.integer(2, 3)), buyers: source.integer(1, 3), sellers: 2 }), wanted);
    const pays = (market: Market) => efficientTrade(market).surplus.gte(zero);
    return [...draw(pays), ...draw((market) => !pays(market))];
  },
  checks: [
    optimumCheck(problem, value),
    ownCheck("gains and surplus from the ranking of all traders against VCG′ profile by profile and the least rents", (market) => {
      const rule = vcgPrimeOfMarket(market);
      const { gains, surplus } = efficientTrade(market);
      return [
        compareExact("first best", gainsOfRule(market, rule), gains),
        compareExact("surplus", surplusOf(market, rule), surplus),
        compareExact("largest surplus", largestSurplus(market, rule), surplus),
      ];
    }),
    ownCheck("all lies of all traders at all profiles", (market) => [
      noViolation("dominant incentives and ex-post participation", dominanceViolations(market, vcgPrimeOfMarket(market))),
    ]),
  ],
};
