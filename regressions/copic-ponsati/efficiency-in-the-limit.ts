import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { gainsAt, type PricesAndPower, randomPrices } from "../support/price-distribution.ts";
import { randomSource } from "../support/random.ts";

/**
 * Infinitely risk-averse traders trade efficiently.
 *
 * @see J. Čopič, C. Ponsatí (2006), section 3.2.
 */
export const efficiencyInTheLimit: CheckedTheorem<PricesAndPower> = {
  id: "copic-ponsati/efficiency-in-the-limit",
  citation: "J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, section 3.2",
  statement:
    "When γ → 0 the simple mechanism of a distribution of prices with full support trades every pair v_s < v_b with probability (F(v_b) − F(v_s))^γ → 1: its allocation converges to the efficient one.",
  domain: "Bilateral trade, types in one interval; utility x^γ of both, γ → 0.",
  errata: [],
  samples(seed) {
    const random = randomSource(seed);
    return [3, 5, 8].map((count) => randomPrices(random, count, 1));
  },
  checks: [
    {
      name: "probability of trade of pairs with a price between them, γ = 1, 1/4, 1/16, 1/64, 1/1024",
      usesEngine: false,
      async run(prices) {
        const types = { cost: (prices.prices[0] as number) - 1e-3, value: (prices.prices[0] as number) + 1e-3 };
        // One price alone lies between them: both utilities together are 2·φ·(10⁻³)^γ.
        const probabilities = [1, 1 / 4, 1 / 16, 1 / 64, 1 / 1024].map((power) => {
          const { seller, buyer } = gainsAt({ ...prices, power }, types, types);
          return (seller + buyer) / (2 * 1e-3 ** power);
        });
        const falls = probabilities.filter((own, k) => k > 0 && own < (probabilities[k - 1] as number)).length;
        return [
          compare("falls along the sequence", falls, "=", 0, 0),
          compare("the last one", probabilities.at(-1) as number, ">", 0.99, 0),
          compare("the first one is the mass of the price", probabilities[0] as number, "=", prices.masses[0] as number, 1e-9),
        ];
      },
    },
  ],
};
