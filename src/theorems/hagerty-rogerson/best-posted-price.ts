import { bilateralTrade } from "../../environments/bilateral-trade.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { compare } from "../support/compare.ts";
import { expectationOver } from "../support/expectation-over.ts";
import { bestGridPrice, bestPostedPrice, postedPriceGains } from "../support/posted-price.ts";
import { isRobustTrade } from "../support/problem-cell.ts";
import { commonInterval } from "../support/problem-laws.ts";
import { randomSource } from "../support/random.ts";
import { type LawPair, lawPair } from "../support/sample-laws.ts";
import type { Comparison, Theorem } from "../theorem.ts";

const cell = { incentives: "dominant", participation: "ex-post", budget: "balanced" } as const;

/**
 * The best robust trading mechanism is the best posted price.
 *
 * @see K. Hagerty, W. Rogerson (1987), Robust Trading Mechanisms, J. Econ. Theory 42; J. Čopič, C. Ponsatí (2006), section 3.3.
 */
export const bestPostedPriceTheorem: Theorem<LawPair> = {
  id: "hagerty-rogerson/best-posted-price",
  citation:
    "K. Hagerty, W. Rogerson (1987), Robust Trading Mechanisms, J. Econ. Theory 42; J. Čopič, C. Ponsatí (2006), Theorem 10 and section 3.3",
  statement:
    "Among dominant-strategy incentive-compatible, ex-post individually rational and balanced mechanisms on an interval of types, the largest expected gains from trade are max_p {F₁(p)·E[V₂; V₂ ≥ p] − (1−F₂(p))·E[V₁; V₁ ≤ p]}, those of the best posted price.",
  domain:
    "Bilateral trade; positive densities on the same bounded interval, not discretized; gains from trade; dominant incentives, ex-post participation, balanced budget without required profit.",
  errata: [],
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
  parametersOf: (asked) => (isRobustTrade(asked) ? commonInterval(asked) : null),
  problem: ({ buyer, seller }) => designProblem({ environment: bilateralTrade({ buyer, seller }), ...cell }),
  value: ({ buyer, seller }) => ({ value: bestPostedPrice(buyer, seller).gains, tolerance: 1e-10 }),
  mechanism({ buyer, seller }) {
    const { price } = bestPostedPrice(buyer, seller);
    const trade = (v: number, c: number) => (c <= price && price <= v ? 1 : 0);
    return { trade, buyerPays: (v, c) => price * trade(v, c), sellerReceives: (v, c) => price * trade(v, c) };
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
