import { type ExactVector, exactVector } from "../arithmetic/exact-vector.ts";
import { one, type Rational, ratio, zero } from "../arithmetic/rational.ts";
import { entriesAt } from "./basis.ts";
import { independentRows } from "./independent-rows.ts";
import { ExactLinearSystem } from "./solve.ts";

/** Equations that some numbers miss, and what of them may change. */
export interface Missed {
  /** The numbers that may change, those that should rather change first. */
  readonly order: readonly number[];
  /** In which equations the k-th number of `order` stands, with its coefficient. */
  readonly effects: readonly (readonly (readonly [equation: number, value: bigint])[])[];
  /** What each equation lacks. */
  readonly missing: ExactVector;
}

/**
 * Changes as few numbers as there are independent equations, the first in order, so that these hold; null when their matrix is singular. Whether all equations then hold
 * is for the caller to see. Throws OutOfTime after `until`.
 */
export function restored(values: readonly Rational[], { order, effects, missing }: Missed, until?: number): ExactVector | null {
  const chosen = independentRows(effects, missing.numerators.length);
  const place = new Map(chosen.columns.map((e, k) => [e, k]));
  // Rows of the system are the changed numbers, so that its transpose restores the equations.
  const rows = chosen.rows.map((k) => entriesAt(effects[k] ?? [], place));
  const system = ExactLinearSystem.factor({ size: rows.length, rows }, until);
  if (!system) return null;
  const correction = system.solveTransposed(chosen.columns.map((e) => missing.numerators[e] as bigint));
  const corrected = [...values];
  chosen.rows.forEach((place, k) => {
    const i = order[place] as number;
    corrected[i] = (corrected[i] as Rational).add(ratio(correction.numerators[k] as bigint, correction.denominator * missing.denominator));
  });
  return exactVector(corrected);
}

/** The least share of a second vector in a mixture that makes every one of these numbers ≥ 0: what they are, and what the second has; ≥ 1 when none does. */
export function leastShare(numbers: Iterable<readonly [have: Rational, spare: () => Rational]>): Rational {
  let share = zero;
  for (const [have, spare] of numbers) {
    if (have.s >= 0n) continue;
    const there = spare();
    const needed = there.s >= 0n ? have.neg().div(there.sub(have)) : one;
    if (needed.gt(share)) share = needed;
  }
  return share;
}
