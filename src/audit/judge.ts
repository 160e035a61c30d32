import { auditTolerance, unitRoundoff } from "../arithmetic/tolerance.ts";
import type { Audit, Violation } from "./audit.ts";

/** Rounded operations that one audited number may rest on: violations this many half-ulps of the largest type are not told from 0. */
const roundedOperations = 32;

/** Rounded operations of a payment: it is a sum of a few numbers, each rounded once. */
const paymentOperations = 4;

/**
 * Whether an audited mechanism passes.
 *
 * A violation is judged against the money at stake, `scale` = expected gains from trade of the first best + |required profit|:
 * it passes when it is at most `auditTolerance`·scale + {@link roundedOperations}·2⁻⁵³·`largestType`. The first term makes the verdict
 * independent of units and of a shift of all types: gains of 1e-12 (heavy tails) are judged as strictly as gains of 1e9. The second is what
 * doubles cannot resolve when the types are much larger than the gains; it depends on the question alone, so that no mechanism buys
 * tolerance by large payments. Their own rounding is apart, and when it exceeds the tolerance the mechanism cannot be judged: it does not pass.
 * Probabilities are judged against `auditTolerance` itself. A violation that is not a number never passes, and nothing
 * passes when the tolerance itself is not a finite number.
 */
export function judge(
  found: { readonly incentives: Violation; readonly participation: Violation; readonly budget: Violation; readonly allocation: Violation },
  scale: number,
  largestType: number,
  largestPayment: number,
): Audit {
  const tolerance = auditTolerance * scale + roundedOperations * unitRoundoff * largestType;
  const rounding = paymentOperations * unitRoundoff * largestPayment;
  const passes =
    Number.isFinite(tolerance) &&
    rounding <= tolerance &&
    found.incentives.worst <= tolerance &&
    found.participation.worst <= tolerance &&
    found.budget.worst <= tolerance &&
    found.allocation.worst <= auditTolerance;
  return { ...found, scale, tolerance, rounding, passes };
}
