import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import {
  deficits,
  expectedCharges,
  expectedRents,
  type GrovesScheme,
  gainsFromTrade,
  randomGrovesSchemes,
} from "../support/groves-scheme.ts";
import { coveringCharges } from "./no-deficit-lemma.ts";

/** Moves a lump sum from the buyer's charge to the seller's so that both expect the same rent. */
export function evenedOut(scheme: GrovesScheme): GrovesScheme {
  const { buyer, seller } = expectedCharges(scheme);
  const lump = buyer.sub(seller).div(2n);
  return {
    ...scheme,
    buyerCharge: scheme.buyerCharge.map((charge) => charge.sub(lump)),
    sellerCharge: scheme.sellerCharge.map((charge) => charge.add(lump)),
  };
}

/**
 * Only the sum of the expected charges matters.
 *
 * @see R. Jagadeesan, A. Tordjman (2025), "Only aggregate ex ante IR matters".
 */
export const aggregateParticipation: CheckedTheorem<GrovesScheme> = {
  id: "jagadeesan-tordjman/aggregate-participation",
  citation: "R. Jagadeesan, A. Tordjman (2025), Ex ante individually rational trade, EEA Congress, “Only aggregate ex ante IR matters”",
  statement:
    "If E[h_B] + E[h_S] ≤ 2GT, a lump sum between the traders makes a Groves scheme ex-ante individually rational for each of them, without touching truthfulness, efficiency or the budget in any state; if not, none does.",
  domain: "Bilateral trade; dominant incentives; efficient allocation; ex-ante participation of each trader; no-deficit budget.",
  errata: ["JT-1"],
  samples: (seed) => randomGrovesSchemes(seed + 3, 6).map((scheme, k) => (k % 2 === 0 ? scheme : coveringCharges(scheme))),
  checks: [
    {
      name: "rents and deficits after the lump sum that evens them out",
      usesEngine: false,
      async run(scheme) {
        const charges = expectedCharges(scheme);
        const total = charges.buyer.add(charges.seller);
        const enough = total.compare(gainsFromTrade(scheme.trade).mul(2n)) <= 0;
        const even = evenedOut(scheme);
        const rents = expectedRents(even);
        const worst = Math.min(rents.buyer.compare(0n), rents.seller.compare(0n));
        const before = expectedRents(scheme);
        return [
          compare("both expect no loss after the lump sum (1) or not (0)", worst >= 0 ? 1 : 0, "=", enough ? 1 : 0, 0),
          compare("states with a deficit, before and after", deficits(even), "=", deficits(scheme), 0),
          compare("sum of rents is unchanged", rents.buyer.add(rents.seller).compare(before.buyer.add(before.seller)), "=", 0, 0),
        ];
      },
    },
  ],
};
