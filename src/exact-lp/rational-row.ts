import { exactVector } from "../arithmetic/exact-vector.ts";
import { type Rational, ratio, zero } from "../arithmetic/rational.ts";
import type { ExactRow } from "./program.ts";

/** Σ entries ≥ (or =) bound with rational numbers, as a row of integers that stands for nothing but itself. */
export function rationalRow(entries: ReadonlyMap<number, Rational>, bound: Rational, equality = false): ExactRow<null> {
  const nonzero = [...entries].filter(([, value]) => !value.equals(zero));
  const { numerators, denominator } = exactVector([...nonzero.map(([, value]) => value), bound]);
  return {
    of: null,
    columns: nonzero.map(([column]) => column),
    values: numerators.slice(0, -1),
    bound: numerators[nonzero.length] as bigint,
    equality,
    scale: ratio(denominator, 1n),
  };
}
