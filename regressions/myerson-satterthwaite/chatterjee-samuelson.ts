import { ratio, toNumber } from "../../src/arithmetic/rational.ts";
import { integrate } from "../../src/theorems/support/quadrature.ts";
import { squareEnds, type UniformSquare } from "../../src/theorems/support/uniform-square.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { integrateRegion } from "../support/quadrature.ts";
import { uniformSquares } from "../support/uniform-square.ts";
import { uniformSecondBest } from "./uniform.ts";

/** Bids of the linear equilibrium on [a, a + w]: a + (2/3)(type − a) + w/4 (seller), + w/12 (buyer). */
export function linearBids(square: UniformSquare): { ask(cost: number): number; bid(value: number): number } {
  const { a, w } = squareEnds(square);
  return { ask: (c) => a + (2 / 3) * (c - a) + w / 4, bid: (v) => a + (2 / 3) * (v - a) + w / 12 };
}

/**
 * The linear equilibrium of the split-the-difference auction attains the second best.
 *
 * @see K. Chatterjee, W. Samuelson (1983), Bargaining under Incomplete Information, Oper. Res. 31; R. Myerson, M. Satterthwaite (1983), section 4.
 */
export const chatterjeeSamuelson: CheckedTheorem<UniformSquare> = {
  id: "myerson-satterthwaite/chatterjee-samuelson",
  citation:
    "K. Chatterjee, W. Samuelson (1983), Bargaining under Incomplete Information, Oper. Res. 31; R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29, section 4",
  statement:
    "When both types are uniform on [0, 1], asking 2c/3 + 1/4 and bidding 2v/3 + 1/12 is an equilibrium of the auction that trades at the average of bid and ask when the bid is higher; its direct mechanism trades iff v − c ≥ 1/4 at price (v + c + 1/2)/3 and attains the second best 9/64.",
  domain: "Bilateral trade, both types uniform on the same interval (bids move and stretch with it).",
  errata: [],
  samples: uniformSquares,
  mechanism: (square) => uniformSecondBest.mechanism?.(square) ?? { trade: () => Number.NaN },
  checks: [
    {
      name: "best responses: every bid of a fine grid for every type of a grid",
      usesEngine: false,
      async run(square) {
        const { a, w } = squareEnds(square);
        const { ask, bid } = linearBids(square);
        // Expected gain of each bid against the other's equilibrium bids, by integration over the types that accept it.
        const buyerGain = (v: number, b: number) => {
          const last = Math.min(a + w, a + 1.5 * (b - a - w / 4));
          return integrate((c) => v - (b + ask(c)) / 2, a, last) / w;
        };
        const sellerGain = (c: number, s: number) => {
          const first = Math.max(a, a + 1.5 * (s - a - w / 12));
          return integrate((v) => (s + bid(v)) / 2 - c, first, a + w) / w;
        };
        let bestLie = 0;
        for (let k = 0; k <= 12; k++) {
          const type = a + (k / 12) * w;
          const truth = { buyer: buyerGain(type, bid(type)), seller: sellerGain(type, ask(type)) };
          for (let l = -10; l <= 110; l++) {
            const offer = a + (l / 100) * w;
            bestLie = Math.max(bestLie, buyerGain(type, offer) - truth.buyer, sellerGain(type, offer) - truth.seller);
          }
        }
        return [compare("largest gain from another bid", bestLie, "<=", 0, 1e-12 * w)];
      },
    },
    {
      name: "the direct mechanism has the outcome of the game, and its gains are the second best",
      usesEngine: false,
      async run(square) {
        const { a, w } = squareEnds(square);
        const { ask, bid } = linearBids(square);
        const direct = uniformSecondBest.mechanism?.(square);
        let worst = 0;
        for (let i = 0; i <= 40; i++)
          for (let j = 0; j <= 40; j++) {
            // Types off the line v − c = w/4, where rounding decides.
            const [v, c] = [a + (w * (i + 0.3)) / 41, a + (w * (j + 0.1)) / 41];
            const trade = bid(v) >= ask(c);
            worst = Math.max(
              worst,
              Math.abs((direct?.trade(v, c) ?? Number.NaN) - (trade ? 1 : 0)),
              Math.abs((direct?.buyerPays?.(v, c) ?? Number.NaN) - (trade ? (bid(v) + ask(c)) / 2 : 0)) / w,
            );
          }
        // bid(v) ≥ ask(c) iff c ≤ a + (3/2)(bid(v) − a − w/4).
        const accepted = (v: number) => Math.max(a, a + 1.5 * (bid(v) - a - w / 4));
        const gains =
          integrateRegion(
            (v, c) => v - c,
            a,
            a + w,
            () => a,
            accepted,
            [a + w / 4],
          ) /
          w ** 2;
        return [
          compare("largest difference of trade and price", worst, "=", 0, 1e-12),
          compare("gains of the game", gains, "=", toNumber(square.width.mul(ratio(9n, 64n))), 1e-12 * w),
        ];
      },
    },
  ],
};
