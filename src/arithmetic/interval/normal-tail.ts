import { productError } from "../error-free.ts";
import { fixedPi, fixedRoot, fixedToDouble, tableBits } from "./constants.ts";
import { exponential } from "./exponential.ts";

/** Relative error of {@link normalDensity} and {@link millsRatio}. */
export const normalError = 2 ** -50;

const unit = 1n << tableBits;
const spacing = 4;
const last = 10;
const degree = 13;
let table: Float64Array | undefined;

/**
 * Taylor coefficients of Mills' ratio m at z₀ = (j + ½)/4, z₀ < 10, in fixed point.
 *
 * m(z) = e^(z²/2)·√(π/2) − Σ z^(2k+1)/(1·3·…·(2k+1)); m′ = z·m − 1 gives (k + 1)·c_{k+1} = z₀·c_k + c_{k−1}. Fixed-point rounding, of some 2^−310, grows by
 * less than e^50·10^13 < 2^120.
 */
function coefficients(): Float64Array {
  const out = new Float64Array(spacing * last * (degree + 1));
  for (let j = 0; j < spacing * last; j++) {
    const z = (unit * BigInt(2 * j + 1)) / BigInt(2 * spacing);
    const square = (z * z) >> tableBits;
    let exponential = 0n;
    for (let term = unit, k = 1n; term > 0n; k++) {
      exponential += term;
      term = ((term * square) >> tableBits) / (2n * k);
    }
    let series = 0n;
    for (let term = z, k = 1n; term > 0n; k++) {
      series += term;
      term = ((term * square) >> tableBits) / (2n * k + 1n);
    }
    const c = [((exponential * fixedRoot(fixedPi / 2n)) >> tableBits) - series];
    c.push(((z * (c[0] as bigint)) >> tableBits) - unit);
    for (let k = 1; k < degree; k++) c.push((((z * (c[k] as bigint)) >> tableBits) + (c[k - 1] as bigint)) / BigInt(k + 1));
    c.forEach((entry, k) => {
      out[j * (degree + 1) + k] = fixedToDouble(entry);
    });
  }
  return out;
}

/**
 * Mills' ratio P(Z > z)/φ(z), z ≥ 0, within a relative error of 2^−50.
 *
 * Below 10: Taylor's polynomial about the nearest node, |δ| ≤ 1/8. m = ∫₀^∞ e^(−zt−t²/2) dt is completely monotone: its 14th derivative is at most
 * that at 0, 2^6.5·Γ(7.5) < 1.7e5, and below 14!/z^15, so that the remainder stays under 4.5e-19 and, relatively to m ≥ 1/(z + 1), under 2^−57. Coefficients alternate in
 * sign and fall so fast (|c₁δ| < 0.13·c₀) that rounding is below 5u. From 10 on: 20 terms of the asymptotic series, whose error is less than the next term,
 * 39!!/z^40 < 2^−54, by Horner's rule with rounding below 6u.
 *
 * @see M. Abramowitz, I. Stegun (1964), 26.2.12. J. Sampford (1953) for the derivatives.
 */
export function millsRatio(z: number): number {
  if (z >= last) {
    const inverse = 1 / (z * z);
    let sum = 1;
    for (let k = 20; k >= 1; k--) sum = 1 - (2 * k - 1) * inverse * sum;
    return sum / z;
  }
  table ??= coefficients();
  const node = Math.floor(z * spacing);
  const delta = z - (node + 0.5) / spacing;
  const from = node * (degree + 1);
  let sum = table[from + degree] as number;
  for (let k = degree - 1; k >= 0; k--) sum = (table[from + k] as number) + delta * sum;
  return sum;
}

/** 1/√(2π), to nearest. */
export const inverseRootTwoPi = fixedToDouble((unit * unit) / fixedRoot(2n * fixedPi));

/** The standard normal density at z within a relative error of 2^−50 (an absolute 2^−1070 beyond |z| = 37.6): the rounding of z² is taken into the exponent. */
export function normalDensity(z: number): number {
  if (!(Math.abs(z) < 39)) return Number.isNaN(z) ? Number.NaN : 0;
  const square = z * z;
  const low = square < 2 ** -900 ? 0 : productError(z, z, square);
  return inverseRootTwoPi * exponential(-square / 2, -low / 2);
}
