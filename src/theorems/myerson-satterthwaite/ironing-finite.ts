import { type Rational, toNumber, zero } from "../../arithmetic/rational.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { type FiniteTrade, finiteEnvironmentOf, finiteTradeOf } from "../support/finite-trade.ts";
import { ironedSecondBest } from "../support/ironed-dual.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import type { StatedValue, Theorem } from "../theorem.ts";

/** Largest number of types a side for which `solve` computes this value beside its own. */
const mostTypes = 16;

export const problem = (trade: FiniteTrade) => designProblem({ environment: finiteEnvironmentOf(trade) });

export const exactValue = (trade: FiniteTrade): Rational => ironedSecondBest(trade, zero)?.value ?? zero;

export const value = (trade: FiniteTrade): StatedValue => {
  const exact = exactValue(trade);
  return { value: toNumber(exact), exact, tolerance: 0 };
};

/**
 * The second best of finite types with ironed virtual values, in exact arithmetic.
 *
 * @see R. Myerson, M. Satterthwaite (1983), section 4; R. Myerson (1981), Optimal Auction Design, section 6.
 */
export const ironingFinite: Theorem<FiniteTrade> = {
  id: "myerson-satterthwaite/ironing-finite",
  citation:
    "R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, sections 4 and 5; R. Myerson (1981), Optimal Auction Design, Math. Oper. Res. 6, section 6",
  statement:
    "With finite types, regular or not, the largest gains from trade are the least over λ ≥ 0 of E[(β̄ − σ̄)⁺], where β̄ and σ̄ are B + λψ and S + λφ ironed to nondecreasing lists; at the minimum the rules β̄ > σ̄ and β̄ ≥ σ̄ are mixed so that the budget holds.",
  domain: `Bilateral trade on finite grids with exact data, at most ${mostTypes} types a side; gains from trade; no required profit.`,
  errata: [],
  parametersOf(asked) {
    const trade = isSecondBest(asked) ? finiteTradeOf(asked) : null;
    return trade && trade.B.length <= mostTypes && trade.S.length <= mostTypes ? trade : null;
  },
  problem,
  value,
};
