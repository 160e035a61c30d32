import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import { cell, bestPostedPriceTheorem as statement } from "../../src/theorems/hagerty-rogerson/best-posted-price.ts";
import { bestPostedPrice, postedPriceGains } from "../../src/theorems/support/posted-price.ts";
import type { LawPair } from "../../src/theorems/support/sample-laws.ts";
import type { CheckedTheorem, Comparison } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { expectationOver } from "../support/expectation-over.ts";
import { bestGridPrice } from "../support/posted-price.ts";
import { randomSource } from "../support/random.ts";
import { lawPair } from "../support/sample-laws.ts";

/** The statement with what it is held against. */
export const bestPostedPriceTheorem: CheckedTheorem<LawPair> = {
  ...statement,
  samples(seed) {
    const random = randomSource(seed);
    const power = () => random.pick(["1/2", 2, 3]);
    const pair = (min: number, max: number) =>
      lawPair({ distribution: "reverse-power", min, max, exponent: power() }, { distribution: "power", min, max, exponent: power() });
    return [
      lawPair({ distribution: "uniform", min: 0, max: 1 }, { distribution: "uniform", min: 0, max: 1 }),
      lawPair({ distribution: "power", min: 0, max: 1, exponent: 2 }, { distribution: "uniform", min: 0, max: 1 }),
      pair(0, 1),
      pair(-1, 2),
    ];
  },
  checks: [
    {
      name: "gains of posted prices against the double integral, none above the stated optimum",
      usesEngine: false,
      async run({ buyer, seller }) {
        const { min, max } = buyer.support;
        const best = bestPostedPrice(buyer, seller);
        const byIntegral = (price: number) => expectationOver(seller, (c) => expectationOver(buyer, (v) => v - c, price, max), min, price);
        const prices = Array.from({ length: 9 }, (_, k) => min + ((k + 1) / 10) * (max - min));
        const comparisons: Comparison[] = prices
          .slice(0, 3)
          .map((price) => compare(`price ${price.toFixed(2)}`, postedPriceGains(buyer, seller, price), "=", byIntegral(price), 1e-9));
        comparisons.push(
          compare("the best price", byIntegral(best.price), "=", best.gains, 1e-9),
          compare("the best of nine prices", Math.max(...prices.map(byIntegral)), "<=", best.gains, 1e-9),
        );
        return comparisons;
      },
    },
    {
      name: "the engine on midpoint grids: at least the grid's best price, and approaching the stated optimum",
      usesEngine: true,
      async run({ buyer, seller }, engine) {
        const environment = bilateralTrade({ buyer, seller });
        const width = buyer.support.max - buyer.support.min;
        const best = bestPostedPrice(buyer, seller).gains;
        const comparisons: Comparison[] = [];
        for (const points of [5, 10]) {
          const discretization = { rule: "midpoint", points } as const;
          const optimum = await engine.optimum(designProblem({ environment, discretization, ...cell }));
          const grids = environment.typeSpaces(discretization);
          comparisons.push(
            compare(
              `${points} types: at least the best price`,
              optimum.upper,
              ">=",
              bestGridPrice(grids.buyer, grids.seller),
              1e-7 * width,
            ),
            compare(
              `${points} types: distance from the optimum on the interval`,
              Math.abs(optimum.lower - best),
              "<=",
              0,
              width / (6 * points),
            ),
          );
        }
        return comparisons;
      },
    },
  ],
};
