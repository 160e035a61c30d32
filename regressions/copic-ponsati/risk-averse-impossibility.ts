import { toNumber } from "../../src/arithmetic/rational.ts";
import { riskAverseImpossibility as statement, value } from "../../src/theorems/copic-ponsati/risk-averse-impossibility.ts";
import { integrate } from "../../src/theorems/support/quadrature.ts";
import { type RiskAverseSquare, riskAverseProblem } from "../../src/theorems/support/risk-averse-square.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { riskAverseSquares } from "../support/risk-averse-square.ts";

/** The statement with what it is held against. */
export const riskAverseImpossibility: CheckedTheorem<RiskAverseSquare> = {
  ...statement,
  samples: () => riskAverseSquares,
  checks: [
    {
      name: "the efficient outcome by quadrature, and at other prices between the types",
      usesEngine: false,
      async run(square) {
        const [w, power] = [toNumber(square.width), toNumber(square.power)];
        const pair = (share: number) => (s: number, b: number) => ((b - s) * share) ** power + ((b - s) * (1 - share)) ** power;
        const worth = (share: number) => integrate((s) => integrate((b) => pair(share)(s, b), s, w), 0, w) / w ** 2;
        const best = value(square).value;
        return [
          compare("price in the middle of the types", worth(1 / 2), "=", best, 1e-9 * best),
          compare("price at a quarter", worth(1 / 4), "<=", best, 1e-9 * best),
        ];
      },
    },
    {
      name: "the upper bound of the engine stays below it",
      usesEngine: true,
      async run(square, engine) {
        return againstEngine("upper bound", await engine.optimum(riskAverseProblem(square)), value(square), 0);
      },
    },
  ],
};
