import { distribution } from "../../src/distributions/registry.ts";
import type { PartnerLaws } from "../../src/theorems/support/partner-laws.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { expectationOver } from "../support/expectation-over.ts";
import { randomShares } from "../support/finite-partnership.ts";
import { randomSource } from "../support/random.ts";

/**
 * Efficient, interim incentive-compatible mechanisms are Groves mechanisms in expectations.
 *
 * @see L. Makowski, C. Mezzetti (1994), Theorem 2.2; S. Galavotti, section 3, equations (1), (2) and (8).
 */
export const grovesInExpectations: CheckedTheorem<PartnerLaws> = {
  id: "galavotti/groves-in-expectations",
  citation:
    "S. Galavotti, Efficient and ex-post individually rational trade between unidentified traders, section 3, equations (1), (2) and (8)",
  statement:
    "An efficient mechanism that gives partner i the utility g(v) − hᵢ(v) is interim incentive compatible iff the expected charge E[hᵢ | vᵢ] does not depend on vᵢ; the charges (8), hᵢ = ½g − ½(Gᵢ(vᵢ) − G₋ᵢ(v₋ᵢ)) + Cᵢ, are such and add up to g when C₁ + C₂ = 0.",
  domain: "Two partners with positive densities on bounded intervals that overlap.",
  errata: [],
  samples(seed) {
    const random = randomSource(seed + 61);
    const law = () =>
      distribution({ distribution: random.pick(["power", "reverse-power"] as const), min: 0, max: 1, exponent: random.integer(1, 3) });
    return Array.from({ length: 3 }, () => randomShares(random, 2).map((share) => ({ share, law: law() })));
  },
  checks: [
    {
      name: "charges (8): expected ones by quadrature, all misreports among 9 types; a charge that moves with the own type invites one",
      usesEngine: false,
      async run(partners) {
        const laws = partners.map(({ law }) => law);
        const meanGiven = (i: number, v: number) => {
          const other = laws[1 - i] as (typeof laws)[number];
          return expectationOver(other, (w) => Math.max(v, w), undefined, undefined, [v]);
        };
        const types = Array.from({ length: 9 }, (_, k) => (k + 0.5) / 9);
        const comparisons = [];
        for (const i of [0, 1]) {
          const other = laws[1 - i] as (typeof laws)[number];
          const own = laws[i] as (typeof laws)[number];
          // G = E[g], and E[G₋ᵢ(v₋ᵢ)] must be the same number.
          const whole = expectationOver(own, (v) => meanGiven(i, v));
          const otherMean = expectationOver(other, (w) => meanGiven(1 - i, w));
          const charged = (v: number) => meanGiven(i, v) / 2 - (meanGiven(i, v) - otherMean) / 2;
          const means = types.map((v) => meanGiven(i, v));
          const charges = types.map(charged);
          /** Utility of a type that reports another: it wins as the report says, and its transfer is g − vᵢ·1{wins} − hᵢ at the report. */
          const gainOf = (extra: (v: number) => number) => {
            let gain = Number.NEGATIVE_INFINITY;
            for (const v of types)
              types.forEach((report, k) => {
                const wins = other.cdf(report);
                const truth = (means[types.indexOf(v)] as number) - (charges[types.indexOf(v)] as number) - extra(v);
                const lie = (means[k] as number) + (v - report) * wins - (charges[k] as number) - extra(report);
                gain = Math.max(gain, lie - truth);
              });
            return gain;
          };
          comparisons.push(
            compare(`partner ${i + 1}: highest expected charge`, Math.max(...charges), "=", whole / 2, 1e-9),
            compare(`partner ${i + 1}: lowest expected charge`, Math.min(...charges), "=", whole / 2, 1e-9),
            compare(
              `partner ${i + 1}: gain from a misreport`,
              gainOf(() => 0),
              "<=",
              0,
              1e-9,
            ),
            compare(
              `partner ${i + 1}: with a charge that moves`,
              gainOf((v) => v / 4),
              ">",
              0,
              1e-3,
            ),
          );
        }
        return comparisons;
      },
    },
  ],
};
