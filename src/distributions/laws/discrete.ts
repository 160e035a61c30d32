import { formatRational, isRational, type NumberInput, rational, sumRationals, zero } from "../../arithmetic/rational.ts";
import { refuse, refuseAs } from "../../errors.ts";
import type { DiscreteSpec, Distribution, WeightedSpec } from "../distribution.ts";
import { readList, readNumbers, requireIncreasing, requireParameters, writable } from "../law-fields.ts";
import { readProbabilities } from "../probabilities.ts";
import { atomicLaw } from "./atomic-law.ts";

/**
 * Finitely many values, increasing, with positive masses of total 1 (within 1e-9; then renormalised exactly), or with positive weights of any total.
 *
 * Throws InvalidInputError when a list is empty, lengths differ, values do not increase, the masses are not probabilities, or both masses and weights are given.
 *
 * @example
 * discrete({ values: ["1/4", 1], masses: ["1/2", "1/2"] }).mean; // 0.625
 * discrete({ values: [1, 2, 3], weights: [33.3, 33.3, 33.4] }).atoms.length; // 3
 */
export function discrete(spec: Omit<DiscreteSpec, "distribution"> | WeightedSpec): Distribution {
  requireParameters(spec, "discrete");
  const writtenValues = readList("values", spec.values, 1, "values");
  const writtenMasses =
    "weights" in spec && spec.weights !== undefined ? shares(spec) : readList("masses", (spec as DiscreteSpec).masses, 1, "masses");
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

/** Weights divided by their total, exactly. */
function shares(spec: WeightedSpec & { readonly masses?: unknown }): readonly string[] {
  if (spec.masses !== undefined) refuseAs("weights", "masses or weights, not both", "both", "Leave one of them out.");
  const weights = readList("weights", spec.weights, 1, "weights").map((entry, k) => {
    if (!isRational(entry) || rational(entry).lte(zero)) refuse(`weights[${k}]`, "a number > 0", entry, "Leave values of weight 0 out.");
    return rational(entry as NumberInput);
  });
  const total = sumRationals(weights);
  return weights.map((weight) => formatRational(weight.div(total)));
}
