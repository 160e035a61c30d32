import type { Distribution, ExponentialSpec } from "../distribution.ts";
import { readLocation, readScale, requireParameters, requireResolved, writtenFields } from "../law-fields.ts";
import { exponentialFrom } from "./exponential-from.ts";

/**
 * The exponential law from `min` upwards: P(V > v) = e^(−rate·(v − min)).
 *
 * Throws InvalidInputError when the rate is not between 1e-150 and 1e150, or so large that types differ from `min` by less than doubles tell.
 *
 * @example
 * exponential({ rate: 2, min: 0 }).mean; // 0.5
 */
export function exponential(spec: Omit<ExponentialSpec, "distribution">): Distribution {
  requireParameters(spec, "exponential");
  const rate = readScale("rate", spec.rate);
  const min = readLocation("min", spec.min);
  requireResolved("rate", 1 / rate.value, min.value, spec.rate);
  return exponentialFrom({
    kind: "exponential",
    spec: { distribution: "exponential", ...writtenFields(spec, "rate", "min") },
    origin: min.exact,
    rate: rate.exact,
    down: false,
    length: null,
  });
}
