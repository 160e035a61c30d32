import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  exactDouble,
  formatRational,
  one,
  type Rational,
  ratio,
  rational,
  sumRationals,
  toNumber,
  zero,
} from "../../src/arithmetic/rational.ts";
import type { Distribution, ExactLaw } from "../../src/distributions/distribution.ts";
import { distribution } from "../../src/distributions/registry.ts";
import { anyExactLaw, anyLaw } from "./arbitrary-law.ts";

function exactOf(law: Distribution): ExactLaw {
  expect(law.exact).toBeDefined();
  return law.exact as ExactLaw;
}

const thirds = fc.integer({ min: -20, max: 40 }).map((k) => ratio(BigInt(k), 3n));

describe("exact laws", () => {
  it("agree with the float law", () => {
    fc.assert(
      fc.property(anyExactLaw, fc.array(fc.double({ min: -8, max: 12, noNaN: true }), { minLength: 3, maxLength: 6 }), (spec, random) => {
        const law = distribution(spec);
        const exact = exactOf(law);
        const points = [...random, ...law.atoms.map(({ at }) => at), ...law.pieces.map(({ from, to }) => (from + to) / 2)];
        // Atoms and ends may be known only rounded, on either side of their exact places: move clear of them.
        const clear = points.filter((x) => exact.breaks.every((at) => Math.abs(toNumber(at) - x) > 1e-9));
        const size = Math.max(1, Math.abs(law.support.min), Math.abs(law.support.max));
        for (const x of clear) {
          const at = exactDouble(x);
          // A rounded end moves the cdf by the density times a rounding.
          const slack = 1e-11 * (1 + law.pdf(x) * size);
          expect(Math.abs(toNumber(exact.cdf(at)) - law.cdf(x))).toBeLessThanOrEqual(slack);
          expect(Math.abs(toNumber(exact.pdf(at)) - law.pdf(x))).toBeLessThanOrEqual(1e-9 * (1 + law.pdf(x)));
          for (const y of clear) {
            if (!(x < y)) continue;
            const mean = toNumber(exact.partialMean(at, exactDouble(y)));
            expect(Math.abs(mean - law.partialMean(x, y))).toBeLessThanOrEqual(1e-11 * size * (1 + (law.pdf(x) + law.pdf(y)) * size));
          }
        }
        expect(Math.abs(toNumber(exact.partialMean(null, null)) - law.mean)).toBeLessThanOrEqual(1e-13 * size);
        expect([toNumber(exact.support.min), toNumber(exact.support.max)]).toEqual([law.support.min, law.support.max]);
        expect(exact.atoms.map(({ at }) => toNumber(at))).toEqual(law.atoms.map(({ at }) => at));
        exact.atoms.forEach(({ mass }, k) => {
          expect(Math.abs(toNumber(mass) - (law.atoms[k]?.mass ?? Number.NaN))).toBeLessThanOrEqual(1e-15);
        });
      }),
    );
  });

  it("total exactly 1 and add up exactly", () => {
    fc.assert(
      fc.property(anyExactLaw, fc.array(thirds, { minLength: 1, maxLength: 4 }), (spec, points) => {
        const exact = exactOf(distribution(spec));
        const { min, max } = exact.support;
        expect(formatRational(exact.cdf(max))).toBe("1");
        expect(formatRational(exact.cdf(min.sub(one)))).toBe("0");
        const cuts = [...points].sort((a, b) => a.compare(b));
        const ends: (Rational | null)[] = [null, ...cuts, null];
        const parts = ends.slice(1).map((to, k) => exact.partialMean(ends[k] as Rational | null, to));
        expect(formatRational(sumRationals(parts))).toBe(formatRational(exact.partialMean(null, null)));
        for (const x of cuts) {
          const jump = exact.atoms.find(({ at }) => at.equals(x))?.mass ?? zero;
          expect(exact.cdf(x).sub(jump).compare(zero)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it("are polynomials between their breaks: the density integrates to the cdf by a rule exact for degree 5", () => {
    fc.assert(
      fc.property(anyExactLaw, (spec) => {
        const exact = exactOf(distribution(spec));
        for (let k = 1; k < exact.breaks.length; k++) {
          const [a, b] = [exact.breaks[k - 1] as Rational, exact.breaks[k] as Rational];
          const width = b.sub(a);
          // Boole's rule with open sub-cells: exact up to degree 5; the densities here have degree at most 3.
          const inner = (t: number) => exact.pdf(a.add(width.mul(ratio(BigInt(t), 8n))));
          const [from, to] = [a.add(width.mul(ratio(1n, 8n))), a.add(width.mul(ratio(5n, 8n)))];
          const weighted = inner(1)
            .mul(ratio(7n, 1n))
            .add(inner(2).mul(ratio(32n, 1n)))
            .add(inner(3).mul(ratio(12n, 1n)))
            .add(inner(4).mul(ratio(32n, 1n)))
            .add(inner(5).mul(ratio(7n, 1n)));
          const integral = weighted.mul(to.sub(from)).div(ratio(90n, 1n));
          expect(formatRational(integral)).toBe(formatRational(exact.cdf(to).sub(exact.cdf(from))));
        }
      }),
    );
  });

  it("of affine images are images of exact laws", () => {
    fc.assert(
      fc.property(anyExactLaw, fc.constantFrom("-2", "-1/3", "1/2", "5"), thirds, thirds, (of, scale, shift, x) => {
        const inner = exactOf(distribution(of));
        const outer = exactOf(distribution({ distribution: "affine", scale, shift, of }));
        const s = rational(scale);
        const y = x.sub(shift).div(s);
        const atom = inner.atoms.find(({ at }) => at.equals(y))?.mass ?? zero;
        const expected = s.compare(zero) > 0 ? inner.cdf(y) : one.sub(inner.cdf(y)).add(atom);
        expect(formatRational(outer.cdf(x))).toBe(formatRational(expected));
        const mean = inner.partialMean(null, null).mul(s).add(shift);
        expect(formatRational(outer.partialMean(null, null))).toBe(formatRational(mean));
      }),
    );
  });

  it("exist exactly for the rational laws", () => {
    const has = (spec: Parameters<typeof distribution>[0]) => distribution(spec).exact !== undefined;
    expect(has({ distribution: "power", min: 0, max: 1, exponent: 2 })).toBe(true);
    expect(has({ distribution: "power", min: 0, max: 1, exponent: "5/2" })).toBe(false);
    expect(has({ distribution: "normal", mean: 0, sd: 1 })).toBe(false);
    expect(
      has({ distribution: "affine", scale: 2, shift: "1/3", of: { distribution: "discrete", values: [1, 2], masses: ["1/3", "2/3"] } }),
    ).toBe(true);
    expect(
      has({
        distribution: "mixture",
        weights: [0.5, 0.5],
        components: [
          { distribution: "point-mass", at: 0 },
          { distribution: "exponential", rate: 1, min: 0 },
        ],
      }),
    ).toBe(false);
  });

  it("read decimals as written and renormalise masses exactly", () => {
    const law = distribution({ distribution: "discrete", values: [0.1, "1/3"], masses: [0.3333333333, 0.6666666666] });
    const exact = exactOf(law);
    expect(exact.atoms.map(({ at, mass }) => [formatRational(at), formatRational(mass)])).toEqual([
      ["1/10", "1/3"],
      ["1/3", "2/3"],
    ]);
    expect(law.atoms.map(({ mass }) => mass)).toEqual([1 / 3, 2 / 3]);
  });
});

describe("affine laws", () => {
  it("are images of their law, point by point", () => {
    fc.assert(
      fc.property(
        anyLaw,
        fc.constantFrom(-2, -1, -0.25, 0.5, 4),
        fc.constantFrom(-1.5, 0, 0.75, 3),
        fc.array(fc.double({ min: 0.001, max: 0.999, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (of, scale, shift, ps) => {
          const inner = distribution(of);
          const outer = distribution({ distribution: "affine", scale, shift, of });
          const size = Math.max(1, Math.abs(inner.quantile(0.001)), Math.abs(inner.upperQuantile(0.001)));
          expect(outer.affine).toMatchObject({ scale, shift, of: expect.objectContaining({ kind: inner.kind, mean: inner.mean }) });
          expect(Math.abs(outer.mean - (scale * inner.mean + shift))).toBeLessThanOrEqual(1e-12 * (size + Math.abs(inner.mean)) * 8);
          for (const p of ps) {
            // Away from the places where the cdf jumps, or is flat.
            const x = inner.quantile(p);
            if (
              inner.atoms.some(({ at }) => Math.abs(at - x) < 1e-6) ||
              inner.pieces.some(({ from, to }) => Math.abs(from - x) < 1e-6 || Math.abs(to - x) < 1e-6)
            )
              continue;
            const y = scale * x + shift;
            const slack = 1e-11 * (1 + inner.pdf(x) * size);
            expect(Math.abs(outer.cdf(y) - (scale > 0 ? inner.cdf(x) : inner.survival(x)))).toBeLessThanOrEqual(slack);
            expect(Math.abs(outer.pdf(y) - inner.pdf(x) / Math.abs(scale))).toBeLessThanOrEqual(
              1e-8 * (1 + inner.pdf(x) / Math.abs(scale)),
            );
            const image = scale > 0 ? outer.quantile(p) : outer.upperQuantile(p);
            expect(Math.abs(image - y)).toBeLessThanOrEqual(1e-10 * size * Math.abs(scale) * (1 + 1 / Math.max(1e-3, inner.pdf(x))));
          }
        },
      ),
    );
  });
});
