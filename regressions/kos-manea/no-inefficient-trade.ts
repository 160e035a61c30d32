import { problem, noInefficientTrade as statement } from "../../src/theorems/kos-manea/no-inefficient-trade.ts";
import { at, finiteTrade } from "../../src/theorems/kos-manea/support/trade.ts";
import type { FiniteTrade } from "../../src/theorems/support/finite-trade.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";
import { draws, drawTrade } from "./support/draws.ts";
import { allocationOf, mechanismSlack } from "./support/engine-mechanism.ts";

/** The statement with what it is held against. */
export const noInefficientTrade: CheckedTheorem<FiniteTrade> = {
  ...statement,
  samples(seed) {
    const source = randomSource(seed);
    return [
      // Virtual values 9.5, −28, 20, which must be ironed.
      finiteTrade([11, 12, 20], ["4/10", "1/10", "5/10"], [1, 14, 18], ["1/3", "1/3", "1/3"]),
      ...draws(6, () => drawTrade(source, source.integer(2, 6), source.integer(2, 6))),
    ];
  },
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
