import { gaussCount, gaussNodes, gaussWeights } from "../numerics/gauss-legendre.ts";
import { monotoneRoot } from "../numerics/monotone-root.ts";
import { betaLower, betaLowerQuantile, betaUpper, betaUpperQuantile, logBeta } from "../numerics/special-functions.ts";
import type { UnitLaw } from "./unit-interval.ts";

/** Above this total of the parameters the factors of the density may leave the range of doubles; logarithms are then added up. */
const largeParameters = 60;

/** The beta law with parameters a, b > 0. */
export function betaUnit(a: number, b: number): UnitLaw {
  const logNormaliser = -logBeta(a, b);
  const normaliser = Math.exp(logNormaliser);
  const byLogarithms = a + b > largeParameters;
  const density = (u: number, s: number) =>
    byLogarithms && u > 0 && s > 0
      ? Math.exp((a - 1) * logOf(u, s) + (b - 1) * logOf(s, u) + logNormaliser)
      : normaliser * lowered(u, a) * lowered(s, b);
  const narrow = (u1: number, s1: number, u2: number, s2: number, d: number) => isNarrow(a, b, u1, s1, u2, s2, d);
  const mean = a / (a + b);
  const gapMean = b / (a + b);
  /** u with P(U ≤ u) = p, its accuracy restored by Newton's method. */
  const lower = (p: number, a: number, b: number) => {
    const guess = betaLowerQuantile(p, a, b);
    // Near 0 the density is u^(a−1)/B(a, b) and the library's result may underflow.
    if (!(guess > 1e-200)) return Math.exp((Math.log(p) + Math.log(a) - logNormaliser) / a);
    return monotoneRoot(
      (u) => lowerTail(a, b, u, 1 - u),
      (u) => swapped(a, b, u),
      p,
      0,
      1,
      guess,
      true,
    );
  };
  const upper = (q: number, a: number, b: number) => {
    const guess = betaUpperQuantile(q, a, b);
    if (!(guess > 1e-200)) return lower(1 - q, a, b);
    return monotoneRoot(
      (u) => upperTail(a, b, u, 1 - u),
      (u) => swapped(a, b, u),
      q,
      0,
      1,
      guess,
      false,
    );
  };
  /** Density at u of the law with these parameters, which are (a, b) or (b, a). */
  const swapped = (first: number, _second: number, u: number) => (first === a ? density(u, 1 - u) : density(1 - u, u));
  return {
    cdf: (u, s) => lowerTail(a, b, u, s),
    survival: (u, s) => upperTail(a, b, u, s),
    density,
    mass: (u1, s1, u2, s2, d) => betaMass(a, b, density, u1, s1, u2, s2, d, 40),
    moment: (u1, s1, u2, s2, d) => {
      if (u1 === 0) return mean * (s2 === 0 ? 1 : lowerTail(a + 1, b, u2, s2));
      if (s2 === 0) return mean * upperTail(a + 1, b, u1, s1);
      const raised = (u: number, s: number) => (u * density(u, s)) / mean;
      return mean * betaMass(a + 1, b, raised, u1, s1, u2, s2, d, 40);
    },
    gapMoment: (u1, s1, u2, s2, d) => {
      if (u1 === 0) return gapMean * (s2 === 0 ? 1 : lowerTail(a, b + 1, u2, s2));
      if (s2 === 0) return gapMean * upperTail(a, b + 1, u1, s1);
      const raised = (u: number, s: number) => (s * density(u, s)) / gapMean;
      return gapMean * betaMass(a, b + 1, raised, u1, s1, u2, s2, d, 40);
    },
    lowerQuantile: (p) => lower(p, a, b),
    lowerQuantileGap: (p) => upper(p, b, a),
    upperQuantile: (q) => upper(q, a, b),
    upperQuantileGap: (q) => lower(q, b, a),
    narrow,
  };
}

/** u^(a − 1), the exponent not being rounded where the logarithm of u is large. */
function lowered(u: number, a: number): number {
  return u > 0 && u < 1e-3 ? u ** a / u : u ** (a - 1);
}

/** log u, from s = 1 − u when u is near 1. */
function logOf(u: number, s: number): number {
  return s < 0.25 ? Math.log1p(-s) : Math.log(u);
}

/** Each tail from the end that is nearer. */
function lowerTail(a: number, b: number, u: number, s: number): number {
  return u <= 0.5 ? betaLower(u, a, b) : betaUpper(s, b, a);
}

function upperTail(a: number, b: number, u: number, s: number): number {
  return u <= 0.5 ? betaUpper(u, a, b) : betaLower(s, b, a);
}

/** The density is singular at 0 and 1, and changes by bounded factors when (|a − 1|/u + |b − 1|/s)·d is small. */
function isNarrow(a: number, b: number, u1: number, s1: number, u2: number, s2: number, d: number): boolean {
  const u = (u1 + u2) / 2;
  const s = (s1 + s2) / 2;
  return u >= 2 * d && s >= 2 * d && (Math.abs(a - 1) / u + Math.abs(b - 1) / s) * d <= 2;
}

/** Quadrature on narrow cells, differences of the smaller tail where they do not cancel, halves elsewhere. */
function betaMass(
  a: number,
  b: number,
  density: (u: number, s: number) => number,
  u1: number,
  s1: number,
  u2: number,
  s2: number,
  d: number,
  depth: number,
): number {
  if (isNarrow(a, b, u1, s1, u2, s2, d)) {
    let sum = 0;
    for (let k = 0; k < gaussCount; k++) {
      const t = (1 + (gaussNodes[k] as number)) / 2;
      sum += (gaussWeights[k] as number) * density(u1 + t * d, s2 + (1 - t) * d);
    }
    return sum * d;
  }
  const below = lowerTail(a, b, u2, s2);
  if (below <= 0.5) {
    const difference = below - lowerTail(a, b, u1, s1);
    if (difference >= 0.1 * below || depth === 0) return difference;
  } else {
    const above = upperTail(a, b, u1, s1);
    const difference = above - upperTail(a, b, u2, s2);
    if (difference >= 0.1 * above || depth === 0) return difference;
  }
  const u = (u1 + u2) / 2;
  const s = (s1 + s2) / 2;
  return betaMass(a, b, density, u1, s1, u, s, d / 2, depth - 1) + betaMass(a, b, density, u, s, u2, s2, d / 2, depth - 1);
}
