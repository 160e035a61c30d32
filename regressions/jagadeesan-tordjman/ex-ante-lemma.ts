import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { expectedCharges, expectedRents, type GrovesScheme, gainsFromTrade, randomGrovesSchemes } from "../support/groves-scheme.ts";

/**
 * When a Groves scheme is ex-ante individually rational.
 *
 * @see R. Jagadeesan, A. Tordjman (2025), second lemma.
 */
export const exAnteLemma: CheckedTheorem<GrovesScheme> = {
  id: "jagadeesan-tordjman/ex-ante-lemma",
  citation: "R. Jagadeesan, A. Tordjman (2025), Ex ante individually rational trade, EEA Congress, second lemma",
  statement: "A Groves scheme is ex-ante individually rational iff E[h_B(θ_S)] ≤ GT and E[h_S(θ_B)] ≤ GT, where GT = E[(θ_B − θ_S)⁺].",
  domain: "Bilateral trade; dominant incentives; efficient allocation; ex-ante participation of each trader.",
  errata: [],
  samples: (seed) => randomGrovesSchemes(seed + 2, 6),
  checks: [
    {
      name: "signs of the expected rents, state by state, against the inequalities",
      usesEngine: false,
      async run(scheme) {
        const [rents, charges, gains] = [expectedRents(scheme), expectedCharges(scheme), gainsFromTrade(scheme.trade)];
        return (["buyer", "seller"] as const).map((side) =>
          compare(`${side}: sign of the expected rent`, rents[side].compare(0n), "=", gains.compare(charges[side]), 0),
        );
      },
    },
  ],
};
