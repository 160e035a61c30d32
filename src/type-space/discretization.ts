/** How a law becomes a finite grid: the rule and the number of points of its continuous part. */
export interface Discretization {
  /**
   * - `atoms`: the law's own atoms; only for a law without continuous part. `points` is ignored.
   * - `midpoint`: the support cut into `points` intervals of equal length; type = midpoint, mass = probability. Atoms stay types of their own.
   * - `equal-mass`: the continuous part cut into `points` intervals of equal probability; type = conditional mean. Atoms stay types of their own.
   * - `gauss`: Gauss quadrature of the law: `points` types that match its first 2·points − 1 moments. Only for a law without atoms.
   */
  readonly rule: DiscretizationRule;
  /** Integer ≥ 1. */
  readonly points: number;
  /** Types with less mass than this are merged with their neighbours (see mergeRare); absent: every type is kept. */
  readonly mergeBelow?: number;
}

export type DiscretizationRule = "atoms" | "midpoint" | "equal-mass" | "gauss";
