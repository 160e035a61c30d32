import type { CheckedTheorem } from "../regression.ts";
import { compare, noViolation } from "../support/compare.ts";

/** A utility of both traders, increasing and concave with u(0) = 0. */
interface CommonUtility {
  readonly name: string;
  of(surplus: number): number;
}

const utilities: readonly CommonUtility[] = [
  { name: "√x", of: Math.sqrt },
  { name: "1 − e^(−x)", of: (x) => 1 - Math.exp(-x) },
  { name: "log(1 + 3x)", of: (x) => Math.log1p(3 * x) },
  { name: "x", of: (x) => x },
];

/**
 * Trade at the middle price, with a probability that keeps both traders honest.
 *
 * @see J. Čopič, C. Ponsatí (2006), Example 4, with the argument of ū halved.
 */
export const middlePriceMechanism: CheckedTheorem<CommonUtility> = {
  id: "copic-ponsati/middle-price-mechanism",
  citation: "J. Čopič, C. Ponsatí (2006), Ex-Post Constrained-Efficient Bilateral Trade with Risk-Averse Traders, Example 4",
  statement:
    "When both traders have one concave utility ū, trade at the price (v_b + v_s)/2 with probability ū((v_b − v_s)/2)/ū(1/2) where v_b > v_s is dominant-strategy incentive compatible and ex-post individually rational.",
  domain: "Bilateral trade, types in [0, 1]; utilities of the surplus, common, increasing and concave, 0 at 0.",
  errata: ["CP-1"],
  samples: () => utilities,
  checks: [
    {
      name: "no misreport of 200 pays, for 400 pairs of types",
      usesEngine: false,
      async run({ of }) {
        const probability = (s: number, b: number) => (b > s ? of((b - s) / 2) / of(1 / 2) : 0);
        const worth = (surplus: number) => (surplus > 0 ? of(surplus) : 0);
        let gain = 0;
        let losses = 0;
        for (let i = 0; i < 20; i++) {
          for (let j = 0; j < 20; j++) {
            const [s, b] = [i / 20, (j + 1) / 20];
            const price = (s + b) / 2;
            const truth = probability(s, b) * worth((b - s) / 2);
            if (probability(s, b) > 0 && (price < s || price > b)) losses++;
            for (let k = 0; k <= 200; k++) {
              const report = k / 200;
              gain = Math.max(gain, probability(report, b) * worth((report + b) / 2 - s) - truth);
              gain = Math.max(gain, probability(s, report) * worth(b - (s + report) / 2) - truth);
            }
          }
        }
        return [compare("largest gain from a misreport", gain, "<=", 0, 1e-12), noViolation("pairs that trade at a loss", losses)];
      },
    },
  ],
};
