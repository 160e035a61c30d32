import { rational } from "../../src/arithmetic/rational.ts";
import {
  balancedGap,
  gapMarket,
  problem,
  uniformMarket as statement,
  type UniformMarket,
  value,
} from "../../src/theorems/gresik-satterthwaite/uniform-market.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { integrateRegion } from "../support/quadrature.ts";
import { randomSource } from "../support/random.ts";

/** Relative inefficiency of the best market of m buyers and m sellers: m to 1 − (second best)/(first best), as published. */
export const publishedInefficiency: Readonly<Record<number, number>> = { 1: 0.15625, 2: 0.056342561 };

/** 1 − (second best)/(first best). */
export function relativeInefficiency(buyers: number, sellers: number): number {
  return 1 - gapMarket(buyers, sellers, balancedGap(buyers, sellers)).gains / gapMarket(buyers, sellers, 0).gains;
}

/** Gains and number of trades from the joint law of the k-th highest value and the k-th lowest cost, for each k. */
function byOrderStatistics(buyers: number, sellers: number, gap: number): { gains: number; trades: number } {
  const density = (x: number, low: number, high: number, coefficient: number) => coefficient * x ** low * (1 - x) ** high;
  const choose = (n: number, k: number) => {
    let result = 1;
    for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
    return result;
  };
  let [gains, trades] = [0, 0];
  for (let k = 1; k <= Math.min(buyers, sellers); k++) {
    const cost = (c: number) => density(c, k - 1, sellers - k, sellers * choose(sellers - 1, k - 1));
    const value = (v: number) => density(v, buyers - k, k - 1, buyers * choose(buyers - 1, k - 1));
    const over = (f: (c: number, v: number) => number) =>
      integrateRegion(
        (c, v) => f(c, v) * cost(c) * value(v),
        0,
        1 - gap,
        (c) => c + gap,
        () => 1,
      );
    gains += over((c, v) => v - c);
    trades += over(() => 1);
  }
  return { gains, trades };
}

/** The statement with what it is held against. */
export const uniformMarket: CheckedTheorem<UniformMarket> = {
  ...statement,
  samples(seed) {
    const random = randomSource(seed);
    const unit = { min: rational(0), width: rational(1) };
    return [
      { buyers: 1, sellers: 1, ...unit },
      { buyers: 2, sellers: 2, ...unit },
      { buyers: 3, sellers: 3, ...unit },
      { buyers: random.integer(1, 4), sellers: random.integer(1, 4), min: random.rational(-1, 1, 2), width: random.rational(1, 3, 2) },
    ];
  },
  checks: [
    {
      name: "gains, trades and budget by order statistics; published relative inefficiency",
      usesEngine: false,
      async run({ buyers, sellers }) {
        const gap = balancedGap(buyers, sellers);
        const market = gapMarket(buyers, sellers, gap);
        const other = byOrderStatistics(buyers, sellers, gap);
        const published = buyers === sellers ? publishedInefficiency[buyers] : undefined;
        const inefficiency = 1 - other.gains / byOrderStatistics(buyers, sellers, 0).gains;
        return [
          compare("gains", other.gains, "=", market.gains, 1e-11),
          compare("trades", other.trades, "=", market.trades, 1e-11),
          compare("virtual surplus 2·gains − trades", 2 * other.gains - other.trades, "=", 0, 1e-10),
          ...(published === undefined ? [] : [compare("relative inefficiency as published", inefficiency, "=", published, 1e-10)]),
        ];
      },
    },
    {
      name: "value against the engine",
      usesEngine: true,
      run: async (market, engine) => againstEngine("second best", await engine.optimum(problem(market)), value(market), 1e-5),
    },
  ],
};
