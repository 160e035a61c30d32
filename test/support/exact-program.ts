import type { NumberInput, Rational } from "../../src/arithmetic/rational.ts";

/**
 * A linear program in exact arithmetic, n columns and m rows:
 *
 *     maximise    c·x
 *     subject to  rowLower ≤ A x ≤ rowUpper
 *                 lower ≤ x ≤ upper
 *
 * `null` stands for "no bound". Equal row bounds make an equality. Without `lower` every column is ≥ 0, without `upper` none is bounded above.
 * Plain JavaScript numbers are read as the decimals they print as.
 */
export interface ExactProgram {
  /** Length n. */
  readonly c: readonly NumberInput[];
  /** m rows of length n. */
  readonly A: readonly (readonly NumberInput[])[];
  /** Length m each. */
  readonly rowLower: readonly (NumberInput | null)[];
  readonly rowUpper: readonly (NumberInput | null)[];
  /** Length n each. */
  readonly lower?: readonly (NumberInput | null)[];
  readonly upper?: readonly (NumberInput | null)[];
}

/**
 * How an {@link ExactProgram} ends; every outcome carries its own proof, which `isProved` of exact-outcome.ts checks without the simplex code.
 *
 * - `optimal`: `x` is a vertex (when the feasible set has one), `value` = c·x, and `multipliers` y prove that nothing is better: with z = c − Aᵀy,
 *   Σ y⁺ rowUpper − y⁻ rowLower + Σ z⁺ upper − z⁻ lower = value.
 * - `infeasible`: a lower bound exceeds its upper bound, or, with g = Aᵀy, the least value of g·x over the column bounds exceeds
 *   Σ y⁺ rowUpper − y⁻ rowLower.
 * - `unbounded`: `x` is feasible, and stays so however far one goes along `ray`, where c·ray > 0.
 */
export type ExactOutcome =
  | { readonly status: "optimal"; readonly value: Rational; readonly x: readonly Rational[]; readonly multipliers: readonly Rational[] }
  | { readonly status: "infeasible"; readonly multipliers: readonly Rational[] }
  | { readonly status: "unbounded"; readonly x: readonly Rational[]; readonly ray: readonly Rational[] };
