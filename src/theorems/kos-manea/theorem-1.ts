import { rational } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { noViolation } from "../support/compare.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import { randomSource } from "../support/random.ts";
import type { Theorem } from "../theorem.ts";
import { balancedEfficientMechanism } from "./balanced-transfers.ts";
import { citation, optimumCheck, ownCheck } from "./support/checks.ts";
import { firstBestOf } from "./support/cumulative.ts";
import { onRealTypes, violations } from "./support/direct-mechanism.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { exactly, finiteTrade, isDisjoint, problemOf, tradeOf } from "./support/trade.ts";
import { hasSurplus } from "./vcg-prime.ts";

const problem = (trade: FiniteTrade): DesignProblem => problemOf(trade);

const value = (trade: FiniteTrade) => exactly(firstBestOf(trade));

/** The gain left to the broker's disposal is split evenly. */
const mechanismOf = (trade: FiniteTrade) => balancedEfficientMechanism(trade, rational("1/2"));

export const theorem1: Theorem<FiniteTrade> = {
  id: "kos-manea/theorem-1",
  citation: citation("Theorem 1"),
  statement:
    "When VCG′ runs no expected deficit (Π ≥ 0), trade is efficient in a mechanism with bayesian incentives, interim participation and a balanced budget.",
  domain:
    "bilateral trade with finite types, no value equal to a cost, Π ≥ 0; bayesian incentives, interim participation, budget ex-ante, no-deficit or balanced (and the problems of equal value), no required profit; gains from trade",
  errata: [],
  samples(seed) {
    const source = randomSource(seed);
    return [
      // Myerson and Satterthwaite's two points, where the price 2 is efficient.
      finiteTrade([0, 3], ["1/2", "1/2"], [1, 4], ["1/2", "1/2"]),
      finiteTrade([7, 17, 19], ["1/3", "1/3", "1/3"], [3, 8, 9], ["1/3", "1/3", "1/3"]),
      ...draws(5, () => drawTrade(source, source.integer(2, 4), source.integer(2, 4)), hasSurplus),
    ];
  },
  parametersOf(candidate) {
    if (!isSecondBest(candidate)) return null;
    const trade = tradeOf(candidate);
    return trade && isDisjoint(trade) && hasSurplus(trade) ? trade : null;
  },
  problem,
  value,
  mechanism: (trade) => onRealTypes(trade, mechanismOf(trade)),
  checks: [
    optimumCheck(problem, value),
    ownCheck("the balanced mechanism of the proof, all deviations", (trade) => [
      noViolation(
        "bayesian incentives, interim participation, balanced budget",
        violations(trade, mechanismOf(trade), { incentives: "bayesian", participation: "interim", budget: "balanced" }),
      ),
    ]),
  ],
};
