import type { Distribution, ExponentialSpec } from "../distribution.ts";
import { readNumber, readPositive, writable } from "../law-fields.ts";
import { exponentialFrom } from "./exponential-from.ts";

/**
 * The exponential law from `min` upwards: P(V > v) = e^(−rate·(v − min)).
 *
 * Throws InvalidInputError when the rate is not above 0 or a number is not finite.
 *
 * @example
 * exponential({ rate: 2, min: 0 }).mean; // 0.5
 */
export function exponential(spec: Omit<ExponentialSpec, "distribution">): Distribution {
  const rate = readPositive("rate", spec.rate);
  const min = readNumber("min", spec.min);
  return exponentialFrom({
    kind: "exponential",
    spec: { distribution: "exponential", rate: writable(spec.rate), min: writable(spec.min) },
    origin: min.exact,
    rate: rate.exact,
    down: false,
    length: null,
  });
}
