import { toNumber } from "../../src/arithmetic/rational.ts";
import { riskAversePriceLottery as statement, value } from "../../src/theorems/copic-ponsati/risk-averse-price-lottery.ts";
import { integrate } from "../../src/theorems/support/quadrature.ts";
import { type RiskAverseSquare, riskAverseProblem } from "../../src/theorems/support/risk-averse-square.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { riskAverseSquares } from "../support/risk-averse-square.ts";

/** The statement with what it is held against. */
export const riskAversePriceLottery: CheckedTheorem<RiskAverseSquare> = {
  ...statement,
  samples: () => riskAverseSquares,
  checks: [
    {
      name: "the mean over prices of what each posted price is worth, by quadrature",
      usesEngine: false,
      async run(square) {
        const [w, power] = [toNumber(square.width), toNumber(square.power)];
        // Twice the seller's share: prices and types look the same from the other end.
        const worth = (price: number) => (2 * (w - price) * integrate((s) => (price - s) ** power, 0, price)) / w ** 2;
        const best = value(square).value;
        return [compare("uniform lottery", integrate(worth, 0, w) / w, "=", best, 1e-9 * best)];
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
