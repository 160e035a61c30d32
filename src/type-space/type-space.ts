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
  /**
   * Present when each type stands for an interval of a continuous law (its mean is the value): the type at which a report is priced, the interval's lowest
   * value for a buyer, its highest cost for a seller. Absent: the values themselves.
   */
  readonly prices?: Float64Array;
  /** How many types were merged into others, when rare types were; absent when none was. */
  readonly merged?: number;
  readonly exact?: { readonly values: readonly Rational[]; readonly masses: readonly Rational[] };
}

/** The types at which reports are priced. */
export function pricesOf(types: TypeSpace): Float64Array {
  return types.prices ?? types.values;
}
