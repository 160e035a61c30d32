import { toNumber } from "../../src/arithmetic/rational.ts";
import { distribution } from "../../src/distributions/registry.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import { anyPartnership as statement } from "../../src/theorems/jagadeesan-tordjman/any-partnership.ts";
import { replicaScheme } from "../../src/theorems/jagadeesan-tordjman/median-theorem.ts";
import { type FinitePartnership, finitePartnershipEnvironment } from "../../src/theorems/support/finite-partnership.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, compare, noViolation } from "../support/compare.ts";
import { expectationOver } from "../support/expectation-over.ts";
import { randomPartnership } from "../support/finite-partnership.ts";
import { randomSource } from "../support/random.ts";

/** The statement with what it is held against. */
export const anyPartnership: CheckedTheorem<FinitePartnership> = {
  ...statement,
  samples(seed) {
    const random = randomSource(seed + 47);
    const alone = (partners: FinitePartnership): FinitePartnership => {
      const [zero, one] = [random.rational(0, 0, 1), random.rational(1, 1, 1)];
      return partners.map((partner, i) => ({ ...partner, share: i === 0 ? one : zero }));
    };
    const sizes = [
      [2, 4],
      [3, 2],
      [4, 2],
    ] as const;
    return sizes.flatMap(([members, types], k) => {
      const partners = randomPartnership(random, members, types, 9, true);
      return k === 2 ? [partners] : [partners, alone(partners)];
    });
  },
  checks: [
    {
      name: "the program reaches the first best",
      usesEngine: true,
      async run(partners, engine) {
        const stated = statement.value?.(partners);
        if (!stated) return [];
        const problem = designProblem({
          environment: finitePartnershipEnvironment(partners),
          incentives: "dominant",
          participation: "ex-ante",
          budget: "no-deficit",
        });
        return againstEngine(`${partners.length} partners`, await engine.optimum(problem), stated, 1e-8);
      },
    },
    {
      name: "two partners: the lottery over single owners, state by state and by integration",
      usesEngine: false,
      async run(partners) {
        const share = toNumber((partners[0] as FinitePartnership[number]).share);
        const law = distribution({ distribution: "power", min: 0, max: 1, exponent: 1 + partners.length });
        const scheme = replicaScheme({ buyer: law, seller: law });
        // With probability r₁ partner 1 sells to partner 2, else the other way round; transfers are expected ones.
        const transfer = (own: number, other: number, r: number) =>
          r * scheme.sellerReceives(other, own) - (1 - r) * scheme.buyerPays(own, other);
        const rent = (own: number, other: number, report: number, r: number) =>
          own * ((report >= other ? 1 : 0) - r) + transfer(report, other, r);
        const types = Array.from({ length: 11 }, (_, k) => (k + 0.5) / 11);
        let [deficits, lies] = [0, 0];
        for (const v1 of types)
          for (const v2 of types) {
            if (v1 === v2) continue;
            if (transfer(v1, v2, share) + transfer(v2, v1, 1 - share) > 1e-12) deficits++;
            for (const report of types) {
              if (report !== v2 && rent(v1, v2, report, share) > rent(v1, v2, v1, share) + 1e-12) lies++;
              if (report !== v1 && rent(v2, v1, report, 1 - share) > rent(v2, v1, v2, 1 - share) + 1e-12) lies++;
            }
          }
        const expected = (r: number) =>
          expectationOver(law, (other) => expectationOver(law, (own) => rent(own, other, own, r), undefined, undefined, [other, 0.5]));
        return [
          noViolation("states with a deficit", deficits),
          noViolation("profitable misreports", lies),
          compare("expected rents together", expected(share) + expected(1 - share), ">=", 0, 1e-8),
        ];
      },
    },
  ],
};
