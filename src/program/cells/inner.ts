import type { DoubleInterval } from "../../arithmetic/interval.ts";
import type { TraderCell } from "../../type-space/trader-cells.ts";

/** A mechanism that is constant on pairs of cells, feasible for every type in them, in units of the program. */
export interface InnerMechanism {
  /** Probability of trade in cells i, j at index i·n + j. */
  readonly x: Float64Array;
  /** Rent of each trader's worst type in its cell, state by state, at index i·n + j: it pays low·x − rent. */
  readonly rents: readonly [Float64Array, Float64Array];
  /** Encloses its objective. */
  readonly value: DoubleInterval;
  /** Every constraint was checked with intervals. */
  readonly proved: boolean;
}

export const centre = ({ lo, hi }: DoubleInterval): number => (lo === hi ? lo : lo + (hi - lo) / 2);

/** The worth at which the reports of a cell are priced: its worst one, or, where there is none, its best one, whose rent then is the most in the cell. */
export function lowOf({ low, high }: TraderCell): DoubleInterval {
  return Number.isFinite(low.lo) ? low : high;
}
