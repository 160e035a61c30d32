import { one, type Rational, ratio, rational, sumRationals, toNumber, zero } from "../../src/arithmetic/rational.ts";
import { bargaining, bargainingWeights as statement, type WeighedPartners } from "../../src/theorems/loertscher-marx/bargaining-weights.ts";
import { type FinitePartnership, firstBestOfPartners } from "../../src/theorems/support/finite-partnership.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";

/** Least expected rent of partner i under the efficient rule: gains less the largest payment that types leave room for. */
export function leastRent(partners: FinitePartnership, i: number): Rational {
  const { share, values, masses } = partners[i] as FinitePartnership[number];
  const other = partners[1 - i] as FinitePartnership[number];
  const below = (v: Rational) => sumRationals(other.masses.filter((_, k) => other.values[k]?.lt(v)));
  return sumRationals(
    values.map((v, k) => {
      const up = values[k + 1]?.sub(v).mul(sumRationals(masses.slice(k + 1))) ?? zero;
      const down = k > 0 ? v.sub(values[k - 1] as Rational).mul(sumRationals(masses.slice(0, k))) : zero;
      const traded = below(v).sub(share);
      // p·[v·traded − min(ψ·traded, φ·traded)] with ψ = v − up/p, φ = v + down/p.
      const [asBuyer, asSeller] = [traded.mul(up), traded.neg().mul(down)];
      return asBuyer.gt(asSeller) ? asBuyer : asSeller;
    }),
  );
}

/** Values 0, 2, 4, … for one and 1, 3, 5, … for the other, random masses. */
function interleaved(seed: number): readonly WeighedPartners[] {
  const random = randomSource(seed);
  return [rational("1/2"), rational("2/5"), rational("3/5"), rational("1/2")].map((share, k) => {
    const types = 5 + (k % 2);
    const values = (from: number) => Array.from({ length: types }, (_, j) => ratio(BigInt(2 * j + from), 1n));
    return {
      partners: [
        { share, values: values(0), masses: random.masses(types, 3) },
        { share: one.sub(share), values: values(1), masses: random.masses(types, 3) },
      ],
      weight: rational(2 + k),
    };
  });
}

/** The statement with what it is held against. */
export const bargainingWeights: CheckedTheorem<WeighedPartners> = {
  ...statement,
  samples: (seed) => interleaved(seed + 53),
  checks: [
    {
      name: "equal weights reach the first best; unequal ones more than any efficient mechanism gives, whose sums follow from least rents",
      usesEngine: true,
      async run({ partners, weight }, engine) {
        const best = firstBestOfPartners(partners);
        const least = leastRent(partners, 0);
        const possible = best.sub(least).sub(leastRent(partners, 1));
        const equal = await engine.optimum(bargaining({ partners, weight: one }));
        const unequal = await engine.optimum(bargaining({ partners, weight }));
        // The whole surplus but the first partner's least rent goes to the second.
        const efficient = toNumber(weight.mul(best.sub(least)).add(least));
        return [
          compare("efficiency is possible", toNumber(possible), ">=", 0, 0),
          compare("equal weights", equal.lower, "=", toNumber(best), 1e-7),
          compare(`weights 1 and ${toNumber(weight)}`, unequal.lower, ">", efficient, 1e-4),
        ];
      },
    },
  ],
};
