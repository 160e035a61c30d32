import { type Rational, toNumber } from "../../src/arithmetic/rational.ts";
import type { CheckedTheorem } from "../regression.ts";
import { compare } from "../support/compare.ts";
import { randomSource } from "../support/random.ts";

/** v₁ ~ U[0, 1], v₂ ~ U[a, 1 + a], share s₁ of partner 1. */
interface ShiftedPair {
  readonly shift: Rational;
  readonly share: Rational;
}

/** G₁(v₁) and G₂(v₂): the mean of the higher value given the own one. */
export function meansOfHigher(a: number): readonly [(v: number) => number, (v: number) => number] {
  return [(v) => (v > a ? v ** 2 / 2 - a * v + (a + 1) ** 2 / 2 : a + 1 / 2), (v) => (v > 1 ? v : (1 + v ** 2) / 2)];
}

/** The functions whose infima are C₁* and C₂*. */
export function chargeRoom(a: number, s: number): readonly [(v1: number, v2: number) => number, (v1: number, v2: number) => number] {
  const [first, second] = meansOfHigher(a);
  const room = (v1: number, v2: number, sign: number) => Math.max(v1, v2) / 2 + (sign * (first(v1) - second(v2))) / 2;
  return [(v1, v2) => room(v1, v2, 1) - s * v1, (v1, v2) => room(v1, v2, -1) - (1 - s) * v2];
}

/** The infima of both functions in the five regions of the appendix, in its order. */
export function regionalInfima(a: number, s: number): readonly (readonly [number, number])[] {
  const low = s <= (1 - a) / 2;
  const corner1 = (1 - s - a / 4) * a;
  const corner2 = (s + a / 4 - 1) * a;
  const top1 = 1 / 2 + a ** 2 / 4 - s;
  const top2 = s - (2 + a ** 2) / 4;
  return [
    [(1 / 2 - s) * a + 1 / 4, s - (1 + 2 * a) / 4],
    [low ? -(s ** 2) - a * s + a / 2 + 1 / 4 : top1, top2],
    [corner1, low ? s * (1 - s) - (1 + 2 * a) / 4 : corner2],
    [low ? corner1 : top1, low ? top2 : corner2],
    [low ? corner1 : top1, low ? top2 : corner2],
  ];
}

/** The regions: v₁ and v₂ run over these intervals, with the ratio of one to the other bound by the last entry. */
const regions = (a: number) =>
  [
    { v1: [0, a], v2: [1, 1 + a], side: "any" },
    { v1: [a, 1], v2: [1, 1 + a], side: "any" },
    { v1: [0, a], v2: [a, 1], side: "any" },
    { v1: [a, 1], v2: [a, 1], side: "second higher" },
    { v1: [a, 1], v2: [a, 1], side: "first higher" },
  ] as const;

/** Least value on a lattice of a region, its ends included. */
function latticeInfimum(f: (v1: number, v2: number) => number, region: ReturnType<typeof regions>[number], points: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i <= points; i++)
    for (let j = 0; j <= points; j++) {
      const v1 = region.v1[0] + (i / points) * (region.v1[1] - region.v1[0]);
      const v2 = region.v2[0] + (j / points) * (region.v2[1] - region.v2[0]);
      if (region.side === "second higher" && v2 < v1) continue;
      if (region.side === "first higher" && v2 > v1) continue;
      // Just above 1: the region is open there.
      least = Math.min(least, f(v1, region.v2[0] === 1 && j === 0 ? 1 + 1e-15 : v2));
    }
  return least;
}

/**
 * The constants of Galavotti's condition for uniform types.
 *
 * @see S. Galavotti, section 6 and appendix.
 */
export const uniformConstants: CheckedTheorem<ShiftedPair> = {
  id: "galavotti/uniform-constants",
  citation: "S. Galavotti, Efficient and ex-post individually rational trade between unidentified traders, section 6 and appendix",
  statement:
    "For v₁ ~ U[0, 1], v₂ ~ U[a, 1 + a]: if s₁ ≤ (1−a)/2, C₁* = (1−s₁−a/4)a and C₂* = s₁ − (2+a²)/4; otherwise C₁* = ½ + a²/4 − s₁ and C₂* = (s₁+a/4−1)a. So C₁* + C₂* = −(1−a)·|s₁ − (1−a)/2|, and condition (7) holds at s₁ = (1−a)/2 only.",
  domain: "Two partners with uniform types on intervals of length 1 that overlap.",
  errata: ["GA-1", "GA-2", "GA-3", "GA-4"],
  samples(seed) {
    const random = randomSource(seed + 17);
    return Array.from({ length: 8 }, () => {
      const shift = random.rational(0, 1, 20).mul(19n).div(20n);
      return { shift, share: random.rational(0, 1, 24) };
    });
  },
  checks: [
    {
      name: "infima in the five regions and overall against the least values on a lattice",
      usesEngine: false,
      async run({ shift, share }) {
        const [a, s] = [toNumber(shift), toNumber(share)];
        const points = 120;
        const functions = chargeRoom(a, s);
        const stated = regionalInfima(a, s);
        const found = regions(a).map((region) => functions.map((f) => latticeInfimum(f, region, points)));
        // Inside a region the functions are quadratic: a lattice misses an interior minimum by at most (second derivative)·(step)²/8.
        const tolerance = 1 / (8 * points ** 2) + 1e-12;
        const perRegion = stated.flatMap((pair, r) =>
          pair.map((value, i) => compare(`region ${r + 1}, partner ${i + 1}`, found[r]?.[i] as number, "=", value, tolerance)),
        );
        const overall = ([0, 1] as const).map((i) => Math.min(...found.map((pair) => pair[i] as number)));
        const low = s <= (1 - a) / 2;
        const closed = low ? [(1 - s - a / 4) * a, s - (2 + a ** 2) / 4] : [1 / 2 + a ** 2 / 4 - s, (s + a / 4 - 1) * a];
        return [
          ...perRegion,
          ...closed.map((value, i) => compare(`C${i + 1}*`, overall[i] as number, "=", value, tolerance)),
          compare("sum", (overall[0] as number) + (overall[1] as number), "=", -(1 - a) * Math.abs(s - (1 - a) / 2), 2 * tolerance),
        ];
      },
    },
    {
      name: "means of the higher value against sums over a fine midpoint grid",
      usesEngine: false,
      async run({ shift }) {
        const a = toNumber(shift);
        const [first, second] = meansOfHigher(a);
        const count = 4000;
        const mean = (f: (x: number) => number) => {
          let sum = 0;
          for (let k = 0; k < count; k++) sum += f((k + 0.5) / count);
          return sum / count;
        };
        return [0, 0.3, 0.7, 1].flatMap((x) => [
          compare(
            `G₁(${x})`,
            first(x),
            "=",
            mean((y) => Math.max(x, a + y)),
            1e-6,
          ),
          compare(
            `G₂(a + ${x})`,
            second(a + x),
            "=",
            mean((y) => Math.max(y, a + x)),
            1e-6,
          ),
        ]);
      },
    },
  ],
};
