import { type NumberInput, type Rational, ratio, rational } from "../../arithmetic/rational.ts";
import { refuse } from "../../errors.ts";
import type { Distribution, EmpiricalCsvSpec, EmpiricalSpec } from "../distribution.ts";
import { readList, readNumbers, requireParameters, writable } from "../law-fields.ts";
import { counted } from "../numerics/counted.ts";
import { atomicLaw } from "./atomic-law.ts";

/**
 * The empirical law of samples: each has mass 1/(number of samples); repeated samples add up. The order does not matter.
 *
 * Throws InvalidInputError when there is no sample, one is not a finite number, or a CSV file is named (files are read by `secondbest/node`).
 *
 * @example
 * empirical({ samples: [3, 1, 3, 2] }).atoms; // [{ at: 1, mass: 0.25 }, { at: 2, mass: 0.25 }, { at: 3, mass: 0.5 }]
 */
export function empirical(spec: Omit<EmpiricalSpec, "distribution"> | Omit<EmpiricalCsvSpec, "distribution">): Distribution {
  requireParameters(spec, "empirical");
  if ("csv" in spec && !("samples" in spec)) {
    refuse(
      "csv",
      "samples",
      spec.csv,
      'Read the file with "secondbest/node" (or the command line), which replaces "csv" and "column" by "samples".',
    );
  }
  const written = readList("samples", (spec as EmpiricalSpec).samples, 1, "samples");
  const floats = readNumbers("samples", written);
  const { values, counts } = counted(floats);
  const total = written.length;
  return atomicLaw(
    "empirical",
    { distribution: "empirical", samples: written.map((entry) => writable(entry as NumberInput)) },
    values,
    Float64Array.from(counts, (count) => count / total),
    () => exactAtomsOf(written, floats, values, counts),
  );
}

/** Exact values of the distinct samples. Samples that differ by less than the spacing of doubles are one type. */
function exactAtomsOf(
  written: readonly unknown[],
  floats: Float64Array,
  distinct: Float64Array,
  counts: readonly number[],
): { values: Rational[]; masses: Rational[] } {
  const first = new Map<number, unknown>();
  floats.forEach((value, k) => {
    if (!first.has(value)) first.set(value, written[k]);
  });
  const total = BigInt(written.length);
  return {
    values: Array.from(distinct, (value) => rational(first.get(value) as NumberInput)),
    masses: counts.map((count) => ratio(BigInt(count), total)),
  };
}
