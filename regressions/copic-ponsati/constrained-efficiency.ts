import { type Rational, ratio } from "../../src/arithmetic/rational.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare, noViolation } from "../support/compare.ts";
import { type PriceLottery, randomLottery, rents } from "../support/price-lottery.ts";
import { randomSource } from "../support/random.ts";

/** A lottery with all its mass on prices, another one, and a share in (0, 1) of mass that a third one wastes. */
export interface LotteryPair {
  readonly lottery: PriceLottery;
  readonly rival: PriceLottery;
  readonly wasted: Rational;
}

/** Types at odd 48ths, between the prices (which are 24ths). */
const grid: readonly Rational[] = Array.from({ length: 24 }, (_, k) => ratio(BigInt(2 * k + 1), 48n));

/** How many pairs of types do worse, and how many better, in total rents or in one of them, when `b` replaces `a`. */
function countChanges(a: PriceLottery, b: PriceLottery): { worse: number; better: number } {
  let [worse, better] = [0, 0];
  for (const cost of grid)
    for (const value of grid) {
      if (cost.compare(value) > 0) continue;
      const [before, after] = [rents(a, cost, value), rents(b, cost, value)];
      const changes = [after.seller.compare(before.seller), after.buyer.compare(before.buyer)];
      if (changes.some((change) => change < 0)) worse++;
      if (changes.some((change) => change > 0)) better++;
    }
  return { worse, better };
}

function sameLottery(a: PriceLottery, b: PriceLottery): boolean {
  return (
    a.prices.length === b.prices.length &&
    a.prices.every((price, k) => price.equals(b.prices[k] as Rational) && (a.masses[k] as Rational).equals(b.masses[k] as Rational))
  );
}

/**
 * Undominated mechanisms are the probability distributions over posted prices.
 *
 * @see J. Čopič, C. Ponsatí (2006), Corollary 12.
 */
export const constrainedEfficiency: CheckedTheorem<LotteryPair> = {
  id: "copic-ponsati/constrained-efficiency",
  citation: "J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, Corollary 12",
  statement:
    "With risk-neutral traders a mechanism is ex-post constrained efficient iff it is a lottery over posted prices of total mass 1: one of smaller mass is dominated by its multiple of mass 1, and of two of mass 1 neither dominates the other.",
  domain:
    "Bilateral trade, both types in one interval, any joint law with full support; dominant incentives, ex-post participation, balanced budget; linear utility.",
  errata: [],
  samples(seed) {
    const random = randomSource(seed);
    const draw = (count: number) => ({
      lottery: randomLottery(random, count),
      rival: randomLottery(random, random.integer(1, 5)),
      wasted: random.rational(1, 9, 1).div(10n),
    });
    return [1, 2, 3, 4, 5].map(draw).filter(({ lottery, rival }) => !sameLottery(lottery, rival));
  },
  checks: [
    {
      name: "rents at all pairs of types of a grid between the prices",
      usesEngine: false,
      async run({ lottery, rival, wasted }) {
        const partial = { ...lottery, masses: lottery.masses.map((mass) => mass.mul(wasted.neg().add(1n))) };
        const scaled = countChanges(partial, lottery);
        const forth = countChanges(lottery, rival);
        const back = countChanges(rival, lottery);
        return [
          noViolation("pairs that lose when the wasted mass is put on the prices", scaled.worse),
          compare("pairs that gain by it", scaled.better, ">", 0, 0),
          compare("pairs that lose when the rival replaces the lottery", forth.worse, ">", 0, 0),
          compare("pairs that lose when the lottery replaces the rival", back.worse, ">", 0, 0),
        ];
      },
    },
  ],
};
