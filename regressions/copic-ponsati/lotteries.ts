import { one, type Rational, ratio, zero } from "../../src/arithmetic/rational.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compareExact, noViolation } from "../support/compare.ts";
import { expectedPayment, type PriceLottery, randomLottery, rents, tradeProbability } from "../support/price-lottery.ts";
import { randomSource } from "../support/random.ts";

/** Types at 48ths of the unit interval: at the prices (24ths) and between them. */
const grid: readonly Rational[] = Array.from({ length: 49 }, (_, k) => ratio(BigInt(k), 48n));

/** ∫_{from}^{to} of a step function that jumps only at 24ths, exactly: its value at the midpoints of the 24ths. */
function integrateSteps(f: (x: Rational) => Rational, from: Rational, to: Rational): Rational {
  const cuts = [from, ...grid.filter((x, k) => k % 2 === 0 && x.compare(from) > 0 && x.compare(to) < 0), to];
  return cuts.slice(1).reduce((sum, cut, k) => {
    const start = cuts[k] as Rational;
    return sum.add(f(start.add(cut).div(2n)).mul(cut.sub(start)));
  }, zero);
}

/**
 * Under risk neutrality the dominant-strategy, ex-post individually rational and balanced mechanisms are the lotteries over posted prices.
 *
 * @see J. Čopič, C. Ponsatí (2006), Theorem 10; K. Hagerty, W. Rogerson (1987), Robust Trading Mechanisms, J. Econ. Theory 42.
 */
export const lotteries: CheckedTheorem<PriceLottery> = {
  id: "copic-ponsati/lotteries",
  citation: "J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, Theorem 10",
  statement:
    "With risk-neutral traders and types in [0, 1], (π, φ) is dominant-strategy incentive compatible and ex-post individually rational iff there is a distribution F of posted prices, of mass at most 1, with φ(v_s, v_b) = F(v_b) − F(v_s) and π(v_s, v_b) = E_F[p | v_s ≤ p ≤ v_b].",
  domain:
    "Bilateral trade, both types in one interval, any joint law with full support; dominant incentives, ex-post participation, balanced budget; linear utility.",
  errata: ["CP-4"],
  samples(seed) {
    const random = randomSource(seed);
    return [
      { prices: [ratio(1n, 2n)], masses: [one] },
      randomLottery(random, 3),
      randomLottery(random, 5),
      randomLottery(random, 4, ratio(3n, 4n)),
    ];
  },
  checks: [
    {
      name: "every misreport of every type against every type of the other, and participation, in exact arithmetic",
      usesEngine: false,
      async run(lottery) {
        let lies = 0;
        let losses = 0;
        for (const value of grid)
          for (const cost of grid) {
            // Outcome of the simple mechanism (π, φ) at the reports, valued at the true types.
            const outcome = (s: Rational, b: Rational) => ({ trade: tradeProbability(lottery, s, b), pay: expectedPayment(lottery, s, b) });
            const truth = outcome(cost, value);
            const sellerGain = truth.pay.sub(cost.mul(truth.trade));
            const buyerGain = value.mul(truth.trade).sub(truth.pay);
            if (sellerGain.s < 0n || buyerGain.s < 0n) losses++;
            // Misreports at every fourth type keep this quick; the prices' own cells are all hit over the types.
            for (let k = Number((value.n + cost.n) % 4n); k < grid.length; k += 4) {
              const report = grid[k] as Rational;
              const asSeller = outcome(report, value);
              const asBuyer = outcome(cost, report);
              if (asSeller.pay.sub(cost.mul(asSeller.trade)).compare(sellerGain) > 0) lies++;
              if (value.mul(asBuyer.trade).sub(asBuyer.pay).compare(buyerGain) > 0) lies++;
            }
          }
        return [noViolation("profitable misreports", lies), noViolation("types with a loss", losses)];
      },
    },
    {
      name: "rents drawn price by price against the integrals of φ",
      usesEngine: false,
      async run(lottery) {
        const [cost, value] = [ratio(5n, 48n), ratio(41n, 48n)];
        const drawn = rents(lottery, cost, value);
        return [
          compareExact(
            "seller's rent ∫ φ(z, v_b) dz",
            integrateSteps((z) => tradeProbability(lottery, z, value), cost, value),
            drawn.seller,
          ),
          compareExact(
            "buyer's rent ∫ φ(v_s, z) dz",
            integrateSteps((z) => tradeProbability(lottery, cost, z), cost, value),
            drawn.buyer,
          ),
        ];
      },
    },
  ],
};
