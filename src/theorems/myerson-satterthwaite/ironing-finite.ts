import { type Rational, rational, toNumber, zero } from "../../arithmetic/rational.ts";
import { designProblem } from "../../problem/design-problem.ts";
import { againstEngine, compareExact } from "../support/compare.ts";
import { type FiniteTrade, finiteEnvironmentOf, finiteTradeOf, randomFiniteTrade } from "../support/finite-trade.ts";
import { ironedSecondBest } from "../support/ironed-dual.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import { randomSource } from "../support/random.ts";
import { bestMixture } from "../support/staircases.ts";
import type { StatedValue, Theorem } from "../theorem.ts";

/** Largest number of types a side for which `solve` computes this value beside its own. */
const mostTypes = 16;

const problem = (trade: FiniteTrade) => designProblem({ environment: finiteEnvironmentOf(trade) });

const exactValue = (trade: FiniteTrade): Rational => ironedSecondBest(trade, zero)?.value ?? zero;

const value = (trade: FiniteTrade): StatedValue => {
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
  samples(seed) {
    const random = randomSource(seed);
    // Neither the virtual values nor the virtual costs are monotone.
    const irregular: FiniteTrade = {
      B: [1, 2, 5, 6].map(rational),
      p: ["1/10", "6/10", "1/10", "2/10"].map(rational),
      S: [0, 2, 3].map(rational),
      q: ["7/12", "1/12", "1/3"].map(rational),
    };
    const drawn = [3, 4, 4, 5, 5, 6].map((size) => randomFiniteTrade(random, size, size, 15));
    return [irregular, ...drawn];
  },
  parametersOf(asked) {
    const trade = isSecondBest(asked) ? finiteTradeOf(asked) : null;
    return trade && trade.B.length <= mostTypes && trade.S.length <= mostTypes ? trade : null;
  },
  problem,
  value,
  checks: [
    {
      name: "ironed dual against enumeration of all monotone allocations and their mixtures",
      usesEngine: false,
      async run(trade) {
        return [compareExact("second best", bestMixture(trade, zero) ?? rational(-1), exactValue(trade))];
      },
    },
    {
      name: "value against the engine",
      usesEngine: true,
      run: async (trade, engine) => againstEngine("second best", await engine.optimum(problem(trade)), value(trade), 1e-9),
    },
  ],
};
