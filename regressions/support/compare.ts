import { type Rational, toNumber } from "../../src/arithmetic/rational.ts";
import type { Relation, StatedValue } from "../../src/theorems/theorem.ts";
import type { Comparison, Optimum } from "../regression.ts";

/**
 * `actual relation expected`, with `tolerance` the absolute miss allowed by `=`, `<=`, `>=`, and the least distance that `<` and `>` ask for.
 * NaN passes nothing.
 */
export function compare(what: string, actual: number, relation: Relation, expected: number, tolerance: number): Comparison {
  return { what, actual, relation, expected, tolerance, pass: holds(actual, relation, expected, tolerance) };
}

function holds(actual: number, relation: Relation, expected: number, tolerance: number): boolean {
  switch (relation) {
    case "=":
      return actual === expected || Math.abs(actual - expected) <= tolerance;
    case "<=":
      return actual <= expected + tolerance;
    case ">=":
      return actual >= expected - tolerance;
    case "<":
      return actual < expected - tolerance;
    case ">":
      return actual > expected + tolerance;
  }
}

/** Two rationals that must be equal to the last digit; the doubles are shown. */
export function compareExact(what: string, actual: Rational, expected: Rational): Comparison {
  return { what, actual: toNumber(actual), relation: "=", expected: toNumber(expected), tolerance: 0, pass: actual.equals(expected) };
}

/** A yes-or-no finding: the number of violations found must be 0. */
export function noViolation(what: string, violations: number): Comparison {
  return compare(what, violations, "=", 0, 0);
}

/**
 * The engine's optimum against a stated value: the bracket must contain it (up to `slack`, relative to the magnitude of the value and
 * at least the accuracy in which it is known), and be no wider than `slack`. When both are exact they must be equal. A stated
 * inequality is tested against the end of the bracket on which it is harder.
 */
export function againstEngine(what: string, optimum: Optimum, stated: StatedValue, slack: number): readonly Comparison[] {
  const relation = stated.relation ?? "=";
  const allowed = (slack + stated.tolerance) * Math.max(1, Math.abs(stated.value));
  if (relation === "<=") return [compare(what, optimum.upper, "<=", stated.value, allowed)];
  if (relation === ">=") return [compare(what, optimum.lower, ">=", stated.value, allowed)];
  if (relation === "<") return [compare(what, optimum.upper, "<", stated.value, 0)];
  if (relation === ">") return [compare(what, optimum.lower, ">", stated.value, 0)];
  if (optimum.exact && stated.exact) return [compareExact(what, optimum.exact, stated.exact)];
  return [
    compare(`${what}: lower bound`, optimum.lower, "<=", stated.value, allowed),
    compare(`${what}: upper bound`, optimum.upper, ">=", stated.value, allowed),
    compare(`${what}: width`, optimum.upper - optimum.lower, "<=", 0, 2 * allowed),
  ];
}
