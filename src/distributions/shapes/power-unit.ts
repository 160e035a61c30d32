import { exactDouble, one, toNumber } from "../../arithmetic/rational.ts";
import type { UnitLaw } from "./unit-interval.ts";

/** u2^k − u1^k for 0 ≤ u1 < u2, d = u2 − u1, without cancellation; `top` is u2^k. */
function powerDifference(k: number, top: number, u1: number, u2: number, d: number): number {
  if (u1 === 0) return top;
  // log(u1/u2): through the difference when the two are close.
  const logRatio = d < 0.5 * u2 ? Math.log1p(-d / u2) : Math.log(u1 / u2);
  return -top * Math.expm1(k * logRatio);
}

/** P(U ≤ u) = u^a, a > 0. */
export function powerUnit(a: number): UnitLaw {
  const inverse = 1 / a;
  // 1/a is rounded; the first-order correction keeps u = p^(1/a) accurate for tiny p.
  const residual = toNumber(one.div(exactDouble(a)).sub(exactDouble(inverse)));
  const root = (p: number) => p ** inverse * (1 + residual * Math.log(p));
  const gapOfLog = (logP: number) => -Math.expm1(logP / a);
  return {
    cdf: (u) => u ** a,
    survival: (u, s) => -Math.expm1(a * (s < 0.5 ? Math.log1p(-s) : Math.log(u))),
    // u^a/u: the rounding of a − 1 would be multiplied by log u.
    density: (u) => (a === 1 ? 1 : u > 0 ? (a * u ** a) / u : a > 1 ? 0 : Number.POSITIVE_INFINITY),
    mass: (u1, _s1, u2, _s2, d) => powerDifference(a, u2 ** a, u1, u2, d),
    // u·u^a: the rounding of a + 1 would be multiplied by log u.
    moment: (u1, _s1, u2, _s2, d) => (a / (a + 1)) * powerDifference(a + 1, u2 * u2 ** a, u1, u2, d),
    lowerQuantile: root,
    lowerQuantileGap: (p) => gapOfLog(Math.log(p)),
    upperQuantile: (q) => Math.exp(Math.log1p(-q) / a),
    upperQuantileGap: (q) => gapOfLog(Math.log1p(-q)),
    // The only singularity of the density is u = 0.
    narrow: (u1, _s1, u2, _s2, d) => (u1 + u2) * 0.5 >= 2 * d && Math.abs(a - 1) * d <= u1 + u2,
  };
}
