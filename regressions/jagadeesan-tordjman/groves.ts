import type { CheckedTheorem } from "../regression.ts";
import { compare, compareExact, noViolation } from "../support/compare.ts";
import {
  expectedCharges,
  expectedRents,
  type GrovesScheme,
  gainsFromTrade,
  outcome,
  randomGrovesSchemes,
} from "../support/groves-scheme.ts";

/** How far two truthful efficient payments can differ once they agree at the lowest type, on a grid of n steps of the unit interval. */
function indeterminacy(cost: number, n: number): number {
  // Types k/n against `cost`; truthful: for all reports, t_k − t_l ≤ v_k·(x_k − x_l). Longest and shortest differences by relaxation.
  const types = Array.from({ length: n + 1 }, (_, k) => k / n);
  const gain = (type: number, report: number) => (report > cost ? type : 0);
  const most = types.map((_, k) => (k === 0 ? 0 : Number.POSITIVE_INFINITY));
  const least = types.map((_, k) => (k === 0 ? 0 : Number.NEGATIVE_INFINITY));
  for (let round = 0; round <= n; round++)
    types.forEach((type, k) => {
      if (k === 0) return;
      types.forEach((report, l) => {
        most[k] = Math.min(most[k] as number, (most[l] as number) + gain(type, type) - gain(type, report));
        least[k] = Math.max(least[k] as number, (least[l] as number) - gain(report, report) + gain(report, type));
      });
    });
  return Math.max(...most.map((largest, k) => largest - (least[k] as number)));
}

/**
 * Efficient truthful trade is a Groves scheme with participation charges.
 *
 * @see R. Jagadeesan, A. Tordjman (2025), lemmas; J. Green, J.-J. Laffont (1977), B. Holmström (1979) for uniqueness.
 */
export const groves: CheckedTheorem<GrovesScheme> = {
  id: "jagadeesan-tordjman/groves",
  citation:
    "R. Jagadeesan, A. Tordjman (2025), Ex ante individually rational trade, EEA Congress, lemmas; J. Green, J.-J. Laffont (1977); B. Holmström (1979)",
  statement:
    "Trading iff θ_B ≥ θ_S, with the buyer paying θ_S when trading plus a charge h_B(θ_S) and the seller receiving θ_B when trading less a charge h_S(θ_B), is efficient and truthful for all charges, and on intervals of types every efficient truthful mechanism is of this form.",
  domain: "Bilateral trade; dominant incentives; any charges (the converse for types that fill an interval).",
  errata: [],
  samples: (seed) => randomGrovesSchemes(seed, 5),
  checks: [
    {
      name: "every misreport in every state; expected rents GT − E[h]",
      usesEngine: false,
      async run(scheme) {
        const { trade } = scheme;
        let lies = 0;
        trade.B.forEach((_, i) => {
          trade.S.forEach((_cost, j) => {
            const truth = outcome(scheme, [i, j], [i, j]);
            trade.B.forEach((_v, k) => {
              if (outcome(scheme, [i, j], [k, j]).buyerGain.compare(truth.buyerGain) > 0) lies++;
            });
            trade.S.forEach((_c, l) => {
              if (outcome(scheme, [i, j], [i, l]).sellerGain.compare(truth.sellerGain) > 0) lies++;
            });
          });
        });
        const [rents, charges, gains] = [expectedRents(scheme), expectedCharges(scheme), gainsFromTrade(trade)];
        return [
          noViolation("profitable misreports", lies),
          compareExact("buyer's expected rent", rents.buyer, gains.sub(charges.buyer)),
          compareExact("seller's expected rent", rents.seller, gains.sub(charges.seller)),
        ];
      },
    },
    {
      name: "uniqueness up to charges: on a grid of n steps the payments are fixed within 1/n",
      usesEngine: false,
      run: async () => [5, 20, 80].map((n) => compare(`${n} steps`, indeterminacy(0.43, n), "<=", 1 / n, 1e-12)),
    },
  ],
};
