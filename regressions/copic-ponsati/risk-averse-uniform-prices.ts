import { toNumber } from "../../src/arithmetic/rational.ts";
import { riskAverseUniformPrices as statement, value } from "../../src/theorems/copic-ponsati/risk-averse-uniform-prices.ts";
import { integrate } from "../../src/theorems/support/quadrature.ts";
import { type RiskAverseSquare, riskAverseProblem } from "../../src/theorems/support/risk-averse-square.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { riskAverseSquares } from "../support/risk-averse-square.ts";

/** The statement with what it is held against. */
export const riskAverseUniformPrices: CheckedTheorem<RiskAverseSquare> = {
  ...statement,
  samples: () => riskAverseSquares,
  checks: [
    {
      name: "probability of trade times both utilities at the middle price, by quadrature over pairs of types",
      usesEngine: false,
      async run(square) {
        const [w, power] = [toNumber(square.width), toNumber(square.power)];
        const pair = (s: number, b: number) => ((b - s) / w) ** power * 2 * ((b - s) / 2) ** power;
        const found = integrate((s) => integrate((b) => pair(s, b), s, w), 0, w) / w ** 2;
        const stated = value(square).value;
        return [compare("simple mechanism of uniform prices", found, "=", stated, 1e-9 * stated)];
      },
    },
    {
      name: "the best simple mechanism of the engine is worth at least that",
      usesEngine: true,
      async run(square, engine) {
        return againstEngine("lower bound", await engine.optimum(riskAverseProblem(square)), value(square), 1e-9);
      },
    },
  ],
};
