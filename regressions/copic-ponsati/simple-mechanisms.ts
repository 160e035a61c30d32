import type { CheckedTheorem } from "../regression.ts";
import { compare, noViolation } from "../support/compare.ts";
import { gainsAt, type PricesAndPower, pairTypes, randomPrices } from "../support/price-distribution.ts";
import { randomSource } from "../support/random.ts";

/**
 * The simple mechanisms of traders with one power are the distributions of prices.
 *
 * @see J. Čopič, C. Ponsatí (2006), Proposition 13.
 */
export const simpleMechanisms: CheckedTheorem<PricesAndPower> = {
  id: "copic-ponsati/simple-mechanisms",
  citation: "J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, Proposition 13",
  statement:
    "With utility x^γ of both, 0 < γ ≤ 1, a simple mechanism is ex-post constrained efficient iff for a probability distribution F of prices it trades, where v_b ≥ v_s, with probability (F(v_b) − F(v_s))^γ at the mean price of F between v_s and v_b.",
  domain: "Bilateral trade, types in one interval, any joint law with full support; dominant incentives, ex-post participation.",
  errata: ["CP-5"],
  samples(seed) {
    const random = randomSource(seed);
    return [0.25, 0.5, 0.75, 0.9].map((power) => randomPrices(random, random.integer(2, 6), power));
  },
  checks: [
    {
      name: "no misreport pays and no pair trades at a loss, over all pairs of types and reports between the prices; sure trade at the extremes",
      usesEngine: false,
      async run(prices) {
        let gain = 0;
        let losses = 0;
        for (const cost of pairTypes) {
          for (const value of pairTypes) {
            const types = { cost, value };
            const truth = gainsAt(prices, types, types);
            if (truth.seller < 0 || truth.buyer < 0) losses++;
            for (const report of pairTypes) {
              gain = Math.max(gain, gainsAt(prices, { cost: report, value }, types).seller - truth.seller);
              gain = Math.max(gain, gainsAt(prices, { cost, value: report }, types).buyer - truth.buyer);
            }
          }
        }
        const mean = prices.prices.reduce((sum, price, k) => sum + price * (prices.masses[k] as number), 0);
        const extreme = gainsAt(prices, { cost: 0, value: 1 }, { cost: 0, value: 1 });
        return [
          compare("largest gain from a misreport", gain, "<=", 0, 1e-12),
          noViolation("pairs that lose by trading", losses),
          compare(
            "seller's utility at the extreme types, traded for sure at the mean price",
            extreme.seller,
            "=",
            mean ** prices.power,
            1e-12,
          ),
        ];
      },
    },
    {
      name: "the printed exponent on another power breaks incentives",
      usesEngine: false,
      async run(prices) {
        // Probabilities F^γ are for utility x^γ: under x^(γ/2) some misreport pays.
        let gain = 0;
        const worth = (surplus: number) => (surplus > 0 ? surplus ** (prices.power / 2) : 0);
        for (const value of pairTypes) {
          for (const cost of pairTypes) {
            const at = (report: number) => {
              const { seller } = gainsAt(prices, { cost: report, value }, { cost: report, value });
              const { buyer } = gainsAt(prices, { cost: report, value }, { cost: report, value });
              if (seller === 0 || buyer === 0) return 0;
              // φ and π from the two utilities: φ^(1/γ)·(π − s) and φ^(1/γ)·(b − π).
              const [x, y] = [seller ** (1 / prices.power), buyer ** (1 / prices.power)];
              const mass = (x + y) / (value - report);
              return mass ** prices.power * worth(report + x / mass - cost);
            };
            const truth = at(cost);
            for (const report of pairTypes) gain = Math.max(gain, at(report) - truth);
          }
        }
        return [compare("largest gain from a misreport", gain, ">", 0, 1e-6)];
      },
    },
  ],
};
