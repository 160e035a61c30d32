import type { Distribution, ReversePowerSpec } from "../distribution.ts";
import { powerOf } from "./power.ts";

/**
 * The reverse power law: P(V > v) = ((max − v)/(max − min))^exponent, the mirror image of the power law.
 *
 * Throws InvalidInputError when min ≥ max or the exponent is not between 0.001 and 1e6.
 *
 * @example
 * reversePower({ min: 0, max: 1, exponent: 2 }).upperQuantile(0.25); // 0.5
 */
export function reversePower(spec: Omit<ReversePowerSpec, "distribution">): Distribution {
  return powerOf(true, spec);
}
