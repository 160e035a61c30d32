import { rational, toNumber } from "../../src/arithmetic/rational.ts";
import { uniformPartnership } from "../../src/theorems/cramton-gibbons-klemperer/uniform-surplus.ts";
import {
  equalOwners,
  type RevenueWeight,
  uniformDissolution as statement,
  weighed,
} from "../../src/theorems/loertscher-wasser/uniform-dissolution.ts";
import { integratePieces } from "../../src/theorems/support/quadrature.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { extrapolated } from "../support/extrapolated.ts";

/** The statement with what it is held against. */
export const uniformDissolution: CheckedTheorem<RevenueWeight> = {
  ...statement,
  samples: () => ["0", "1/3", "1"].map((weight) => ({ revenueWeight: rational(weight) })),
  checks: [
    {
      name: "gains and largest payments of the rule with a pool, by quadrature",
      usesEngine: false,
      async run({ revenueWeight }) {
        const alpha = toNumber(revenueWeight);
        const [low, high] = [1 / (2 * (1 + alpha)), (1 / 2 + alpha) / (1 + alpha)];
        // Interim quantity less the share: v below and above the pool, ½ in it.
        const traded = (v: number) => (v < low || v > high ? v : 1 / 2) - 1 / 2;
        const over = (f: (v: number) => number) => integratePieces(f, 0, 1, [low, 1 / 2, high]);
        const gains = 2 * over((v) => traded(v) * v);
        const revenue = 2 * over((v) => traded(v) * (v > 1 / 2 ? 2 * v - 1 : 2 * v));
        return [
          compare("weighted sum", (1 - alpha) * gains + alpha * revenue, "=", statement.value?.({ revenueWeight })?.value as number, 1e-11),
        ];
      },
    },
    {
      name: "the engine on midpoint grids, extrapolated; uneven shares do no better",
      usesEngine: true,
      async run({ revenueWeight }, engine) {
        const stated = statement.value?.({ revenueWeight })?.value as number;
        const interval = { min: rational(0), max: rational(1) };
        const uneven = uniformPartnership({ shares: [rational("3/5"), rational("2/5")], interval });
        return [
          compare("equal shares", await extrapolated(equalOwners(), weighed({ revenueWeight }), 70, engine), "=", stated, 1e-4),
          compare("uneven shares", await extrapolated(uneven, weighed({ revenueWeight }), 70, engine), "<=", stated, 1e-4),
        ];
      },
    },
  ],
};
