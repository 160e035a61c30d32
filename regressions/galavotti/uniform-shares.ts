import { type Rational, ratio, toNumber } from "../../src/arithmetic/rational.ts";
import { integratePieces } from "../../src/theorems/support/quadrature.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { efficientShares, transferAtLargestShare, transferAtSmallestShare } from "../support/efficient-shares.ts";
import { randomSource } from "../support/random.ts";

/**
 * The answer to the question that Galavotti (section 7) leaves for uniform types: when is there an efficient mechanism, not only when his condition holds.
 *
 * Necessary: with m the middle of all values, F₁(m) + F₂(m) = 1. Weigh values below m by 1/F₁(m) and 1/F₂(m), values above by −1/(1 − F₁(m)) and
 * −1/(1 − F₂(m)); the weights cancel where one value is below and the other above, so the interim transfers fix E[t | both below] − E[t | both above], and
 * the ex-post bounds of t there bound the share from both sides. Sufficient: the mechanisms of {@link transferAtLargestShare} and
 * {@link transferAtSmallestShare}; between the ends, their mixtures.
 */
export const uniformShares: CheckedTheorem<{ readonly shift: Rational }> = {
  id: "galavotti/uniform-shares",
  citation:
    "Found and proved with this program; an answer to S. Galavotti, Efficient and ex-post individually rational trade between unidentified traders, section 7",
  statement:
    "For v₁ ~ U[0, 1] and v₂ ~ U[a, 1 + a], 0 ≤ a < 1, an efficient, ex-post balanced, interim incentive-compatible, ex-post individually rational mechanism exists iff ((1−a)/(1+a))²·(1+2a)/3 ≤ s₁ ≤ 2(1−a)/3: for a = 0 from 1/3 to 2/3.",
  domain: "Two partners with shares s₁ + s₂ = 1 of one unit; uniform types on intervals of length 1 that overlap.",
  errata: [],
  samples(seed) {
    const random = randomSource(seed + 31);
    const shifts = ["0/1", "1/4", "1/2", "3/4"].map((text) => text.split("/").map(BigInt) as [bigint, bigint]);
    return [
      ...shifts.map(([top, bottom]) => ({ shift: ratio(top, bottom) })),
      ...Array.from({ length: 3 }, () => ({ shift: random.rational(0, 1, 64).mul(ratio(63n, 64n)) })),
    ];
  },
  checks: [
    {
      name: "necessary: what the interim transfers fix, by quadrature, meets the bounds exactly at both ends",
      usesEngine: false,
      async run({ shift }) {
        const a = toNumber(shift);
        const middle = (1 + a) / 2;
        const mean = (f: (v: number) => number, low: number, high: number) => integratePieces(f, low, high, [a, 1]) / (high - low);
        // Interim transfers but for constants, which the weights cancel.
        const interim1 = (v: number) => -Math.max(v ** 2 - a ** 2, 0) / 2;
        const interim2 = (v: number) => Math.min(v, 1) ** 2 / 2;
        const fixed = mean(interim1, 0, middle) - mean(interim1, middle, 1) + mean(interim2, a, middle) - mean(interim2, middle, 1 + a);
        /** The mean of what a bound is over pairs on one side of the middle. */
        const bound = (share: number, [low1, high1, low2, high2]: readonly [number, number, number, number], own: 1 | 2) =>
          mean(
            (v1) => integratePieces((v2) => (v1 > v2 ? share - 1 : share) * (own === 1 ? v1 : v2), low2, high2, [v1]) / (high2 - low2),
            low1,
            high1,
          );
        const below = [0, middle, a, middle] as const;
        const above = [middle, 1, middle, 1 + a] as const;
        const most = (share: number) => bound(share, below, 2) - bound(share, above, 1);
        const least = (share: number) => bound(share, below, 1) - bound(share, above, 2);
        const { smallest, largest } = efficientShares(shift);
        return [
          compare("largest share: the most that the bounds allow", most(toNumber(largest)), "=", fixed, 1e-10),
          compare("beyond it they allow less", most(toNumber(largest) + 0.01), "<", fixed, 1e-4),
          compare("smallest share: the least that the bounds allow", least(toNumber(smallest)), "=", fixed, 1e-10),
          compare("below it they allow no less than more", least(toNumber(smallest) - 0.01), ">", fixed, 1e-4),
        ];
      },
    },
    {
      name: "sufficient: at both ends and between, interim transfers by quadrature, all misreports among 21 types, ex-post rents at random pairs",
      usesEngine: false,
      async run({ shift }) {
        const a = toNumber(shift);
        const { smallest, largest } = efficientShares(shift);
        const [low, high] = [toNumber(smallest), toNumber(largest)];
        const [atLow, atHigh] = [transferAtSmallestShare(a), transferAtLargestShare(a)];
        const random = randomSource(Math.round(1e6 * a) + 5);
        const middle = (1 + a) / 2;
        const comparisons = [];
        for (const part of [0, 0.37, 1]) {
          const share = low + part * (high - low);
          const transfer = (v1: number, v2: number) => (part < 1 ? (1 - part) * atLow(v1, v2) : 0) + (part > 0 ? part * atHigh(v1, v2) : 0);
          const cuts = [a, middle, 1];
          const kinks = (v: number) => [...cuts, v, 2 * middle - v, middle + (1 - a) / 2, middle - (1 - a) / 2];
          const interim1 = (v: number) => integratePieces((v2) => transfer(v, v2), a, 1 + a, kinks(v));
          const interim2 = (v: number) => -integratePieces((v1) => transfer(v1, v), 0, 1, kinks(v));
          const win = (v: number, from: number) => Math.min(Math.max(v - from, 0), 1);
          let [gain, rent] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
          const types = Array.from({ length: 21 }, (_, k) => (k + 0.5) / 21);
          for (const [from, rival, interim] of [
            [0, a, interim1],
            [a, 0, interim2],
          ] as const) {
            const reports = types.map((type) => ({ wins: win(from + type, rival), pays: interim(from + type) }));
            types.forEach((type, k) => {
              const worth = (report: number) => (from + type) * (reports[report]?.wins as number) + (reports[report]?.pays as number);
              types.forEach((__, report) => {
                gain = Math.max(gain, worth(report) - worth(k));
              });
            });
          }
          for (let k = 0; k < 2000; k++) {
            const [v1, v2] = [random.unit(), a + random.unit()];
            const [t, takes] = [transfer(v1, v2), v1 > v2 ? 1 : 0];
            rent = Math.min(rent, v1 * (takes - share) + t, v2 * (share - takes) - t);
          }
          comparisons.push(
            compare(`share ${share.toFixed(4)}: gain from a misreport`, gain, "<=", 0, 1e-10),
            compare(`share ${share.toFixed(4)}: ex-post rent`, rent, ">=", 0, 1e-12),
          );
        }
        return comparisons;
      },
    },
  ],
};
