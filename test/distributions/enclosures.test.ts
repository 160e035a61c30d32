import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { doubleDouble } from "../../src/arithmetic/interval/double-double.ts";
import { exponential, exponentialError, exponentialLessOne, exponentialLessOneError } from "../../src/arithmetic/interval/exponential.ts";
import { logarithm, logarithmError } from "../../src/arithmetic/interval/logarithm.ts";
import { millsRatio, normalDensity, normalError } from "../../src/arithmetic/interval/normal-tail.ts";
import { exactDouble, formatRational, type Rational, rational, sumRationals } from "../../src/arithmetic/rational.ts";
import type { DistributionSpec } from "../../src/distributions/distribution.ts";
import { enclosureOf } from "../../src/distributions/enclosure.ts";
import { customLaw } from "../../src/distributions/laws/custom.ts";
import { distribution } from "../../src/distributions/registry.ts";

// Values in 35 digits from the definitions; see data/enclosures/generate.py.
const expected = JSON.parse(readFileSync(new URL("../../data/enclosures/expected.json", import.meta.url), "utf8")) as {
  readonly functions: readonly Record<string, readonly [number, string]>[];
  readonly laws: readonly {
    readonly spec: DistributionSpec;
    readonly at: readonly (readonly [number, string, string, string, string, string])[];
  }[];
};

/** |x − truth| in units of the truth. */
function relativeGap(x: number, truth: string): number {
  const exact = rational(truth);
  return Math.abs(exactDouble(x).sub(exact).div(exact).valueOf());
}

/** |centre − truth| ≤ radius (the truth is known up to 35 digits). */
function within(centre: number, radius: number, truth: Rational): boolean {
  const distance = exactDouble(centre).sub(truth).abs();
  return distance.compare(exactDouble(radius).add(truth.abs().mul(rational("1e-34")))) <= 0;
}

describe("elementary functions keep their proved errors", () => {
  test.each(expected.functions.map((row, k) => [k, row] as const))("row %i", (_, row) => {
    const at = (name: string) => row[name] as readonly [number, string];
    expect(relativeGap(exponential(at("exp")[0]), at("exp")[1])).toBeLessThanOrEqual(exponentialError);
    expect(relativeGap(exponentialLessOne(at("expm1")[0]), at("expm1")[1])).toBeLessThanOrEqual(exponentialLessOneError);
    for (const name of ["log", "logNear"]) {
      const { hi, lo } = logarithm(at(name)[0]);
      const gap = Math.abs(sumRationals([exactDouble(hi), exactDouble(lo), rational(at(name)[1]).neg()]).valueOf());
      expect(gap).toBeLessThanOrEqual(logarithmError + 1e-30 * Math.abs(hi));
      expect(gap).toBeLessThanOrEqual(2 ** -56 * Math.abs(hi));
    }
    expect(relativeGap(millsRatio(at("mills")[0]), at("mills")[1])).toBeLessThanOrEqual(normalError);
    // erfc x = 2·P(Z > x√2); the rounding of x√2 moves it by a factor of at most about 1 + 2x²·2^−52.
    const [x, truth] = at("erfc");
    const z = Math.SQRT2 * Math.abs(x);
    const tail = 2 * normalDensity(z) * millsRatio(z);
    const gap = relativeGap(tail, x < 0 ? formatRational(rational(2).sub(rational(truth))) : truth);
    expect(gap).toBeLessThanOrEqual(2 * normalError + 2 ** -51 * (1 + x * x));
  });
});

describe("enclosures of laws hold the truth, and little more", () => {
  test.each(expected.laws.map(({ spec, at }) => [JSON.stringify(spec), spec, at] as const))("%s", (_, spec, at) => {
    const law = enclosureOf(distribution(spec));
    if (!law) throw new Error("every law of an instance file is enclosed");
    const breaks = law.breaks.map(doubleDouble);
    const inner = at.map(([x]) => ({ hi: x, lo: 0 }));
    const all = [...breaks, ...inner].sort((a, b) => a.hi - b.hi || a.lo - b.lo);
    const places = { hi: Float64Array.from(all, ({ hi }) => hi), lo: Float64Array.from(all, ({ lo }) => lo) };
    const [above, below] = [law.tails(places, 1), law.tails(places, -1)];
    for (const [x, ...truths] of at) {
      const k = all.findIndex((place) => place.hi === x && place.lo === 0);
      const [pAbove, mAbove, pBelow, mBelow, density] = truths.map((text) => rational(text)) as [
        Rational,
        Rational,
        Rational,
        Rational,
        Rational,
      ];
      for (const [tails, mass, moment] of [
        [above, pAbove, mAbove],
        [below, pBelow, mBelow],
      ] as const) {
        expect(within(tails.mass[k] as number, tails.massRadius[k] as number, mass)).toBe(true);
        expect(within(tails.moment[k] as number, tails.momentRadius[k] as number, moment)).toBe(true);
        expect(tails.massRadius[k]).toBeLessThanOrEqual(1e-9);
        for (const [low, high] of [
          [tails.startLow[k], tails.startHigh[k]],
          [tails.endLow[k - 1], tails.endHigh[k - 1]],
        ]) {
          if (low === undefined || high === undefined) continue;
          expect(exactDouble(low).compare(density)).toBeLessThanOrEqual(0);
          expect(high === Number.POSITIVE_INFINITY || exactDouble(high).compare(density) >= 0).toBe(true);
        }
      }
    }
  });

  test("a normal law so narrow that scores far out are known to no digit leaves next to nothing there", () => {
    for (const spec of [
      { distribution: "normal", mean: 0.4764, sd: 1e-8 },
      { distribution: "lognormal", mu: 0.3, sigma: 1e-6 },
    ] as const) {
      const law = enclosureOf(distribution(spec));
      // P(Z > z) < φ(z)/z and φ(10⁶) = e^(−5·10¹¹): everything beyond on the one side, nothing on the other.
      const places = { hi: Float64Array.of(0.4, 1.9), lo: new Float64Array(2) };
      const [above, below] = [law?.tails(places, 1), law?.tails(places, -1)];
      for (const [tails, out, inside] of [
        [above, 1, 0],
        [below, 0, 1],
      ] as const) {
        expect(tails?.mass[out]).toBeLessThanOrEqual(1e-290);
        expect(tails?.massRadius[out]).toBeLessThanOrEqual(1e-270);
        expect(Math.abs((tails?.mass[inside] as number) - 1)).toBeLessThanOrEqual((tails?.massRadius[inside] as number) + 1e-15);
        expect(tails?.massRadius[inside]).toBeLessThanOrEqual(1e-12);
      }
    }
  });

  test("a law made of functions has none", () => {
    const law = customLaw({ cdf: (x) => Math.min(1, Math.max(0, x)), quantile: (p) => p, support: { min: 0, max: 1 } });
    expect(enclosureOf(law)).toBeUndefined();
  });
});
