import { distribution } from "../../src/distributions/registry.ts";
import { multilateralTrade } from "../../src/environments/multilateral-trade.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import {
  expectedGains,
  marketSurplus,
  marketCondition as statement,
  type TwoSidedMarket,
} from "../../src/theorems/williams/market-condition.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";

/** Width of the engine's brackets, in units of value: the gaps that are to be seen are far wider. */
const width = 1e-3;

const uniform = (min: number | string, max: number | string) => distribution({ distribution: "uniform", min, max });

/** The statement with what it is held against. */
export const marketCondition: CheckedTheorem<TwoSidedMarket> = {
  ...statement,
  samples: () => [
    // Overlapping supports of one interval: never; a lowest value above most costs: with enough buyers, yes.
    { buyers: 2, sellers: 2, value: uniform(0, 1), cost: uniform(0, 1) },
    { buyers: 3, sellers: 1, value: uniform("4/5", "9/5"), cost: uniform(0, 1) },
    { buyers: 1, sellers: 3, value: uniform("1/2", "3/2"), cost: distribution({ distribution: "power", min: 0, max: 1, exponent: 2 }) },
    { buyers: 2, sellers: 1, value: uniform("9/10", "19/10"), cost: uniform(0, 1) },
  ],
  checks: [
    {
      name: "gains, and the surplus from clearing prices, against draws of whole markets",
      usesEngine: false,
      async run(market) {
        const { buyers, sellers, value, cost } = market;
        const random = randomSource(100 * buyers + sellers);
        const draws = 10_000;
        const sums = { gains: 0, gainsSquared: 0, balance: 0, balanceSquared: 0 };
        const gainsOf = (values: readonly number[], costs: readonly number[]) => {
          const [v, c] = [[...values].sort((x, y) => y - x), [...costs].sort((x, y) => x - y)];
          return v.reduce((sum, own, k) => sum + Math.max(own - (c[k] ?? Number.POSITIVE_INFINITY), 0), 0);
        };
        for (let k = 0; k < draws; k++) {
          const values = Array.from({ length: buyers }, () => value.quantile(random.unit()));
          const costs = Array.from({ length: sellers }, () => cost.quantile(random.unit()));
          const gains = gainsOf(values, costs);
          // Everybody gets the market's gains less those with its worst type in its place.
          const rents =
            values.reduce((sum, _, i) => sum + gains - gainsOf(values.with(i, value.support.min), costs), 0) +
            costs.reduce((sum, _, j) => sum + gains - gainsOf(values, costs.with(j, cost.support.max)), 0);
          const balance = gains - rents;
          sums.gains += gains;
          sums.gainsSquared += gains ** 2;
          sums.balance += balance;
          sums.balanceSquared += balance ** 2;
        }
        const error = (sum: number, squares: number) => Math.sqrt((squares / draws - (sum / draws) ** 2) / draws);
        return [
          compare("gains, five standard errors", sums.gains / draws, "=", expectedGains(market), 5 * error(sums.gains, sums.gainsSquared)),
          compare(
            "surplus, five standard errors",
            sums.balance / draws,
            "=",
            marketSurplus(market),
            5 * error(sums.balance, sums.balanceSquared),
          ),
        ];
      },
    },
    {
      name: "the engine reaches the first best iff the surplus is not negative",
      usesEngine: true,
      async run(market, engine) {
        const { buyers, sellers, value, cost } = market;
        const environment = multilateralTrade({
          buyers: [{ count: buyers, distribution: value }],
          sellers: [{ count: sellers, distribution: cost }],
        });
        const optimum = await engine.optimum(designProblem({ environment, width }));
        const best = expectedGains(market);
        return marketSurplus(market) >= 0
          ? [compare("first best reached", optimum.lower, "=", best, width)]
          : [compare("first best missed", optimum.upper, "<", best, 1e-7)];
      },
    },
  ],
};
