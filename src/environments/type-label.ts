import { formatRational, type Rational, rational, toNumber } from "../arithmetic/rational.ts";
import type { TypeSpace } from "../type-space/type-space.ts";

/** The decimal of a rational where it is exact (`0.35`), else the fraction (`1/3`): what a person calls a type. */
function numberLabel(value: Rational): string {
  const nearest = toNumber(value);
  return Number.isFinite(nearest) && rational(nearest).equals(value) ? String(nearest) : formatRational(value);
}

/** What a person calls each type of a grid. */
export function typeLabels(types: TypeSpace): readonly string[] {
  return types.exact ? types.exact.values.map(numberLabel) : Array.from(types.values, String);
}
