import { type NumberInput, rational } from "../../arithmetic/rational.ts";
import type { DiscreteSpec, Distribution } from "../distribution.ts";
import { readList, readNumbers, refuseAs, requireIncreasing, writable } from "../law-fields.ts";
import { readProbabilities } from "../probabilities.ts";
import { atomicLaw } from "./atomic-law.ts";

/**
 * Finitely many values, increasing, with positive masses of total 1 (within 1e-9; then renormalised exactly).
 *
 * Throws InvalidInputError when a list is empty, lengths differ, values do not increase, or the masses are not probabilities.
 *
 * @example
 * discrete({ values: ["1/4", 1], masses: ["1/2", "1/2"] }).mean; // 0.625
 */
export function discrete(spec: Omit<DiscreteSpec, "distribution">): Distribution {
  const writtenValues = readList("values", spec.values, 1, "values");
  const writtenMasses = readList("masses", spec.masses, 1, "masses");
  if (writtenMasses.length !== writtenValues.length) {
    refuseAs(
      "masses",
      `as many masses as values (${writtenValues.length})`,
      `${writtenMasses.length} masses`,
      "Give every value its probability.",
    );
  }
  const values = readNumbers("values", writtenValues);
  requireIncreasing("values", values, writtenValues);
  const masses = readProbabilities("masses", writtenMasses, false);
  const numbers = (list: readonly unknown[]) => list.map((entry) => writable(entry as NumberInput));
  const written = { distribution: "discrete" as const, values: numbers(writtenValues), masses: numbers(writtenMasses) };
  return atomicLaw("discrete", written, values, masses.values, () => ({
    values: writtenValues.map((entry) => rational(entry as NumberInput)),
    masses: masses.exact(),
  }));
}
