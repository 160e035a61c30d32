import type { Rational } from "../arithmetic/rational.ts";

/**
 * A finite grid of one agent's types.
 *
 * `values` has length n ≥ 1 and is strictly increasing; `masses` has length n, is positive and sums to 1.
 * `exact` holds the same numbers as rationals (its masses sum to exactly 1) when the input determines them.
 */
export interface TypeSpace {
  readonly values: Float64Array;
  readonly masses: Float64Array;
  readonly exact?: { readonly values: readonly Rational[]; readonly masses: readonly Rational[] };
}
