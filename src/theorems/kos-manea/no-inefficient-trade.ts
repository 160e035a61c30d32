import type { DesignProblem } from "../../problem/design-problem.ts";
import { compare } from "../support/compare.ts";
import type { FiniteTrade } from "../support/finite-trade.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import { randomSource } from "../support/random.ts";
import type { Theorem } from "../theorem.ts";
import { citation } from "./support/checks.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { allocationOf, mechanismSlack } from "./support/engine-mechanism.ts";
import { at, finiteTrade, problemOf, tradeOf } from "./support/trade.ts";

const problem = (trade: FiniteTrade): DesignProblem => problemOf(trade);

export const noInefficientTrade: Theorem<FiniteTrade> = {
  id: "kos-manea/no-inefficient-trade",
  citation: citation("section 6.1, after Theorem 3"),
  // Also where virtual values must be ironed: a pooled virtual value is at most that of the lowest type of the pool, hence at most its value.
  statement: "In the second best nobody trades at a loss: the probability of trade is 0 wherever the value is below the cost.",
  domain:
    "bilateral trade with finite types; bayesian incentives, interim participation, budget ex-ante, no-deficit or balanced (and the problems of equal value), no required profit; gains from trade",
  errata: [],
  samples(seed) {
    const source = randomSource(seed);
    return [
      // Virtual values 9.5, −28, 20, which must be ironed.
      finiteTrade([11, 12, 20], ["4/10", "1/10", "5/10"], [1, 14, 18], ["1/3", "1/3", "1/3"]),
      ...draws(6, () => drawTrade(source, source.integer(2, 6), source.integer(2, 6))),
    ];
  },
  parametersOf(candidate) {
    return isSecondBest(candidate) ? tradeOf(candidate) : null;
  },
  problem,
  checks: [
    {
      name: "the engine's mechanism, state by state",
      usesEngine: true,
      async run(trade, engine) {
        const x = allocationOf(trade, await engine.bilateralMechanism(problem(trade)));
        const losing = x.flatMap((row, i) => row.filter((_, j) => at(trade.B, i).lt(at(trade.S, j))));
        return [compare("largest probability of trade at a loss", Math.max(0, ...losing), "<=", 0, mechanismSlack)];
      },
    },
  ],
};
