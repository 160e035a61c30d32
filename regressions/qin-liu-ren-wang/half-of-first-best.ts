import { type Rational, rational, toNumber, zero } from "../../src/arithmetic/rational.ts";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { bilateralTrade } from "../../src/environments/bilateral-trade.ts";
import { type AnyTrade, problem, halfOfFirstBest as statement, value } from "../../src/theorems/qin-liu-ren-wang/half-of-first-best.ts";
import { type FiniteTrade, finiteEnvironmentOf } from "../../src/theorems/support/finite-trade.ts";
import { exactFirstBest } from "../../src/theorems/support/first-best.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { randomFiniteTrade } from "../support/finite-trade.ts";
import { gridTrade } from "../support/grid-trade.ts";
import { randomSource } from "../support/random.ts";
import { bestMixture } from "../support/staircases.ts";

const finiteLaws = (trade: FiniteTrade): AnyTrade => {
  const environment = finiteEnvironmentOf(trade);
  return { environment, grids: environment.typeSpaces() };
};

const continuousLaws = (buyer: DistributionSpec, seller: DistributionSpec): AnyTrade => ({
  environment: bilateralTrade({ buyer, seller }),
  grids: null,
});

/** Values 1, 2, 4, … whose revenue is nearly flat, against the mirror image of the same law: a hard case. */
function equalRevenue(levels: number): FiniteTrade {
  const values = Array.from({ length: levels }, (_, k) => rational(2 ** k));
  const top = rational(2 ** (levels - 1));
  // P(v ≥ 2^k) = 2^−k.
  const masses = values.map((value, k) => rational(1).div(k === levels - 1 ? value : value.mul(2n)));
  return { B: values, p: masses, S: [...values].reverse().map((value) => top.sub(value)), q: [...masses].reverse() };
}

/** The statement with what it is held against. */
export const halfOfFirstBest: CheckedTheorem<AnyTrade> = {
  ...statement,
  samples(seed) {
    const random = randomSource(seed);
    const drawn = Array.from({ length: 4 }, () => finiteLaws(randomFiniteTrade(random, random.integer(2, 5), random.integer(2, 5), 30)));
    return [
      finiteLaws(equalRevenue(3)),
      finiteLaws(equalRevenue(5)),
      ...drawn,
      continuousLaws({ distribution: "uniform", min: 0, max: 1 }, { distribution: "uniform", min: 0, max: 1 }),
      continuousLaws({ distribution: "truncated-exponential", min: 0, max: 20, rate: 1 }, { distribution: "uniform", min: 0, max: 3 }),
      continuousLaws({ distribution: "pareto", scale: 1, shape: 2, cap: 50 }, { distribution: "uniform", min: 0, max: 4 }),
    ];
  },
  checks: [
    {
      name: "the engine's second best against half of the first best",
      usesEngine: true,
      run: async (trade, engine) => againstEngine("second best", await engine.optimum(problem(trade)), value(trade), 1e-7),
    },
    {
      name: "second best by enumeration of monotone allocations, on the finite laws and on coarse grids of the others",
      usesEngine: false,
      async run(sample) {
        const trade = gridTrade(sample.environment, { rule: "equal-mass", points: 5 });
        const best: Rational = exactFirstBest(trade.B, trade.p, trade.S, trade.q);
        const second = bestMixture(trade, zero) ?? rational(-1);
        return [
          compare("second best − half of the first best", toNumber(second.sub(best.div(2n))), ">=", 0, 0),
          ...(sample.grids
            ? [compare("first best in one pass", 2 * value(sample).value, "=", toNumber(best), 1e-12 * toNumber(best))]
            : []),
        ];
      },
    },
  ],
};
