import type { Interval } from "../kernel/optimum.ts";

/**
 * The width of a bracket in relation to the value; where that may be 0, in relation to `stake`, the most that there is to gain.
 */
export function width(interval: Interval, stake: number): number {
  return interval.upper === interval.lower ? 0 : (interval.upper - interval.lower) / magnitude(interval, stake);
}

export function magnitude({ lower, upper }: Interval, stake: number): number {
  return lower <= 0 && upper >= 0 ? Math.max(stake, lower === upper ? 1 : Number.MIN_VALUE) : Math.max(Math.abs(upper), Math.abs(lower));
}
