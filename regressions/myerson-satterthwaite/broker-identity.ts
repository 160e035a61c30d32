import type { LawPair } from "../../src/theorems/support/sample-laws.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { regularPairs } from "../support/sample-laws.ts";
import { virtualSurplus } from "./profit-identity.ts";

/** The broker buys at one price and sells at another. */
export interface TwoPrices extends LawPair {
  readonly buysAt: number;
  readonly sellsAt: number;
}

/** Profit of the broker and the rents of the costliest seller and the lowest buyer, by inspection. */
export function twoPriceGains({ buyer, seller, buysAt, sellsAt }: TwoPrices): { broker: number; seller: number; buyer: number } {
  const accepts = { seller: seller.cdf(buysAt), buyer: buyer.survival(sellsAt) };
  return {
    broker: (sellsAt - buysAt) * accepts.seller * accepts.buyer,
    seller: Math.max(buysAt - seller.support.max, 0) * accepts.buyer,
    buyer: Math.max(buyer.support.min - sellsAt, 0) * accepts.seller,
  };
}

/**
 * Equation (8): profit and the rents of the worst types share the expected virtual surplus.
 *
 * @see R. Myerson, M. Satterthwaite (1983), Theorem 3.
 */
export const brokerIdentity: CheckedTheorem<TwoPrices> = {
  id: "myerson-satterthwaite/broker-identity",
  citation: "R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, Theorem 3, equation (8)",
  statement:
    "In every incentive-compatible mechanism with a broker, the broker's profit plus the rents of the costliest seller and the lowest buyer equals E[(C₂(V₂) − C₁(V₁))·p(V₁, V₂)] with C₂ = v₂ − (1−F₂)/f₂ and C₁ = v₁ + F₁/f₁.",
  domain:
    "Independent types with positive densities on bounded intervals; checked on a broker who posts one price to each side, apart or crossed.",
  errata: ["MS-1", "MS-3"],
  samples(seed) {
    const random = randomSource(seed + 1);
    return regularPairs(seed, 5).map((pair) => ({
      ...pair,
      buysAt: random.integer(2, 14) / 8,
      sellsAt: random.integer(1, 12) / 8,
    }));
  },
  checks: [
    {
      name: "profit and rents by inspection against the integral of virtual surplus",
      usesEngine: false,
      async run(prices) {
        const { buyer, seller, buysAt, sellsAt } = prices;
        const gains = twoPriceGains(prices);
        const integral = virtualSurplus(
          prices,
          [seller.support.min, Math.min(buysAt, seller.support.max)],
          () => Math.max(sellsAt, buyer.support.min),
          () => buyer.support.max,
        );
        return [compare(`buys at ${buysAt}, sells at ${sellsAt}`, gains.broker + gains.seller + gains.buyer, "=", integral, 1e-9)];
      },
    },
  ],
};
