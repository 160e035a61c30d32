import { type Rational, ratio, sumRationals, toNumber, zero } from "../../src/arithmetic/rational.ts";
import { exPostBalanced, largestCharges, propositionOne as statement } from "../../src/theorems/galavotti/proposition-1.ts";
import { expectedWelfare, type FinitePartnership, profilesOf, welfareOf } from "../../src/theorems/support/finite-partnership.ts";
import type { CheckedTheorem } from "../regression.ts";
import { againstEngine, noViolation } from "../support/compare.ts";
import { randomPartnership } from "../support/finite-partnership.ts";
import { randomSource } from "../support/random.ts";

/** Random partners for whom condition (7) holds. */
function satisfying(seed: number, count: number): readonly FinitePartnership[] {
  const random = randomSource(seed);
  const found: FinitePartnership[] = [];
  while (found.length < count) {
    const partners = randomPartnership(random, 2, random.integer(2, 4), 9);
    const [first, second] = largestCharges(partners);
    if (first.add(second).gte(zero)) found.push(partners);
  }
  return found;
}

/** The statement with what it is held against. */
export const propositionOne: CheckedTheorem<FinitePartnership> = {
  ...statement,
  samples: (seed) => satisfying(seed + 11, 6),
  checks: [
    {
      name: "the mechanism of equation (8): misreports, ex-post rents and the sum of transfers, in exact arithmetic",
      usesEngine: false,
      async run(partners) {
        const charges = largestCharges(partners);
        // C₁ + C₂ = 0 with both at most C*: what one pays the other.
        const lump = [charges[0], charges[0].neg()] as const;
        const expected = [0, 1].map((i) => expectedWelfare(partners, i));
        const half = ratio(1n, 2n);
        const valueAt = (profile: readonly number[], i: number) => partners[i]?.values[profile[i] as number] as Rational;
        const winner = (profile: readonly number[]) => (valueAt(profile, 0).gte(valueAt(profile, 1)) ? 0 : 1);
        /** Transfer to partner i: g − π_i − h_i. */
        const transfer = (profile: readonly number[], i: 0 | 1) => {
          const meanOf = (j: number) => (expected[j] as readonly Rational[])[profile[j] as number] as Rational;
          const gap = meanOf(i).sub(meanOf(1 - i));
          const welfare = welfareOf(partners, profile);
          const charge = welfare.sub(gap).mul(half).add(lump[i]);
          return welfare.sub(winner(profile) === i ? valueAt(profile, i) : zero).sub(charge);
        };
        let [lies, losses, unbalanced] = [0, 0, 0];
        for (const profile of profilesOf(partners)) {
          if (!transfer(profile, 0).add(transfer(profile, 1)).equals(zero)) unbalanced++;
          for (const i of [0, 1] as const) {
            const held = winner(profile) === i ? valueAt(profile, i) : zero;
            const share = partners[i]?.share as Rational;
            if (held.add(transfer(profile, i)).lt(share.mul(valueAt(profile, i)))) losses++;
          }
        }
        for (const i of [0, 1] as const) {
          const [own, other] = [partners[i], partners[1 - i]] as [FinitePartnership[number], FinitePartnership[number]];
          const worth = (type: number, report: number) =>
            sumRationals(
              other.masses.map((mass, k) => {
                const profile = i === 0 ? [report, k] : [k, report];
                return mass.mul((winner(profile) === i ? (own.values[type] as Rational) : zero).add(transfer(profile, i)));
              }),
            );
          own.values.forEach((_, type) => {
            own.values.forEach((__, report) => {
              if (worth(type, report).gt(worth(type, type))) lies++;
            });
          });
        }
        return [
          noViolation("profitable misreports", lies),
          noViolation("profiles in which a partner loses", losses),
          noViolation("profiles with a deficit or surplus", unbalanced),
        ];
      },
    },
    {
      name: "the engine reaches the first best",
      usesEngine: true,
      async run(partners, engine) {
        const optimum = await engine.optimum(exPostBalanced(partners));
        const stated = statement.value?.(partners);
        return stated ? againstEngine(`shares ${toNumber(partners[0]?.share as Rational)}`, optimum, stated, 1e-8) : [];
      },
    },
  ],
};
