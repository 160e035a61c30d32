import { type Rational, rational, toNumber, zero } from "../../arithmetic/rational.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { againstEngine, compare, compareExact } from "../support/compare.ts";
import {
  expectation,
  type FiniteTrade,
  finiteEnvironmentOf,
  finiteTradeOf,
  randomFiniteTrade,
  virtualCosts,
  virtualValues,
} from "../support/finite-trade.ts";
import { exactFirstBest } from "../support/first-best.ts";
import { maximisesGains } from "../support/problem-cell.ts";
import { randomSource } from "../support/random.ts";
import type { Theorem } from "../theorem.ts";

/** Π(x*) = E[(ψ − φ)·1{B > S}]: the largest profit of an efficient allocation. Ties B = S do not trade, since ψ ≤ φ there. */
export function efficientProfit(trade: FiniteTrade): Rational {
  const psi = virtualValues(trade);
  const phi = virtualCosts(trade);
  return expectation(trade, (i, j) =>
    (trade.B[i] as Rational).compare(trade.S[j] as Rational) > 0 ? (psi[i] as Rational).sub(phi[j] as Rational) : zero,
  );
}

/** The same from prices: the buyer pays the lowest value of the grid that would still trade, the seller receives the highest such cost. */
export function profitOfThresholdPrices(trade: FiniteTrade): Rational {
  const { B, S } = trade;
  return expectation(trade, (i, j) => {
    const [value, cost] = [B[i] as Rational, S[j] as Rational];
    if (value.compare(cost) <= 0) return zero;
    const pays = B.find((other) => other.compare(cost) > 0) as Rational;
    const receives = S.findLast((other) => other.compare(value) < 0) as Rational;
    return pays.sub(receives);
  });
}

const firstBestOf = ({ B, p, S, q }: FiniteTrade) => exactFirstBest(B, p, S, q);

const withProfit = (trade: FiniteTrade, requiredProfit: Rational) =>
  designProblem({ environment: finiteEnvironmentOf(trade), budget: { rule: "ex-ante", requiredProfit } });

/**
 * The profit (if negative, the subsidy) of efficient trade between finite types.
 *
 * @see R. Myerson, M. Satterthwaite (1983), section 3; G. Kos, M. Manea (2009) for finite types.
 */
export const leastSubsidyFinite: Theorem<FiniteTrade> = {
  id: "myerson-satterthwaite/least-subsidy-finite",
  citation:
    "R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, section 3, with the finite virtual values of N. Kos, M. Manea (2009)",
  statement:
    "With finite types the largest profit of an efficient, incentive-compatible and individually rational mechanism is Π(x*) = E[(ψ − φ)·1{B > S}]: efficiency is feasible iff the required profit is at most Π(x*), so −Π(x*) is the least subsidy when it is positive.",
  domain:
    "Bilateral trade on finite grids with exact data; gains from trade; bayesian incentives, interim participation; ex-ante, no-deficit or balanced budget with required profit at most Π(x*).",
  errata: [],
  samples(seed) {
    const random = randomSource(seed);
    const twoPoint = {
      B: [rational(0), rational(3)],
      p: [rational("1/2"), rational("1/2")],
      S: [rational(1), rational(4)],
      q: [rational("1/2"), rational("1/2")],
    };
    return [twoPoint, ...[2, 3, 4, 5].map((size) => randomFiniteTrade(random, size, 7 - size, 12))];
  },
  parametersOf(asked) {
    if (!maximisesGains(asked) || asked.incentives !== "bayesian" || asked.participation !== "interim" || asked.budget.rule === "none")
      return null;
    const trade = finiteTradeOf(asked);
    if (!trade || trade.B.length * trade.S.length > 10_000) return null;
    return asked.budget.requiredProfit.compare(efficientProfit(trade)) <= 0 ? trade : null;
  },
  problem: (trade) => withProfit(trade, efficientProfit(trade)),
  value(trade) {
    const exact = firstBestOf(trade);
    return { value: toNumber(exact), exact, tolerance: 0 };
  },
  checks: [
    {
      name: "virtual values against threshold prices",
      usesEngine: false,
      async run(trade) {
        return [compareExact("Π(x*)", profitOfThresholdPrices(trade), efficientProfit(trade))];
      },
    },
    {
      name: "the engine reaches the first best when it may lose −Π(x*), and misses it when it must earn more than Π(x*)",
      usesEngine: true,
      async run(trade, engine) {
        const exact = firstBestOf(trade);
        const profit = efficientProfit(trade);
        if (exact.equals(zero))
          return againstEngine("no gains at all", await engine.optimum(withProfit(trade, zero)), { value: 0, exact, tolerance: 0 }, 1e-9);
        const short = await engine.optimum(withProfit(trade, profit.add(exact.div(10n))));
        return [
          ...againstEngine(
            "required profit Π(x*)",
            await engine.optimum(withProfit(trade, profit)),
            { value: toNumber(exact), exact, tolerance: 0 },
            1e-9,
          ),
          compare("required profit above Π(x*)", short.upper, "<", toNumber(exact), 0),
        ];
      },
    },
  ],
};
