import type { Distribution, DistributionSpec, ExactLaw, Piece } from "../distribution.ts";
import { continuousLaw, type LawParts, quantilesFromTails } from "../law.ts";
import { gaussMoment } from "../numerics/gauss-legendre.ts";

/**
 * A continuous law of U in [0, 1]. A point is given by u and s = 1 − u, both with full relative accuracy,
 * so that neither end of the interval loses digits.
 */
export interface UnitLaw {
  /** P(U ≤ u). */
  cdf(u: number, s: number): number;
  /** P(U > u). */
  survival(u: number, s: number): number;
  density(u: number, s: number): number;
  /** P(u1 < U ≤ u2) for 0 < u1 < u2 < 1, with d = u2 − u1. */
  mass(u1: number, s1: number, u2: number, s2: number, d: number): number;
  /** E[U · 1{u1 < U ≤ u2}], 0 ≤ u1 < u2 ≤ 1, if known without cancellation; at least one of the two moments is. */
  readonly moment?: CellFunction | undefined;
  /** E[(1 − U) · 1{u1 < U ≤ u2}] likewise. */
  readonly gapMoment?: CellFunction | undefined;
  /** u with P(U ≤ u) = p. */
  lowerQuantile(p: number): number;
  /** 1 − u for the same u, with its own relative accuracy. */
  lowerQuantileGap(p: number): number;
  /** u with P(U > u) = q. */
  upperQuantile(q: number): number;
  upperQuantileGap(q: number): number;
  /** True when the density is so smooth on the cell that the 12-point Gauss rule errs below rounding. */
  narrow(u1: number, s1: number, u2: number, s2: number, d: number): boolean;
}

type CellFunction = (u1: number, s1: number, u2: number, s2: number, d: number) => number;

/** The law of 1 − U. */
export function mirrorUnit(law: UnitLaw): UnitLaw {
  return {
    cdf: (u, s) => law.survival(s, u),
    survival: (u, s) => law.cdf(s, u),
    density: (u, s) => law.density(s, u),
    mass: (u1, s1, u2, s2, d) => law.mass(s2, u2, s1, u1, d),
    moment: mirrorCell(law.gapMoment),
    gapMoment: mirrorCell(law.moment),
    lowerQuantile: (p) => law.upperQuantileGap(p),
    lowerQuantileGap: (p) => law.upperQuantile(p),
    upperQuantile: (q) => law.lowerQuantileGap(q),
    upperQuantileGap: (q) => law.lowerQuantile(q),
    narrow: (u1, s1, u2, s2, d) => law.narrow(s2, u2, s1, u1, d),
  };
}

function mirrorCell(f: CellFunction | undefined): CellFunction | undefined {
  return f && ((u1, s1, u2, s2, d) => f(s2, u2, s1, u1, d));
}

/** P(u1 < U ≤ u2) with the ends of the interval allowed. */
function unitMass(law: UnitLaw, u1: number, s1: number, u2: number, s2: number, d: number): number {
  if (u1 === 0) return s2 === 0 ? 1 : law.cdf(u2, s2);
  if (s2 === 0) return law.survival(u1, s1);
  return law.mass(u1, s1, u2, s2, d);
}

/** Stretches a unit law over [min, max]. `turns` are the points between which the density is monotone, as fractions of the interval. */
export function stretchUnit(
  law: UnitLaw,
  options: {
    readonly kind: string;
    readonly spec: DistributionSpec | undefined;
    readonly min: number;
    readonly max: number;
    /** E[U] and E[1 − U]. */
    readonly unitMean: number;
    readonly unitMeanGap: number;
    readonly pieces: readonly Piece[];
    readonly turns: readonly number[];
    readonly relativeError: number;
    readonly exactLaw?: (() => ExactLaw) | undefined;
    readonly image: LawParts["image"];
    readonly enclosure: LawParts["enclosure"];
  },
): Distribution {
  const { min, max } = options;
  const width = max - min;
  // V = end + step·(distance of U from that end); the end nearer 0 when there is a choice.
  const fromLow = law.gapMoment === undefined || (law.moment !== undefined && Math.abs(min) <= Math.abs(max));
  const end = fromLow ? min : max;
  const step = fromLow ? width : -width;
  const moment = ((fromLow ? law.moment : law.gapMoment) ?? law.moment) as CellFunction;
  const partialMean = (low: number, high: number, depth: number): number => {
    const u1 = (low - min) / width;
    const s1 = (max - low) / width;
    const u2 = (high - min) / width;
    const s2 = (max - high) / width;
    const d = (high - low) / width;
    // Subnormal cells vanish as fractions.
    if (!(d > 0 && u2 > 0 && s1 > 0)) return 0;
    if (law.narrow(u1, s1, u2, s2, d)) {
      return d * gaussMoment(low, high, (t) => law.density(u1 + t * d, s2 + (1 - t) * d));
    }
    const anchored = end === 0 ? 0 : end * unitMass(law, u1, s1, u2, s2, d);
    const rest = step * moment(u1, s1, u2, s2, d);
    const mean = anchored + rest;
    // Where the two terms cancel, halve until the parts do not, or are narrow.
    if (depth === 0 || Math.abs(mean) >= 0.05 * (Math.abs(anchored) + Math.abs(rest))) return mean;
    const middle = low + (high - low) / 2;
    return partialMean(low, middle, depth - 1) + partialMean(middle, high, depth - 1);
  };
  // Each half from its own tail, and from the nearer end, so that points near either end keep their distance to it.
  const below = (p: number) => {
    const u = law.lowerQuantile(p);
    return u <= 0.5 ? min + width * u : max - width * law.lowerQuantileGap(p);
  };
  const above = (q: number) => {
    const u = law.upperQuantile(q);
    return u <= 0.5 ? min + width * u : max - width * law.upperQuantileGap(q);
  };
  return continuousLaw({
    kind: options.kind,
    spec: options.spec,
    support: { min, max },
    pieces: options.pieces,
    mean: Math.abs(min) <= Math.abs(max) ? min + width * options.unitMean : max - width * options.unitMeanGap,
    relativeError: options.relativeError,
    exactLaw: options.exactLaw,
    image: options.image,
    enclosure: options.enclosure,
    cdf: (x) => law.cdf((x - min) / width, (max - x) / width),
    survival: (x) => law.survival((x - min) / width, (max - x) / width),
    pdf: (x) => law.density((x - min) / width, (max - x) / width) / width,
    density: options.turns.map((u) => min + width * u),
    ...quantilesFromTails(below, above),
    mass: (low, high) =>
      unitMass(law, (low - min) / width, (max - low) / width, (high - min) / width, (max - high) / width, (high - low) / width),
    moment: (low, high) => partialMean(low, high, 40),
  });
}
