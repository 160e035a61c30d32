import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Piece } from "../../src/distributions/distribution.ts";
import { affine, type CustomLaw, customLaw, mixture, pareto, pointMass, power, uniform } from "../../src/distributions/laws.ts";
import { distribution } from "../../src/distributions/registry.ts";
import { InvalidInputError } from "../../src/errors.ts";
import { anyLaw } from "./arbitrary-law.ts";

const unknown = { slope: "unknown", reason: "nothing is claimed" } as const;
const clip = (x: number) => Math.min(1, Math.max(0, x));
const triangle: CustomLaw = { cdf: (x) => clip(x) ** 2, quantile: Math.sqrt, support: { min: 0, max: 1 } };

// U[0, 1] with an atom of ½ at 0.3: the cdf is ½x below, ½ + ½x from there.
const withAtom: CustomLaw = {
  cdf: (x) => 0.5 * clip(x) + (x >= 0.3 ? 0.5 : 0),
  quantile: (p) => (p <= 0.15 ? 2 * p : p <= 0.65 ? 0.3 : 2 * p - 1),
  support: { min: 0, max: 1 },
  atoms: [{ at: 0.3, mass: 0.5 }],
};

function field(law: CustomLaw): string {
  try {
    customLaw(law);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.field;
    throw error;
  }
  return "accepted";
}

