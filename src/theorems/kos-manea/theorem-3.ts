import { toNumber } from "../../arithmetic/rational.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { compare, noViolation } from "../support/compare.ts";
import { type FiniteTrade, virtualCosts, virtualValues } from "../support/finite-trade.ts";
import { isSecondBest } from "../support/problem-cell.ts";
import { randomSource } from "../support/random.ts";
import type { Theorem } from "../theorem.ts";
import { citation } from "./support/checks.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { allocationOf, mechanismSlack, scaleOf, weightedTrade } from "./support/engine-mechanism.ts";
import { at, isDisjoint, problemOf, tradeOf } from "./support/trade.ts";
import { twoByTwo } from "./support/two-types.ts";
import { hasSurplus } from "./vcg-prime.ts";

const problem = (trade: FiniteTrade): DesignProblem => problemOf(trade);

export const theorem3: Theorem<FiniteTrade> = {
  id: "kos-manea/theorem-3",
  citation: citation("Theorem 3"),
  statement:
    "When first best is out of reach (Π(x*) < 0), an allocation is second best if and only if it maximises gains from trade among those with monotone interim probabilities and Π(x) = 0: the broker is left with nothing.",
  domain:
    "bilateral trade with finite types, no value equal to a cost, Π(x*) < 0; bayesian incentives, interim participation, budget ex-ante, no-deficit or balanced (and the problems of equal value), no required profit; gains from trade",
  errata: [],
  samples(seed) {
    const source = randomSource(seed);
    return [
      twoByTwo([2, 8], [1, 6]),
      ...draws(
        6,
        () => drawTrade(source, source.integer(2, 5), source.integer(2, 5)),
        (trade) => !hasSurplus(trade),
      ),
    ];
  },
  parametersOf(candidate) {
    if (!isSecondBest(candidate)) return null;
    const trade = tradeOf(candidate);
    return trade && isDisjoint(trade) && !hasSurplus(trade) ? trade : null;
  },
  problem,
  checks: [
    {
      name: "the engine's mechanism: its gains are the optimum, its allocation is implementable, and Lemma 1 gives it no surplus",
      usesEngine: true,
      async run(trade, engine) {
        const optimum = await engine.optimum(problem(trade));
        const x = allocationOf(trade, await engine.bilateralMechanism(problem(trade)));
        const slack = mechanismSlack * scaleOf(trade);
        const psi = virtualValues(trade).map(toNumber);
        const phi = virtualCosts(trade).map(toNumber);
        const gains = weightedTrade(trade, x, (i, j) => toNumber(at(trade.B, i)) - toNumber(at(trade.S, j)));
        const rows = x.map((row) => row.reduce((sum, entry, j) => sum + toNumber(at(trade.q, j)) * entry, 0));
        const columns = trade.S.map((_, j) => x.reduce((sum, row, i) => sum + toNumber(at(trade.p, i)) * at(row, j), 0));
        const falls = (list: readonly number[]) => list.filter((entry, k) => k > 0 && entry < at(list, k - 1) - mechanismSlack).length;
        return [
          compare("gains from trade", gains, "=", (optimum.lower + optimum.upper) / 2, slack),
          compare(
            "Π(x)",
            weightedTrade(trade, x, (i, j) => at(psi, i) - at(phi, j)),
            "=",
            0,
            slack,
          ),
          noViolation("buyer types with a lower interim probability than the type below", falls(rows)),
          noViolation("seller types with a lower interim probability than the type above", falls(columns.reverse())),
        ];
      },
    },
  ],
};
