import { toNumber } from "../../src/arithmetic/rational.ts";
import { riskAversePostedPrice as statement, value } from "../../src/theorems/copic-ponsati/risk-averse-posted-price.ts";
import { integrate } from "../../src/theorems/support/quadrature.ts";
import { type RiskAverseSquare, riskAverseProblem } from "../../src/theorems/support/risk-averse-square.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare } from "../support/compare.ts";
import { riskAverseSquares } from "../support/risk-averse-square.ts";

/** The statement with what it is held against. */
export const riskAversePostedPrice: CheckedTheorem<RiskAverseSquare> = {
  ...statement,
  samples: () => riskAverseSquares,
  checks: [
    {
      name: "posted prices by quadrature: the middle one is worth the closed form, no other one more",
      usesEngine: false,
      async run(square) {
        const [w, power] = [toNumber(square.width), toNumber(square.power)];
        const worth = (price: number) => {
          const [seller, buyer] = [integrate((s) => (price - s) ** power, 0, price), integrate((b) => (b - price) ** power, price, w)];
          return ((w - price) * seller + price * buyer) / w ** 2;
        };
        const best = value(square).value;
        const others = Array.from({ length: 19 }, (_, k) => worth(((k + 1) / 20) * w));
        return [
          compare("price in the middle", worth(w / 2), "=", best, 1e-9 * best),
          compare("best of 19 prices, and so of lotteries over them", Math.max(...others), "<=", best, 1e-9 * best),
        ];
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
