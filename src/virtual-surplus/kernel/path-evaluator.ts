import type { PathPoint } from "./ironing.ts";
import type { MultiplierOptimum } from "./multiplier.ts";
import type { RankingLottery } from "./ranking.ts";
import type { Thresholds } from "./thresholds.ts";
import type { CellGroup } from "./worth-cells.ts";

/** What the best monotone allocation at one point of the path achieves, with rent bases at 0. */
export interface PathValue {
  /** W(x): the objective when the broker keeps the profit. */
  readonly objective: number;
  /** Π(x): the largest profit with which the allocation can be implemented. */
  readonly profit: number;
  /** Bounds on the rounding errors of the two sums. */
  readonly objectiveError: number;
  readonly profitError: number;
}

/** Who trades, as a function of all types; in cells of increasing worth. */
export type Allocation = Thresholds | RankingLottery;

/**
 * The Lagrangian max_x W(x) + λ·Π(x) over the interim-monotone allocations of a frontier, and its maximiser: the best allocation when a unit in an agent's hands
 * is worth its ironed virtual worth. One implementation a frontier; the rest of the engine asks nothing else of it.
 */
export interface PathEvaluator {
  readonly groups: readonly CellGroup[];
  evaluate(at: PathPoint): PathValue;
  /** The same, with the interim probability of trade (of getting a unit, or of giving one up) per group and cell. */
  interim(at: PathPoint): { readonly value: PathValue; readonly probability: readonly Float64Array[] };
  /** The allocation that a search ended with, and its interim probabilities; `mix` replaces the weight of the loose one. */
  allocation(found: MultiplierOptimum, mix?: number): { readonly allocation: Allocation; readonly probability: readonly Float64Array[] };
  /** The same market with `stride` neighbouring cells treated alike. */
  coarser(stride: number): PathEvaluator;
  /** Relative rounding error of a term in the sums of {@link evaluate}. */
  readonly rounding: number;
  /** Per group, the shift of worths that its terms in the sums carry (shifts that cancel between groups are left out). */
  readonly shifts: readonly number[];
}
