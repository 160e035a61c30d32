import type { Distribution, TruncatedExponentialSpec } from "../distribution.ts";
import { readInterval, readNumber, refuse, writable } from "../law-fields.ts";
import { exponentialFrom } from "./exponential-from.ts";

/**
 * Density proportional to e^(−rate·v) on [min, max]; a negative rate puts the weight at `max`.
 *
 * Throws InvalidInputError when min ≥ max or the rate is 0 (that is the uniform law).
 *
 * @example
 * truncatedExponential({ rate: 1, min: 0, max: 1 }).cdf(0.5); // 0.6224593312018546
 */
export function truncatedExponential(spec: Omit<TruncatedExponentialSpec, "distribution">): Distribution {
  const { min, max } = readInterval(spec);
  const rate = readNumber("rate", spec.rate);
  if (rate.value === 0) refuse("rate", "a number other than 0", spec.rate, 'With rate 0 the law is "uniform": use that.');
  const down = rate.value < 0;
  return exponentialFrom({
    kind: "truncated-exponential",
    spec: { distribution: "truncated-exponential", rate: writable(spec.rate), min: writable(spec.min), max: writable(spec.max) },
    origin: down ? max.exact : min.exact,
    rate: rate.exact.abs(),
    down,
    length: max.exact.sub(min.exact),
  });
}
