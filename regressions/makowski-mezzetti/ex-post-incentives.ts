import { rational, toNumber } from "../../src/arithmetic/rational.ts";
import { distribution } from "../../src/distributions/registry.ts";
import type { PartnerLaws } from "../../src/theorems/support/partner-laws.ts";
import { integratePieces } from "../../src/theorems/support/quadrature.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { randomShares } from "../support/finite-partnership.ts";
import { randomSource } from "../support/random.ts";

/**
 * No efficient mechanism with ex-post incentives and ex-post participation covers its cost, in any state.
 *
 * Efficient and dominant-strategy incentive compatible: Groves, partner i's rent is g(v) − hᵢ(v₋ᵢ) − rᵢvᵢ, so hᵢ is at most the least of g − rᵢvᵢ over vᵢ.
 *
 * @see L. Makowski, C. Mezzetti (1994), J. Econ. Theory 64; S. Galavotti, sections 1 and 2.
 */
export const exPostIncentives: CheckedTheorem<PartnerLaws> = {
  id: "makowski-mezzetti/ex-post-incentives",
  citation:
    "L. Makowski, C. Mezzetti (1994), Bayesian and weakly robust first best mechanisms: characterizations, J. Econ. Theory 64; as told by S. Galavotti, sections 1 and 2",
  statement:
    "When all values have one interval as support, an efficient division in dominant strategies with ex-post participation has a deficit of at least (1 − r_w)(v₍₁₎ − v₍₂₎) in every state, w the partner with the highest value v₍₁₎; with one law for all the least expected subsidy is (1 − 1/n)·E[v₍₁₎ − v₍₂₎] whatever the shares, (n−1)/(n(n+1)) for uniform values on [0, 1].",
  domain:
    "Partnerships whose values have positive densities on one bounded interval; dominant incentives, ex-post participation; n from 2 to 5 in the checks.",
  errata: [],
  samples(seed) {
    const random = randomSource(seed + 59);
    return [2, 3, 4, 5].map((n) => {
      const law = distribution({ distribution: "power", min: 0, max: 1, exponent: random.integer(1, 3) });
      return randomShares(random, n).map((share) => ({ share, law }));
    });
  },
  checks: [
    {
      name: "deficit state by state from largest charges, each by a search over the own value",
      usesEngine: false,
      async run(partners) {
        const random = randomSource(partners.length);
        const shares = partners.map(({ share }) => toNumber(share));
        const lattice = Array.from({ length: 201 }, (_, k) => k / 200);
        let worst = 0;
        for (let state = 0; state < 40; state++) {
          const values = partners.map(() => random.unit());
          const sorted = [...values].sort((x, y) => y - x);
          const charges = shares.map((share, i) => {
            const others = Math.max(...values.filter((_, j) => j !== i));
            return Math.min(...[...lattice, others].map((v) => Math.max(v, others) - share * v));
          });
          const balance = charges.reduce((sum, charge) => sum + charge, 0) - (partners.length - 1) * (sorted[0] as number);
          const winner = values.indexOf(sorted[0] as number);
          const stated = -(1 - (shares[winner] as number)) * ((sorted[0] as number) - (sorted[1] as number));
          worst = Math.max(worst, Math.abs(balance - stated));
        }
        return [compare("largest difference over 40 states", worst, "=", 0, 1e-12)];
      },
    },
    {
      name: "expected subsidy with one law: states by shares and winners against order statistics; uniform closed form",
      usesEngine: false,
      async run(partners) {
        const n = partners.length;
        const law = (partners[0] as PartnerLaws[number]).law;
        // E[v₍₁₎ − v₍₂₎] = ∫ P(exactly one above t) dt.
        const gapOf = (cdf: (t: number) => number) => integratePieces((t) => n * (1 - cdf(t)) * cdf(t) ** (n - 1), 0, 1, []);
        const random = randomSource(7 * n);
        const draws = 40_000;
        let [sum, squares] = [0, 0];
        for (let k = 0; k < draws; k++) {
          const values = partners.map(() => law.quantile(random.unit()));
          const sorted = [...values].sort((x, y) => y - x);
          const winner = values.indexOf(sorted[0] as number);
          const deficit = (1 - toNumber(partners[winner]?.share ?? rational(0))) * ((sorted[0] as number) - (sorted[1] as number));
          sum += deficit;
          squares += deficit ** 2;
        }
        const mean = sum / draws;
        const error = Math.sqrt((squares / draws - mean ** 2) / draws);
        return [
          compare("expected subsidy, five standard errors", mean, "=", (1 - 1 / n) * gapOf((t) => law.cdf(t)), 5 * error),
          compare("uniform", (1 - 1 / n) * gapOf((t) => t), "=", (n - 1) / (n * (n + 1)), 1e-12),
        ];
      },
    },
  ],
};
