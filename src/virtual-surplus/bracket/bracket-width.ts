import { type AgentGroup, signOf } from "../../environments/linear.ts";
import type { QuantileCells } from "../../type-space/quantile-curve.ts";
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

/** What a trade between average types gains or costs: the measure of a value that is next to nothing, whatever the units and a common shift of all types. */
export function usualStake(groups: readonly (AgentGroup & { readonly cut: QuantileCells })[]): number {
  const means = (sign: 1 | -1) =>
    groups
      .filter((group) => signOf(group) === sign)
      .map(({ cut }) => cut.shift + (cut.mirrored ? -1 : 1) * cut.moment.reduce((sum, moment) => sum + moment, 0));
  const [values, costs] = [means(1), means(-1)];
  return Math.max(...values.flatMap((value) => costs.map((cost) => Math.abs(value - cost))));
}

/** A value below 2^−40 of what a usual trade is about, known within 2^−20 of the requested width times that. */
export function isNextToNothing({ lower, upper }: Interval, usual: number, width: number): boolean {
  return Math.max(Math.abs(lower), Math.abs(upper)) <= 2 ** -40 * usual && upper - lower <= 2 ** -20 * width * usual;
}
