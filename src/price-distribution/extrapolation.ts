import { Matrix, solve } from "ml-matrix";

/** A limit as a sequence suggests it; nothing is proved. */
export interface Estimate {
  readonly value: number;
  /** How far the estimate moved with the last term of the sequence. */
  readonly uncertainty: number;
}

/** Terms without which nothing is said. */
const fewest = 6;

/**
 * The limit of the best expected utilities over prices on knots, one term each time that the cells between knots are halved; null for fewer than six terms.
 *
 * Away from the diagonal of equal types a sum over knots is a trapezoidal rule, wrong by h² and h⁴; beside it the utilities of neighbouring types, of the order h^{2γ} on a strip of width h,
 * are wrong by h^{1+2γ} (at γ = ½ h² log h, to which the two exponents contract). The last four terms determine the limit and the three coefficients.
 */
export function extrapolated(sequence: readonly number[], power: number): Estimate | null {
  if (sequence.length < fewest) return null;
  const value = limitOf(sequence, power);
  return { value, uncertainty: Math.abs(value - limitOf(sequence.slice(0, -1), power)) };
}

function limitOf(sequence: readonly number[], power: number): number {
  const last = sequence.slice(-4);
  const apart = 2 * power - 1;
  const rows = last.map((_, k) => {
    // In units of the finest cells.
    const h = 2 ** (last.length - 1 - k);
    const beside = Math.abs(apart) < 1e-6 ? Math.log(h) : (h ** apart - 1) / apart;
    return [1, h ** 2, h ** 2 * beside, h ** 4];
  });
  return solve(new Matrix(rows), Matrix.columnVector([...last])).get(0, 0);
}
