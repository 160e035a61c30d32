import { auditTolerance, unitRoundoff } from "../arithmetic/tolerance.ts";
import type { Audit, Violation } from "./audit.ts";

/** Rounded operations that one audited number may rest on: violations this many half-ulps of the largest amount are not told from 0. */
export const roundedOperations = 32;

/**
 * Whether an audited mechanism passes.
 *
 * A violation is judged against the money at stake, `scale` = expected gains from trade of the first best + |required profit|:
 * it passes when it is at most `auditTolerance`·scale + {@link roundedOperations}·2⁻⁵³·`magnitude`, where `magnitude` is the largest type or
 * transfer. The first term makes the verdict independent of units and of a shift of all types: gains of 1e-12 (heavy tails) are judged as
 * strictly as gains of 1e9. The second is what double arithmetic cannot resolve when the amounts are much larger than the gains.
 * Probabilities are judged against `auditTolerance` itself. A violation that is not a number never passes, and nothing
 * passes when the tolerance itself is not a finite number.
 */
export function judge(
  found: { readonly incentives: Violation; readonly participation: Violation; readonly budget: Violation; readonly allocation: Violation },
  scale: number,
  magnitude: number,
): Audit {
  const tolerance = auditTolerance * scale + roundedOperations * unitRoundoff * magnitude;
  const passes =
    Number.isFinite(tolerance) &&
    found.incentives.worst <= tolerance &&
    found.participation.worst <= tolerance &&
    found.budget.worst <= tolerance &&
    found.allocation.worst <= auditTolerance;
  return { ...found, scale, tolerance, passes };
}

/** Largest absolute value in the lists. */
export function magnitudeOf(...lists: readonly ArrayLike<number>[]): number {
  let largest = 0;
  for (const list of lists) for (let k = 0; k < list.length; k++) largest = Math.max(largest, Math.abs(list[k] as number));
  return largest;
}
