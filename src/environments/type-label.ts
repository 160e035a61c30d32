import { formatRational, isWritten, type Rational, toNumber } from "../arithmetic/rational.ts";
import type { TypeSpace } from "../type-space/type-space.ts";

/** The decimal of a rational where it is exact (`0.35`), else the fraction (`1/3`): what a person calls a type. */
function numberLabel(value: Rational): string {
  const nearest = toNumber(value);
  return Number.isFinite(nearest) && isWritten(value, nearest) ? String(nearest) : formatRational(value);
}

const known = new WeakMap<readonly Rational[], readonly string[]>();

/** What a person calls each type of a grid. */
export function typeLabels({ exact, values }: TypeSpace): readonly string[] {
  if (!exact) return Array.from(values, String);
  const labels = known.get(exact.values) ?? exact.values.map(numberLabel);
  known.set(exact.values, labels);
  return labels;
}
