import { gaussCount, gaussNodes, gaussWeights } from "../numerics/gauss-legendre.ts";
import { erfc, erfcinv, erfcx } from "../numerics/special-functions.ts";

const rootHalf = Math.SQRT1_2;
const rootHalfPi = Math.sqrt(Math.PI / 2);

/** √(2π). */
export const rootTwoPi = Math.sqrt(2 * Math.PI);

/** P(Z > z) for Z standard normal. */
export function normalUpper(z: number): number {
  return 0.5 * erfc(z * rootHalf);
}

/** Mills' ratio P(Z > z)/φ(z). */
export function mills(z: number): number {
  return rootHalfPi * erfcx(z * rootHalf);
}

/** z with P(Z > z) = q, q in (0, 1): the library's value and one Newton step on the logarithm, which restores the far tail. */
export function normalUpperQuantile(q: number): number {
  if (q > 0.5) return -normalUpperQuantile(1 - q);
  const z = Math.SQRT2 * erfcinv(2 * q);
  // log P(Z > z) has slope −1/mills(z).
  return z + mills(z) * Math.log(normalUpper(z) / q);
}

/** True when the 12-point Gauss rule integrates e^(−z²/2) over the cell without error. */
export function normalNarrow(z1: number, z2: number, d: number): boolean {
  return d <= 1 && Math.abs(z1 + z2) * d <= 4;
}

/**
 * ∫ e^(−(z² − α²)/2) dz over z1 < z < z2 = z1 + d, given the exponents e = (z² − α²)/2 at both ends, without cancellation.
 * A cell with 0 inside must have α = 0.
 */
export function scaledNormalIntegral(z1: number, z2: number, d: number, e1: number, e2: number): number {
  if (normalNarrow(z1, z2, d)) {
    let sum = 0;
    for (let k = 0; k < gaussCount; k++) {
      const step = (d * (1 + (gaussNodes[k] as number))) / 2;
      sum += (gaussWeights[k] as number) * Math.exp(-step * (z1 + step / 2));
    }
    return sum * d * Math.exp(-e1);
  }
  if (z1 >= 0) return Math.exp(-e1) * mills(z1) - (z2 === Number.POSITIVE_INFINITY ? 0 : Math.exp(-e2) * mills(z2));
  if (z2 <= 0) return Math.exp(-e2) * mills(-z2) - (z1 === Number.NEGATIVE_INFINITY ? 0 : Math.exp(-e1) * mills(-z1));
  return integralFromZero(z2) + integralFromZero(-z1);
}

/** ∫₀ᶻ e^(−t²/2) dt, z ≥ 0. */
function integralFromZero(z: number): number {
  return z <= 1 ? scaledNormalIntegral(0, z, z, 0, (z * z) / 2) : rootHalfPi * (1 - erfc(z * rootHalf));
}

/** P(z1 < Z ≤ z2) for Z standard normal, with d = z2 − z1. */
export function normalMass(z1: number, z2: number, d: number): number {
  return scaledNormalIntegral(z1, z2, d, (z1 * z1) / 2, (z2 * z2) / 2) / rootTwoPi;
}
