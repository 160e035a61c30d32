import { type Rational, toNumber, zero } from "../../arithmetic/rational.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { expectation, type FiniteTrade, finiteEnvironmentOf, finiteTradeOf, virtualCosts, virtualValues } from "../support/finite-trade.ts";
import { exactFirstBest } from "../support/first-best.ts";
import { maximisesGains } from "../support/problem-cell.ts";
import type { Theorem } from "../theorem.ts";

/** Π(x*) = E[(ψ − φ)·1{B > S}]: the largest profit of an efficient allocation. Ties B = S do not trade, since ψ ≤ φ there. */
export function efficientProfit(trade: FiniteTrade): Rational {
  const psi = virtualValues(trade);
  const phi = virtualCosts(trade);
  return expectation(trade, (i, j) =>
    (trade.B[i] as Rational).compare(trade.S[j] as Rational) > 0 ? (psi[i] as Rational).sub(phi[j] as Rational) : zero,
  );
}

export const firstBestOf = ({ B, p, S, q }: FiniteTrade) => exactFirstBest(B, p, S, q);

export const withProfit = (trade: FiniteTrade, requiredProfit: Rational) =>
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
};
