import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Distribution } from "../../src/distributions/distribution.ts";
import { nextDouble, previousDouble } from "../../src/distributions/numerics/neighbours.ts";
import { distribution } from "../../src/distributions/registry.ts";
import { anyLaw, probability } from "./arbitrary-law.ts";
import { integrate } from "./integrate.ts";

/** Points worth trying: quantiles, atoms, ends of pieces, their neighbours, and beyond the support. */
function pointsOf(law: Distribution, probabilities: readonly number[]): number[] {
  const special = [...law.atoms.map(({ at }) => at), ...law.pieces.flatMap(({ from, to }) => [from, to]), law.support.min, law.support.max];
  const around = special.filter(Number.isFinite).flatMap((x) => [previousDouble(x), x, nextDouble(x), x - 0.5, x + 0.5]);
  return [...probabilities.map((p) => law.quantile(p)), ...probabilities.map((p) => law.upperQuantile(p)), ...around].sort((a, b) => a - b);
}

const probabilities = fc.array(probability, { minLength: 5, maxLength: 8 });

/** Sizes against which errors of values and of partial means are measured. */
function sizeOf(law: Distribution): number {
  return Math.max(1, Math.abs(law.quantile(0.01)), Math.abs(law.upperQuantile(0.01)), Math.abs(law.mean));
}

