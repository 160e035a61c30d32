import { type Rational, toNumber } from "../../src/arithmetic/rational.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { randomShares } from "../support/finite-partnership.ts";
import { randomSource } from "../support/random.ts";

/**
 * What the charges leave partner i at a profile of n uniform values: g/n + (n−1)/n·[Gᵢ − mean of the others' G] − rᵢvᵢ, with
 * G(v) = E max(v, the others) = (n−1)/n + vⁿ/n.
 */
export function chargeRoomAmong(values: readonly number[], i: number, share: number): number {
  const n = values.length;
  const expected = values.map((v) => (n - 1) / n + v ** n / n);
  const others = (expected.reduce((sum, e) => sum + e, 0) - (expected[i] as number)) / (n - 1);
  return Math.max(...values) / n + ((n - 1) / n) * ((expected[i] as number) - others) - share * (values[i] as number);
}

/**
 * Galavotti's condition, stated for n partners with the deficit (n−1)g divided evenly, fails for every n > 2.
 *
 * Along equal values x the room of partner i is x(1/n − rᵢ), so its infimum is at most min(0, 1/n − rᵢ); with equal shares, x for one and 1 for all others
 * leaves that one (1−x)/n·[1 − ((n−1)/n)(1 + x + … + xⁿ⁻¹)], which is negative for x near 1.
 *
 * @see S. Galavotti, section 7.
 */
export const manyPartners: CheckedTheorem<{ readonly shares: readonly Rational[] }> = {
  id: "galavotti/many-partners",
  citation: "S. Galavotti, Efficient and ex-post individually rational trade between unidentified traders, section 7",
  statement:
    "With n > 2 partners and uniform types on [0, 1] the condition Σᵢ inf_v {g/n + ((n−1)/n)[Gᵢ − mean of the others' G] − rᵢvᵢ} ≥ 0 is never satisfied, whatever the shares.",
  domain: "n partners with uniform types on [0, 1]; n from 3 to 6 in the checks.",
  errata: [],
  samples(seed) {
    const random = randomSource(seed + 23);
    const equal = (n: number) => ({ shares: Array.from({ length: n }, () => random.rational(1, 1, 1).div(n)) });
    return [equal(3), equal(4), equal(6), ...[3, 4, 5].map((n) => ({ shares: randomShares(random, n) }))];
  },
  checks: [
    {
      name: "the sum of least values over a search of profiles is negative; the stated profile against the definition",
      usesEngine: false,
      async run({ shares }) {
        const n = shares.length;
        const random = randomSource(n);
        const lattice = Array.from({ length: 41 }, (_, k) => k / 40);
        const sum = shares.map((share, i) => {
          const r = toNumber(share);
          let least = Number.POSITIVE_INFINITY;
          for (const x of lattice)
            for (const y of lattice)
              least = Math.min(
                least,
                chargeRoomAmong(
                  shares.map((_, j) => (j === i ? x : y)),
                  i,
                  r,
                ),
              );
          for (let k = 0; k < 500; k++)
            least = Math.min(
              least,
              chargeRoomAmong(
                shares.map(() => random.unit()),
                i,
                r,
              ),
            );
          return least;
        });
        const x = 0.9;
        const profile = shares.map((_, j) => (j === 0 ? x : 1));
        const powers = Array.from({ length: n }, (_, k) => x ** k).reduce((total, power) => total + power, 0);
        const stated = ((1 - x) / n) * (1 - ((n - 1) / n) * powers);
        return [
          compare(
            "sum of infima",
            sum.reduce((total, least) => total + least, 0),
            "<",
            0,
            1e-4,
          ),
          compare("one value of 0.9 among ones, equal shares", chargeRoomAmong(profile, 0, 1 / n), "=", stated, 1e-14),
          compare("and it is negative", stated, "<", 0, 1e-4),
        ];
      },
    },
  ],
};
