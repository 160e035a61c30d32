import type { Quantities } from "../divisible/lagrangian.ts";
import type { PathPoint } from "./ironing.ts";
import type { MultiplierOptimum } from "./multiplier.ts";
import type { ErrorSource } from "./path-error.ts";
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
export type Allocation = Thresholds | RankingLottery | Quantities;

/**
 * With bounds on how far objective and profit are from the truth, and the interim probability of trade (of getting a unit, or of giving one up; of a divisible good
 * the expected quantity) per group and cell.
 */
export interface MeasuredValue extends PathValue {
  readonly probability: readonly Float64Array[];
}

/**
 * The Lagrangian max_x W(x) + λ·Π(x) over the interim-monotone allocations of a frontier, and its maximiser: the best allocation when a unit in an agent's hands
 * is worth its ironed virtual worth. One implementation a frontier; the rest of the engine asks nothing else of it.
 */
export interface PathEvaluator {
  readonly groups: readonly CellGroup[];
  /** Trade falls without a jump as λ rises, so that one point of the path makes the required profit and no two are mixed. */
  readonly smooth?: true;
  evaluate(at: PathPoint): PathValue;
  /** The allocation that a search ended with, and its interim probabilities; `mix` replaces the weight of the loose one. */
  allocation(found: MultiplierOptimum, mix?: number): { readonly allocation: Allocation; readonly probability: readonly Float64Array[] };
  /** The same market with `stride` neighbouring cells treated alike. */
  coarser(stride: number): PathEvaluator;
  /** What is achieved at a point of the path, with errors that allow for those of the laws (one source a group). */
  measure(at: PathPoint, sources: readonly ErrorSource[]): MeasuredValue;
}