describe("every law", () => {
  it("has a monotone cdf from 0 to 1 whose complement is the survival function", () => {
    fc.assert(
      fc.property(anyLaw, probabilities, (spec, ps) => {
        const law = distribution(spec);
        const slack = 4 * law.relativeError;
        let before = 0;
        for (const x of pointsOf(law, ps)) {
          const [below, above] = [law.cdf(x), law.survival(x)];
          expect(below).toBeGreaterThanOrEqual(before * (1 - slack));
          expect(below).toBeLessThanOrEqual(1);
          expect(above).toBeGreaterThanOrEqual(0);
          expect(Math.abs(below + above - 1)).toBeLessThanOrEqual(slack);
          before = below;
        }
        expect(law.cdf(law.support.max)).toBe(1);
        expect(law.survival(law.support.max)).toBe(0);
        expect(law.cdf(previousDouble(law.support.min))).toBe(0);
        expect(law.survival(previousDouble(law.support.min))).toBe(1);
        expect([law.cdf(Number.POSITIVE_INFINITY), law.survival(Number.NEGATIVE_INFINITY)]).toEqual([1, 1]);
        expect([law.cdf(Number.NEGATIVE_INFINITY), law.survival(Number.POSITIVE_INFINITY)]).toEqual([0, 0]);
      }),
    );
  });

  it("has a lower quantile that is the least x with P(V ≤ x) ≥ p", () => {
    fc.assert(
      fc.property(anyLaw, probabilities, (spec, ps) => {
        const law = distribution(spec);
        for (const p of ps) {
          const x = law.quantile(p);
          const slack = 8 * law.relativeError;
          // A step of a few rounding errors to either side settles which side of p the cdf is on.
          const step = 1e-13 * Math.max(Math.abs(x), sizeOf(law));
          expect(law.cdf(x + step)).toBeGreaterThanOrEqual(p - slack);
          expect(law.cdf(x - step)).toBeLessThanOrEqual(p + slack);
          // Rounding of cdf(x), near 1 most of all, is magnified by the slope of the quantile.
          const density = law.pdf(x);
          const magnified = density > 0 ? 1e-15 / density : 0;
          expect(law.quantile(law.cdf(x))).toBeLessThanOrEqual(
            x + 1e-9 * Math.max(sizeOf(law), Math.abs(x)) + magnified + flatness(law, x),
          );
        }
        expect(law.quantile(0)).toBe(law.support.min);
        expect(law.quantile(1)).toBe(law.support.max);
        expect([law.quantile(-0.1), law.quantile(1.1), law.quantile(Number.NaN)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
      }),
    );
  });

  it("has an upper quantile that is the greatest x with P(V ≥ x) ≥ q", () => {
    fc.assert(
      fc.property(anyLaw, probabilities, (spec, qs) => {
        const law = distribution(spec);
        for (const q of qs) {
          const x = law.upperQuantile(q);
          const slack = 8 * law.relativeError;
          const step = 1e-13 * Math.max(Math.abs(x), sizeOf(law));
          expect(law.survival(x - step)).toBeGreaterThanOrEqual(q - slack);
          expect(law.survival(x + step)).toBeLessThanOrEqual(q + slack);
          // Never below the lower quantile of the same place.
          expect(x).toBeGreaterThanOrEqual(law.quantile(1 - q) - 1e-9 * sizeOf(law) - flatness(law, x));
        }
        expect(law.upperQuantile(0)).toBe(law.support.max);
        expect(law.upperQuantile(1)).toBe(law.support.min);
      }),
    );
  });

  it("jumps at its atoms, by their mass, and nowhere else", () => {
    fc.assert(
      fc.property(anyLaw, probabilities, (spec, ps) => {
        const law = distribution(spec);
        for (const x of pointsOf(law, ps)) {
          const atom = law.atoms.find(({ at }) => at === x);
          // Next to an end where the density is infinite like u^(−0.7) one step of doubles holds some mass.
          const jump = law.massBetween(previousDouble(x), x) - (atom?.mass ?? 0);
          expect(Math.abs(jump)).toBeLessThanOrEqual(1e-4);
        }
        for (const { at, mass } of law.atoms) {
          expect(mass).toBeGreaterThan(0);
          expect(law.massBetween(previousDouble(at), at)).toBeGreaterThanOrEqual(mass * (1 - 1e-12));
          expect(law.partialMean(at, at)).toBe(0);
        }
        expect(law.atoms.every(({ at }, k) => k === 0 || at > (law.atoms[k - 1]?.at ?? Number.NaN))).toBe(true);
      }),
    );
  });

  it("consists of its atoms and its pieces", () => {
    fc.assert(
      fc.property(anyLaw, (spec) => {
        const law = distribution(spec);
        const inPieces = law.pieces.map(({ from, to }) => law.massBetween(from, to) - (law.atoms.find(({ at }) => at === to)?.mass ?? 0));
        const total = law.atoms.reduce((sum, { mass }) => sum + mass, 0) + inPieces.reduce((sum, mass) => sum + mass, 0);
        expect(Math.abs(total - 1)).toBeLessThanOrEqual(1e-12);
        law.pieces.forEach(({ from, to }, k) => {
          expect(from).toBeLessThan(to);
          if (k > 0) expect(from).toBeGreaterThanOrEqual(law.pieces[k - 1]?.to ?? Number.NaN);
          expect(law.atoms.some(({ at }) => from < at && at < to)).toBe(false);
          // Beyond 38 deviations a normal tail underflows.
          const inner = Number.isFinite(from) ? nextDouble(from) : previousDouble(to);
          expect(law.massBetween(from, previousDouble(to)) > 0 || law.pdf(inner) < 1e-290).toBe(true);
        });
        const ends = [...law.atoms.map(({ at }) => at), ...law.pieces.flatMap(({ from, to }) => [from, to])];
        expect([Math.min(...ends), Math.max(...ends)]).toEqual([law.support.min, law.support.max]);
      }),
    );
  });

  it("has the density that its probabilities and partial means integrate", () => {
    fc.assert(
      fc.property(anyLaw, (spec) => {
        const law = distribution(spec);
        const size = sizeOf(law);
        for (const { from, to } of law.pieces) {
          // Within the piece, away from ends where the density may be infinite.
          const mass = law.massBetween(from, to);
          const low = Number.isFinite(from) ? Math.max(from, Math.min(to, law.quantile(law.cdf(from) + 0.01 * mass))) : law.quantile(1e-3);
          const high = Number.isFinite(to)
            ? Math.min(to, Math.max(from, law.upperQuantile(law.survival(to) + 0.01 * mass)))
            : law.upperQuantile(1e-3);
          const [a, b] = [Math.max(low, from), Math.min(high, to)];
          if (!(a < b) || law.atoms.some(({ at }) => at === b)) continue;
          expect(Math.abs(integrate((x) => law.pdf(x), a, b) - law.massBetween(a, b))).toBeLessThanOrEqual(1e-9);
          expect(Math.abs(integrate((x) => x * law.pdf(x), a, b) - law.partialMean(a, b))).toBeLessThanOrEqual(1e-9 * size);
        }
      }),
    );
  });

  it("adds up over adjacent intervals", () => {
    fc.assert(
      fc.property(anyLaw, probabilities, (spec, ps) => {
        const law = distribution(spec);
        const size = sizeOf(law);
        const cuts = [Number.NEGATIVE_INFINITY, ...new Set(pointsOf(law, ps)), Number.POSITIVE_INFINITY].filter(
          (x, k, list) => x !== list[k - 1],
        );
        let mass = 0;
        let moment = 0;
        for (let k = 1; k < cuts.length; k++) {
          const [a, b] = [cuts[k - 1] as number, cuts[k] as number];
          const [part, mean] = [law.massBetween(a, b), law.partialMean(a, b)];
          expect(part).toBeGreaterThanOrEqual(0);
          mass += part;
          moment += mean;
          expect(Math.abs(mass - law.cdf(b))).toBeLessThanOrEqual(1e-11);
          expect(Math.abs(moment - law.partialMean(Number.NEGATIVE_INFINITY, b))).toBeLessThanOrEqual(1e-11 * size);
          const between = law.meanBetween(a, b);
          if (part > 0) {
            expect(between).toBeGreaterThanOrEqual(a);
            expect(between).toBeLessThanOrEqual(b);
            expect(Math.abs(between * part - mean)).toBeLessThanOrEqual(1e-11 * Math.max(size * part, Math.abs(mean)));
          } else expect(Number.isFinite(between)).toBe(true);
        }
        expect(Math.abs(moment - law.mean)).toBeLessThanOrEqual(1e-11 * size);
        expect(law.massBetween(1, 0)).toBe(0);
        expect(law.partialMean(1, 0)).toBe(0);
      }),
    );
  });

  it("bounds its density", () => {
    fc.assert(
      fc.property(
        anyLaw,
        fc.tuple(probability, probability),
        fc.array(fc.double({ min: 0.001, max: 0.999, noNaN: true }), { minLength: 8, maxLength: 8 }),
        (spec, ps, ts) => {
          const law = distribution(spec);
          const [a, b] = ps.map((p) => law.quantile(p)).sort((x, y) => x - y) as [number, number];
          if (!(a < b)) return;
          const { min, max } = law.densityBounds(a, b);
          expect(min).toBeLessThanOrEqual(max);
          for (const t of ts) {
            const x = a + (b - a) * t;
            if (!(x > a && x < b) || law.pieces.some(({ from, to }) => x === from || x === to)) continue;
            expect(law.pdf(x)).toBeGreaterThanOrEqual(min * (1 - 1e-9));
            expect(law.pdf(x)).toBeLessThanOrEqual(max * (1 + 1e-9));
          }
        },
      ),
    );
  });

  it("is rebuilt by its specification", () => {
    fc.assert(
      fc.property(anyLaw, probabilities, (spec, ps) => {
        const law = distribution(spec);
        const written = JSON.parse(JSON.stringify(law.spec));
        expect(written).toEqual(JSON.parse(JSON.stringify(spec)));
        const again = distribution(written);
        expect(ps.map((p) => again.quantile(p))).toEqual(ps.map((p) => law.quantile(p)));
        expect([again.kind, again.mean]).toEqual([law.kind, law.mean]);
      }),
      { numRuns: 50 },
    );
  });
});

/** Width of the flat part of the cdf at x: a gap, across which rounding of p may carry a quantile. */
function flatness(law: Distribution, x: number): number {
  const near = 1e-9 * Math.max(1, Math.abs(x));
  const ends = [...law.atoms.map(({ at }) => ({ from: at, to: at })), ...law.pieces].sort((a, b) => a.from - b.from || a.to - b.to);
  let widest = 0;
  for (let k = 1; k < ends.length; k++) {
    const [from, to] = [(ends[k - 1] as { to: number }).to, (ends[k] as { from: number }).from];
    if (to > from && from - near <= x && x <= to + near) widest = Math.max(widest, to - from);
  }
  // An atom absorbs a whole interval of p.
  return law.atoms.some(({ at }) => Math.abs(at - x) <= near) || widest > 0 ? Math.max(widest, law.support.max - law.support.min) : widest;
}
