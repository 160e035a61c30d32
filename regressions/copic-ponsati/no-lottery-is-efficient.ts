import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { gainsAt, type PricesAndPower, pairTypes, postedUtilities, randomPrices } from "../support/price-distribution.ts";
import { randomSource } from "../support/random.ts";

/**
 * Lotteries over posted prices are dominated when traders are risk-averse.
 *
 * @see J. Čopič, C. Ponsatí (2006), Corollary 14, for lotteries over more than one price.
 */
export const noLotteryIsEfficient: CheckedTheorem<PricesAndPower> = {
  id: "copic-ponsati/no-lottery-is-efficient",
  citation: "J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, Corollary 14",
  statement:
    "With utility x^γ of both, γ < 1, every non-degenerate lottery over posted prices is ex-post dominated by the simple mechanism of the same distribution.",
  domain: "Bilateral trade, types in one interval, any joint law with full support; dominant incentives, ex-post participation.",
  errata: ["CP-8"],
  samples(seed) {
    const random = randomSource(seed);
    return [0.25, 0.5, 0.75, 0.9].map((power) => randomPrices(random, random.integer(2, 6), power));
  },
  checks: [
    {
      name: "utilities of both at all pairs of types between the prices: never less, somewhere more; equal for one price alone",
      usesEngine: false,
      async run(prices) {
        const change = (of: PricesAndPower) => {
          let [least, most] = [0, 0];
          for (const cost of pairTypes) {
            for (const value of pairTypes) {
              if (value <= cost) continue;
              const [posted, simple] = [postedUtilities(of, cost, value), gainsAt(of, { cost, value }, { cost, value })];
              const gains = [simple.seller - posted.seller, simple.buyer - posted.buyer];
              least = Math.min(least, ...gains);
              most = Math.max(most, ...gains);
            }
          }
          return { least, most };
        };
        const { least, most } = change(prices);
        const one = change({ ...prices, prices: prices.prices.slice(0, 1), masses: [1] });
        return [
          compare("largest loss", -least, "<=", 0, 1e-12),
          compare("largest gain", most, ">", 0, 1e-4),
          compare("change for one price", one.most - one.least, "=", 0, 1e-12),
        ];
      },
    },
  ],
};
