import { type Rational, rational, sumRationals, toNumber, zero } from "../arithmetic/rational.ts";
import { compensatedSum } from "../arithmetic/sum.ts";
import { refuse } from "../errors.ts";
import type { TypeSpace } from "./type-space.ts";

/** Largest mass below which types may be merged: beyond, the grid would be another one. */
export const largestMergeBelow = 0.1;

/**
 * The type space in which no type has a mass below `mergeBelow`: going up from the lowest type, types are collected until their mass reaches it, and become one
 * type at their mean; what is left at the top joins the last type. The mean of the law is kept, so that first-best gains change little; `merged` says how many
 * types there are less. With exact masses the merging is exact.
 *
 * Throws InvalidInputError unless 0 < mergeBelow ≤ {@link largestMergeBelow}.
 *
 * @example
 * mergeRare({ values: [0, 1, 2], masses: [1e-9, 0.5, 0.5] }, 1e-6); // values [1 − 2e-9, 2], masses [0.500000001, 0.5], merged 1
 */
export function mergeRare(space: TypeSpace, mergeBelow: number): TypeSpace {
  if (!(mergeBelow > 0 && mergeBelow <= largestMergeBelow)) {
    refuse(
      "mergeBelow",
      `a mass above 0 and at most ${largestMergeBelow}`,
      mergeBelow,
      "Leave it out to keep every type, or give a mass such as 1e-9.",
    );
  }
  const { values, masses, exact } = space;
  const starts: number[] = [];
  const enough = exact ? collector(exact.masses, mergeBelow) : roundedCollector(masses, mergeBelow);
  let complete = true;
  for (let k = 0; k < values.length; k++) {
    if (complete) starts.push(k);
    complete = enough(k, complete);
  }
  if (!complete && starts.length > 1) starts.pop();
  if (starts.length === values.length) return space;
  const ends = [...starts.slice(1), values.length];
  const groups = starts.map((from, g) => Array.from({ length: (ends[g] as number) - from }, (_, k) => from + k));
  const merged = { merged: values.length - starts.length };
  if (exact) {
    const of = (list: readonly Rational[], group: readonly number[]) => group.map((k) => list[k] as Rational);
    const total = groups.map((group) => sumRationals(of(exact.masses, group)));
    const mean = groups.map((group, g) => sumRationals(group.map((k) => value(exact, k))).div(total[g] as Rational));
    return {
      values: Float64Array.from(mean, toNumber),
      masses: Float64Array.from(total, toNumber),
      exact: { values: mean, masses: total },
      ...merged,
    };
  }
  const total = groups.map((group) => compensatedSum(group.map((k) => masses[k] as number)));
  // Measured from a type of the group, so that the mean of types far from 0 keeps its digits.
  const mean = groups.map((group, g) => {
    const base = values[group[0] as number] as number;
    return base + compensatedSum(group.map((k) => ((masses[k] as number) / (total[g] as number)) * ((values[k] as number) - base)));
  });
  return { values: Float64Array.from(mean), masses: Float64Array.from(total), ...merged };
}

/** Adds the mass of type k, to nothing where it is the first one, and says whether there is enough of it. */
function collector(masses: readonly Rational[], mergeBelow: number): (k: number, first: boolean) => boolean {
  const least = rational(mergeBelow);
  let collected = zero;
  return (k, first) => {
    collected = (first ? zero : collected).add(masses[k] as Rational);
    return collected.gte(least);
  };
}

function roundedCollector(masses: Float64Array, mergeBelow: number): (k: number, first: boolean) => boolean {
  let collected = 0;
  return (k, first) => {
    collected = (first ? 0 : collected) + (masses[k] as number);
    return collected >= mergeBelow;
  };
}

function value({ values, masses }: NonNullable<TypeSpace["exact"]>, k: number): Rational {
  return (values[k] as Rational).mul(masses[k] as Rational);
}
