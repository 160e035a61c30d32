import { toNumber } from "../../src/arithmetic/rational.ts";
import { at } from "../../src/theorems/kos-manea/support/trade.ts";
import { hasSurplus } from "../../src/theorems/kos-manea/support/vcg-prime.ts";
import { problem, theorem3 as statement } from "../../src/theorems/kos-manea/theorem-3.ts";
import { type FiniteTrade, virtualCosts, virtualValues } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare, noViolation } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { allocationOf, mechanismSlack, scaleOf, weightedTrade } from "./support/engine-mechanism.ts";
import { twoByTwo } from "./support/two-types.ts";

/** The statement with what it is held against. */
export const theorem3: CheckedTheorem<FiniteTrade> = {
  ...statement,
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
