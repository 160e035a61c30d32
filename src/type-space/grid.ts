import { type Rational, toNumber } from "../arithmetic/rational.ts";
import { compensatedSum } from "../arithmetic/sum.ts";
import { refuseAs } from "../errors.ts";
import type { TypeSpace } from "./type-space.ts";

/** Up to this number of types the exact grid is computed first and rounded; beyond, floats come first and the exact grid on demand. */
export const exactFirst = 2048;

export interface ExactTypeSpace {
  readonly values: readonly Rational[];
  readonly masses: readonly Rational[];
}

/** Candidate types, in any order, as exact numbers: sorted, merged, those of mass 0 left out. */
export function exactGrid(types: readonly { readonly value: Rational; readonly mass: Rational }[]): ExactTypeSpace {
  const values: Rational[] = [];
  const masses: Rational[] = [];
  for (const { value, mass } of [...types].sort((a, b) => a.value.compare(b.value))) {
    if (mass.n === 0n) continue;
    const last = values.length - 1;
    if (last >= 0 && (values[last] as Rational).equals(value)) masses[last] = (masses[last] as Rational).add(mass);
    else {
      values.push(value);
      masses.push(mass);
    }
  }
  return { values, masses };
}

/** The type space of an exact grid. */
export function fromExact(grid: ExactTypeSpace): TypeSpace {
  const values = Float64Array.from(grid.values, toNumber);
  requireDistinct(values);
  return { values, masses: Float64Array.from(grid.masses, toNumber), exact: grid };
}

/** The type space of candidate types in floats: sorted, merged, those without mass left out, masses rescaled to total 1. */
export function fromFloats(values: Float64Array, masses: Float64Array, exact: (() => ExactTypeSpace) | undefined): TypeSpace {
  const [sortedValues, sortedMasses] = isIncreasing(values) ? [values, masses] : sortTogether(values, masses);
  const outValues = new Float64Array(values.length);
  const outMasses = new Float64Array(values.length);
  let count = 0;
  for (let k = 0; k < values.length; k++) {
    const mass = sortedMasses[k] as number;
    if (!(mass > 0)) continue;
    if (count > 0 && sortedValues[k] === outValues[count - 1]) outMasses[count - 1] = (outMasses[count - 1] as number) + mass;
    else {
      outValues[count] = sortedValues[k] as number;
      outMasses[count++] = mass;
    }
  }
  const finalMasses = outMasses.slice(0, count);
  const total = compensatedSum(finalMasses);
  if (Math.abs(total - 1) > 1e-15) for (let k = 0; k < count; k++) finalMasses[k] = (finalMasses[k] as number) / total;
  const space: TypeSpace = { values: outValues.slice(0, count), masses: finalMasses };
  if (exact) {
    let grid: ExactTypeSpace | undefined;
    Object.defineProperty(space, "exact", {
      enumerable: true,
      get: () => {
        grid ??= exact();
        return grid;
      },
    });
  }
  return space;
}

function isIncreasing(values: Float64Array): boolean {
  for (let k = 1; k < values.length; k++) if (!((values[k] as number) > (values[k - 1] as number))) return false;
  return true;
}

function sortTogether(values: Float64Array, masses: Float64Array): [Float64Array, Float64Array] {
  const order = Uint32Array.from(values, (_, k) => k).sort((i, j) => (values[i] as number) - (values[j] as number));
  return [Float64Array.from(order, (k) => values[k] as number), Float64Array.from(order, (k) => masses[k] as number)];
}

function requireDistinct(values: Float64Array): void {
  if (isIncreasing(values)) return;
  refuseAs(
    "points",
    "types that differ as doubles",
    `${values.length} types of which some round to one double`,
    "Use fewer points, or rescale and shift the unit of account.",
  );
}
