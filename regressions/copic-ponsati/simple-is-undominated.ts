import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { gainsAt, type PricesAndPower, pairTypes, randomPrices } from "../support/price-distribution.ts";
import { randomSource } from "../support/random.ts";

/** Two distributions of prices under one power. */
interface Rivals {
  readonly own: PricesAndPower;
  readonly rival: PricesAndPower;
}

/**
 * Simple mechanisms that trade for sure at the extreme types are undominated.
 *
 * @see J. Čopič, C. Ponsatí (2006), Theorem 7.
 */
export const simpleIsUndominated: CheckedTheorem<Rivals> = {
  id: "copic-ponsati/simple-is-undominated",
  citation: "J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, Theorem 7",
  statement:
    "When utilities of the surplus have u″ < 0 for one trader and u‴ ≥ 0, a simple, incentive compatible and individually rational mechanism with φ(0, 1) = 1 is ex-post constrained efficient; in particular none of the mechanisms of Proposition 13 dominates another one.",
  domain: "Bilateral trade, types in [0, 1], any joint law with full support; utility x^γ, 0 < γ < 1, of both.",
  errata: ["CP-6"],
  samples(seed) {
    const random = randomSource(seed);
    const draw = (power: number) => ({
      own: randomPrices(random, random.integer(2, 6), power),
      rival: randomPrices(random, random.integer(2, 6), power),
    });
    return [0.25, 0.5, 0.75, 0.9].map(draw);
  },
  checks: [
    {
      name: "at pairs of types between the prices some trader loses when one distribution replaces the other, and when a mixture of both does",
      usesEngine: false,
      async run({ own, rival }) {
        const mixed: PricesAndPower = {
          power: own.power,
          prices: [...own.prices, ...rival.prices],
          masses: [...own.masses.map((f) => f / 2), ...rival.masses.map((f) => f / 2)],
        };
        const losers = (before: PricesAndPower, after: PricesAndPower) => {
          let count = 0;
          for (const cost of pairTypes) {
            for (const value of pairTypes) {
              if (value <= cost) continue;
              const types = { cost, value };
              const [a, b] = [gainsAt(before, types, types), gainsAt(after, types, types)];
              if (b.seller < a.seller - 1e-12 || b.buyer < a.buyer - 1e-12) count++;
            }
          }
          return count;
        };
        return [
          compare("pairs that lose when the rival replaces the own distribution", losers(own, rival), ">", 0, 0),
          compare("pairs that lose when the own one replaces the rival", losers(rival, own), ">", 0, 0),
          compare("pairs that lose when a mixture replaces it", losers(own, mixed), ">", 0, 0),
          compare("pairs that lose nothing when nothing changes", losers(own, own), "=", 0, 0),
        ];
      },
    },
  ],
};
