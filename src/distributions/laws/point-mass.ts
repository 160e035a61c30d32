import { one } from "../../arithmetic/rational.ts";
import type { Distribution, PointMassSpec } from "../distribution.ts";
import { readNumber, requireParameters, writable } from "../law-fields.ts";
import { atomicLaw } from "./atomic-law.ts";

/**
 * One certain type.
 *
 * Throws InvalidInputError when `at` is not a finite number.
 *
 * @example
 * pointMass({ at: 3 }).atoms; // [{ at: 3, mass: 1 }]
 */
export function pointMass(spec: Omit<PointMassSpec, "distribution">): Distribution {
  requireParameters(spec, "point-mass");
  const at = readNumber("at", spec.at);
  const written = { distribution: "point-mass" as const, at: writable(spec.at) };
  return atomicLaw("point-mass", written, Float64Array.of(at.value), Float64Array.of(1), () => ({ values: [at.exact], masses: [one] }));
}
