import { type Rational, zero } from "../../src/arithmetic/rational.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { deficits, type GrovesScheme, randomGrovesSchemes } from "../support/groves-scheme.ts";

/** The scheme whose charges are raised by just as much as h_B + h_S ≥ (θ_B − θ_S)⁺ asks for. */
export function coveringCharges(scheme: GrovesScheme): GrovesScheme {
  const { trade, buyerCharge, sellerCharge } = scheme;
  let missing = zero;
  trade.B.forEach((value, i) => {
    trade.S.forEach((cost, j) => {
      const gain = value.compare(cost) > 0 ? value.sub(cost) : zero;
      const gap = gain.sub(buyerCharge[j] as Rational).sub(sellerCharge[i] as Rational);
      if (gap.compare(missing) > 0) missing = gap;
    });
  });
  return { ...scheme, buyerCharge: buyerCharge.map((charge) => charge.add(missing)) };
}

/**
 * When a Groves scheme runs no deficit.
 *
 * @see R. Jagadeesan, A. Tordjman (2025), first lemma.
 */
export const noDeficitLemma: CheckedTheorem<GrovesScheme> = {
  id: "jagadeesan-tordjman/no-deficit-lemma",
  citation: "R. Jagadeesan, A. Tordjman (2025), Ex ante individually rational trade, EEA Congress, first lemma",
  statement: "A Groves scheme runs no deficit in any state iff h_B(θ_S) + h_S(θ_B) ≥ (θ_B − θ_S)⁺ at every pair of types.",
  domain: "Bilateral trade; dominant incentives; efficient allocation; no-deficit budget.",
  errata: [],
  samples: (seed) => randomGrovesSchemes(seed + 1, 6),
  checks: [
    {
      name: "states that fail the inequality against states in which the payments fall short",
      usesEngine: false,
      async run(scheme) {
        const { trade, buyerCharge, sellerCharge } = scheme;
        let failing = 0;
        trade.B.forEach((value, i) => {
          trade.S.forEach((cost, j) => {
            const charges = (buyerCharge[j] as Rational).add(sellerCharge[i] as Rational);
            if (charges.compare(zero) < 0 || charges.compare(value.sub(cost)) < 0) failing++;
          });
        });
        const covered = coveringCharges(scheme);
        const shaved = { ...covered, buyerCharge: covered.buyerCharge.map((charge) => charge.sub(trade.B[0]?.add(1n).div(1000n) ?? zero)) };
        return [
          compare("states with a deficit", deficits(scheme), "=", failing, 0),
          compare("states with a deficit when the charges just suffice", deficits(covered), "=", 0, 0),
          ...(failing > 0 ? [compare("states with a deficit when they are slightly less", deficits(shaved), ">", 0, 0)] : []),
        ];
      },
    },
  ],
};