describe("a custom law", () => {
  it("fills in what is missing, close to the law it is", () => {
    const law = customLaw(triangle);
    const truth = power({ min: 0, max: 1, exponent: 2 });
    expect(law.mean).toBeCloseTo(2 / 3, 13);
    for (const x of [0.01, 0.2, 0.5, 0.9, 0.999]) {
      expect(law.survival(x)).toBeCloseTo(truth.survival(x), 14);
      expect(law.pdf(x)).toBeCloseTo(truth.pdf(x), 8);
      expect(law.upperQuantile(x)).toBeCloseTo(truth.upperQuantile(x), 13);
      expect(law.partialMean(x / 2, x)).toBeCloseTo(truth.partialMean(x / 2, x), 13);
      expect(law.meanBetween(x, 1)).toBeCloseTo(truth.meanBetween(x, 1), 10);
    }
    expect(law.pieces).toEqual([
      expect.objectContaining({ from: 0, to: 1, density: "unknown", virtualValue: expect.objectContaining({ slope: "unknown" }) }),
    ]);
    expect(law.densityBounds(0.1, 0.2)).toEqual({ min: 0, max: Number.POSITIVE_INFINITY });
    expect(law.spec).toBeUndefined();
    expect(law.relativeError).toBe(1e-10);
  });

  it("with an atom agrees with the mixture it is", () => {
    const law = customLaw(withAtom);
    const truth = mixture({ weights: [0.5, 0.5], components: [uniform({ min: 0, max: 1 }), pointMass({ at: 0.3 })] });
    expect(law.mean).toBeCloseTo(truth.mean, 13);
    expect(law.pieces.map(({ from, to }) => [from, to])).toEqual([
      [0, 0.3],
      [0.3, 1],
    ]);
    for (const [a, b] of [
      [0, 0.3],
      [0.1, 0.5],
      [0.3, 1],
      [0.25, 0.300001],
      [Number.NEGATIVE_INFINITY, 0.2],
    ] as const) {
      expect(law.massBetween(a, b)).toBeCloseTo(truth.massBetween(a, b), 13);
      expect(law.partialMean(a, b)).toBeCloseTo(truth.partialMean(a, b), 13);
    }
    for (const p of [0.1, 0.15, 0.4, 0.65, 0.9]) expect(law.upperQuantile(p)).toBeCloseTo(truth.upperQuantile(p), 13);
  });

  it("with a gap finds the right end of the gap as upper quantile", () => {
    const cdf = (x: number) => 0.5 * clip(x) + 0.5 * clip(x - 2);
    const pieces = uniform({ min: 0, max: 1 }).pieces;
    const law = customLaw({
      cdf,
      quantile: (p) => (p <= 0.5 ? 2 * p : 1 + 2 * p),
      support: { min: 0, max: 3 },
      pieces: [...pieces, { ...(pieces[0] as (typeof pieces)[number]), from: 2, to: 3 }],
    });
    expect([law.quantile(0.5), law.upperQuantile(0.5)]).toEqual([1, 2]);
    expect(law.mean).toBeCloseTo(1.5, 13);
  });

  it("with an unbounded support takes its mean from the upper quantile, also with a heavy tail", () => {
    const law = customLaw({
      cdf: (x) => (x < 1 ? 0 : 1 - x ** -1.5),
      survival: (x) => (x < 1 ? 1 : x ** -1.5),
      quantile: (p) => (1 - p) ** (-1 / 1.5),
      upperQuantile: (q) => q ** (-1 / 1.5),
      support: { min: 1, max: Number.POSITIVE_INFINITY },
    });
    const truth = pareto({ scale: 1, shape: 1.5 });
    expect(law.mean / 3).toBeCloseTo(1, 9);
    expect(law.partialMean(10, 1e6) / truth.partialMean(10, 1e6)).toBeCloseTo(1, 9);
  });

  it("is mapped by affine laws with its atoms in place", () => {
    for (const [scale, shift] of [
      [-3, 0.1],
      [0.7, -1 / 3],
    ] as const) {
      const law = affine({ scale, shift, of: customLaw(withAtom) });
      const truth = affine({
        scale,
        shift,
        of: mixture({ weights: [0.5, 0.5], components: [uniform({ min: 0, max: 1 }), pointMass({ at: 0.3 })] }),
      });
      const at = law.atoms[0]?.at ?? Number.NaN;
      expect(at).toBeCloseTo(scale * 0.3 + shift, 14);
      expect(law.cdf(at) - law.cdf(at - 1e-12)).toBeCloseTo(0.5, 9);
      expect(law.survival(at - 1e-12) - law.survival(at)).toBeCloseTo(0.5, 9);
      expect(law.massBetween(at - 1e-12, at)).toBeCloseTo(0.5, 9);
      expect(law.massBetween(at, at + 1e-12)).toBeCloseTo(0, 9);
      expect(law.partialMean(at - 1e-12, at)).toBeCloseTo(0.5 * at, 9);
      expect(law.mean).toBeCloseTo(truth.mean, 12);
      expect([law.support.min, law.support.max].map((x) => x.toFixed(12))).toEqual(
        [truth.support.min, truth.support.max].map((x) => x.toFixed(12)),
      );
      for (const p of [0.1, 0.4, 0.9]) {
        expect(law.quantile(p)).toBeCloseTo(truth.quantile(p), 12);
        expect(law.upperQuantile(p)).toBeCloseTo(truth.upperQuantile(p), 12);
        // Clear of the atom, whose place is known to one rounding in either law.
        const [a, b] = [truth.quantile(p / 2) - 1e-9, truth.quantile(p) + 1e-9];
        expect(law.partialMean(a, b)).toBeCloseTo(truth.partialMean(a, b), 9);
        expect(law.pdf(truth.quantile(0.05))).toBeCloseTo(truth.pdf(truth.quantile(0.05)), 6);
      }
    }
  });

  it("is refused when its functions contradict each other", () => {
    expect(field(triangle)).toBe("accepted");
    expect(field({ ...triangle, cdf: undefined as unknown as CustomLaw["cdf"] })).toBe("cdf");
    expect(field({ ...triangle, quantile: 3 as unknown as CustomLaw["quantile"] })).toBe("quantile");
    expect(field({ ...triangle, quantile: (p) => p })).toBe("quantile");
    expect(field({ ...triangle, quantile: (p) => 1 - p })).toBe("quantile");
    expect(field({ ...triangle, quantile: (p) => 2 * Math.sqrt(p) })).toBe("quantile");
    expect(field({ ...triangle, cdf: (x) => 2 * clip(x) ** 2 })).toBe("atoms");
    expect(field({ ...triangle, support: { min: 1, max: 0 } })).toBe("support.max");
    expect(field({ ...triangle, support: { min: 0, max: Number.NaN } })).toBe("support.max");
    expect(field({ ...triangle, survival: (x) => clip(x) })).toBe("survival");
    expect(field({ ...triangle, upperQuantile: (q) => Math.sqrt(q) })).toBe("upperQuantile");
    expect(field({ ...withAtom, atoms: [] })).toBe("atoms");
    expect(field({ ...withAtom, atoms: [{ at: 0.3, mass: 0.2 }] })).toBe("atoms[0].mass");
    expect(field({ ...withAtom, atoms: [{ at: 2, mass: 0.5 }] })).toBe("atoms[0].at");
    const unbounded: CustomLaw = {
      cdf: (x) => (x < 0 ? 0 : -Math.expm1(-x)),
      quantile: (p) => -Math.log1p(-p),
      support: { min: 0, max: Number.POSITIVE_INFINITY },
    };
    expect(field(unbounded)).toBe("upperQuantile");
    expect(field({ ...unbounded, upperQuantile: (q) => -Math.log(q) })).toBe("accepted");
    expect(field({ ...triangle, partialMean: () => Number.POSITIVE_INFINITY })).toBe("partialMean");
  });

  it("is refused when atoms and pieces do not hold probability 1, or are out of place", () => {
    const [whole] = uniform({ min: 0, max: 1 }).pieces as [Piece];
    const plain = { ...whole, density: "unknown", virtualValue: unknown, virtualCost: unknown } as const;
    const flat: CustomLaw = { cdf: clip, quantile: (p) => p, support: { min: 0, max: 1 } };
    const pieces = (...ends: readonly (readonly [number, number])[]) =>
      field({ ...flat, pieces: ends.map(([from, to]) => ({ ...plain, from, to })) });
    expect(pieces([0, 1])).toBe("accepted");
    expect(pieces([0, 0.25], [0.25, 1])).toBe("accepted");
    expect(pieces([0, 0.5])).toBe("pieces");
    expect(pieces([0, 0.25], [0.5, 1])).toBe("pieces");
    expect(pieces([0, 0.6], [0.5, 1])).toBe("pieces[1].from");
    expect(pieces([0, 2])).toBe("pieces[0]");
    expect(pieces([0, 0])).toBe("pieces[0].to");
    expect(pieces()).toBe("atoms");
    expect(field({ ...withAtom, pieces: [plain] })).toBe("pieces[0]");
    const coin: CustomLaw = { cdf: (x) => (x < 0 ? 0 : x < 1 ? 0.5 : 1), quantile: (p) => (p <= 0.5 ? 0 : 1), support: { min: 0, max: 1 } };
    const tossed = [
      { at: 0, mass: 0.5 },
      { at: 1, mass: 0.5 },
    ];
    expect(field({ ...coin, atoms: tossed })).toBe("accepted");
    expect(field({ ...coin, atoms: tossed, pieces: [plain] })).toBe("pieces[0]");
  });

  it("is refused when pdf or partial means are not those of the cdf", () => {
    expect(field({ ...triangle, pdf: (x) => 2 * x })).toBe("accepted");
    expect(field({ ...triangle, pdf: () => 1 })).toBe("pdf");
    expect(field({ ...triangle, pdf: (x) => 2.01 * x })).toBe("pdf");
    expect(field({ ...triangle, pdf: (x) => (x > 0.5 ? 2 * x : -2 * x) })).toBe("pdf");
    expect(field({ ...triangle, pdf: () => Number.NaN })).toBe("pdf");
    // A jump within a piece, and a singular end, are no contradictions.
    const jump = { cdf: (x: number) => (x < 0.5 ? clip(x) / 5 : 1 - 1.8 * (1 - clip(x))), pdf: (x: number) => (x < 0.5 ? 0.2 : 1.8) };
    expect(field({ ...jump, quantile: (p) => (p < 0.1 ? 5 * p : 1 - (1 - p) / 1.8), support: { min: 0, max: 1 } })).toBe("accepted");
    expect(
      field({ cdf: (x) => Math.sqrt(clip(x)), quantile: (p) => p * p, pdf: (x) => 0.5 / Math.sqrt(x), support: { min: 0, max: 1 } }),
    ).toBe("accepted");
    const moment = (a: number, b: number) => (2 / 3) * (clip(b) ** 3 - clip(a) ** 3);
    expect(field({ ...triangle, partialMean: moment })).toBe("accepted");
    expect(field({ ...triangle, partialMean: (a, b) => moment(a, b) / 2 })).toBe("partialMean");
    expect(field({ ...triangle, partialMean: (a, b) => clip(b) - clip(a) })).toBe("partialMean");
  });

  it("is refused when a claimed slope fails between sample points", () => {
    const claims = (change: Partial<Piece>) => {
      const piece: Piece = { from: 0, to: 1, density: "unknown", virtualValue: unknown, virtualCost: unknown, ...change };
      return (law: CustomLaw) => field({ ...law, pieces: [piece] });
    };
    const rising = { slope: "increasing", reason: "as claimed" } as const;
    const falling = { slope: "decreasing", reason: "as claimed" } as const;
    expect(claims({ density: "increasing" })(triangle)).toBe("accepted");
    expect(claims({ density: "decreasing" })(triangle)).toBe("pieces[0].density");
    expect(claims({ density: "constant" })(triangle)).toBe("pieces[0].density");
    // Of x²: ψ = x − (1 − x²)/2x and φ = 3x/2.
    expect(claims({ virtualValue: rising, virtualCost: { ...rising, affine: true } })(triangle)).toBe("accepted");
    expect(claims({ virtualValue: falling })(triangle)).toBe("pieces[0].virtualValue.slope");
    expect(claims({ virtualCost: falling })(triangle)).toBe("pieces[0].virtualCost.slope");
    expect(claims({ virtualValue: { ...rising, affine: true } })(triangle)).toBe("pieces[0].virtualValue.affine");
    // Of √x: ψ = 3x − 2√x falls up to 1/9 and rises from there.
    const root: CustomLaw = { cdf: (x) => Math.sqrt(clip(x)), quantile: (p) => p * p, support: { min: 0, max: 1 } };
    expect(claims({ density: "decreasing", virtualCost: rising })(root)).toBe("accepted");
    expect(claims({ virtualValue: rising })(root)).toBe("pieces[0].virtualValue.slope");
    expect(claims({ virtualValue: falling })(root)).toBe("pieces[0].virtualValue.slope");
    const turn = 1 / 9;
    const halves: Piece[] = [
      { from: 0, to: turn, density: "decreasing", virtualValue: falling, virtualCost: rising },
      { from: turn, to: 1, density: "decreasing", virtualValue: rising, virtualCost: rising },
    ];
    expect(field({ ...root, pieces: halves })).toBe("accepted");
  });

  it("accepts every law of an instance file when its own functions are handed over, pieces and claims included", () => {
    fc.assert(
      fc.property(anyLaw, (spec) => {
        const law = distribution(spec);
        const { cdf, survival, quantile, upperQuantile, pdf, partialMean, support, atoms, pieces } = law;
        const custom = customLaw({ cdf, survival, quantile, upperQuantile, pdf, partialMean, support, atoms, pieces });
        expect(custom.mean).toBe(law.partialMean(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY));
        expect([law.assumption, custom.assumption === null]).toEqual([null, false]);
      }),
    );
  });

  it("hands its assumption on to mixtures and affine images", () => {
    const law = customLaw(triangle);
    expect(law.assumption).toMatch(/custom law/);
    expect(affine({ scale: 2, shift: 1, of: law }).assumption).toBe(law.assumption);
    expect(mixture({ weights: [0.5, 0.5], components: [uniform({ min: 0, max: 1 }), law] }).assumption).toBe(law.assumption);
    expect(affine({ scale: -1, shift: 1, of: mixture({ weights: [1], components: [law] }) }).assumption).toBe(law.assumption);
    expect(mixture({ weights: [1], components: [uniform({ min: 0, max: 1 })] }).assumption).toBeNull();
  });
});
