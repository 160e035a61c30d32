import type { CheckedTheorem } from "../regression.ts";
import { compare, noViolation } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";

/** A posted price in the unit interval, and the common power of the traders' utility u(x) = x^γ. */
export interface PostedPrice {
  readonly price: number;
  readonly power: number;
  /** Rival lotteries over prices: masses on a grid of k/40, sum 1. */
  readonly rivals: readonly (readonly number[])[];
}

const size = 40;

/** Utility of a gain; losses are never taken. */
const utility = (gain: number, power: number) => (gain <= 0 ? gain : gain ** power);

/**
 * Posted prices are implementable and undominated, whatever the traders' concave utilities.
 *
 * @see J. Čopič, C. Ponsatí (2006), Example 3 and Proposition 6.
 */
export const postedPrices: CheckedTheorem<PostedPrice> = {
  id: "copic-ponsati/posted-prices",
  citation: "J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, Proposition 6",
  statement:
    "A posted price is dominant-strategy incentive compatible and ex-post individually rational, and no such mechanism gives both traders at least as much at every pair of types and one of them more on an open set.",
  domain: "Bilateral trade, both types in one interval, any joint law with full support; utilities increasing and concave in the gain.",
  errata: ["CP-2", "CP-5", "CP-7", "CP-13"],
  samples(seed) {
    const random = randomSource(seed);
    const draw = (power: number): PostedPrice => ({
      price: random.integer(8, 32) / size,
      power,
      rivals: Array.from({ length: 20 }, () => {
        const raw = Array.from({ length: size + 1 }, () => (random.unit() < 0.8 ? 0 : random.unit()));
        raw[random.integer(1, size - 1)] = 1;
        const total = raw.reduce((a, b) => a + b, 0);
        return raw.map((mass) => mass / total);
      }),
    });
    return [draw(1), draw(0.5), draw(0.25), draw(random.integer(1, 9) / 10)];
  },
  checks: [
    {
      name: "every misreport on a grid of types; rival lotteries lose at some pair of types next to the price",
      usesEngine: false,
      async run({ price, power, rivals }) {
        const types = Array.from({ length: size + 1 }, (_, k) => k / size);
        let violations = 0;
        for (const cost of types)
          for (const value of types) {
            const sold = (s: number, b: number) => s <= price && price <= b;
            const sellerGain = (report: number) => (sold(report, value) ? utility(price - cost, power) : 0);
            const buyerGain = (report: number) => (sold(cost, report) ? utility(value - price, power) : 0);
            if (sellerGain(cost) < 0 || buyerGain(value) < 0) violations++;
            if (types.some((report) => sellerGain(report) > sellerGain(cost) || buyerGain(report) > buyerGain(value))) violations++;
          }
        // A lottery over prices of mass 1 other than the posted price itself: total utility at the pair just around the price.
        const [cost, value] = [price - 0.5 / size, price + 0.5 / size];
        const own = utility(price - cost, power) + utility(value - price, power);
        let dominating = 0;
        for (const rival of rivals) {
          const gain = rival.reduce((sum, mass, k) => {
            const p = k / size;
            return cost <= p && p <= value ? sum + mass * (utility(p - cost, power) + utility(value - p, power)) : sum;
          }, 0);
          const isPrice = rival.every((mass, k) => mass === 0 || k / size === price);
          if (!isPrice && gain >= own) dominating++;
        }
        return [
          noViolation("states with a loss or a profitable misreport", violations),
          noViolation("rivals that do not lose next to the price", dominating),
          compare("rivals", rivals.length, ">", 0, 0),
        ];
      },
    },
  ],
};
