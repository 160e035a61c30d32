import { refuse } from "../../errors.ts";
import type { Distribution, TruncatedExponentialSpec } from "../distribution.ts";
import { readInterval, readNumber, requireParameters, requireResolved, writtenFields } from "../law-fields.ts";
import { exponentialFrom } from "./exponential-from.ts";

/** Below it the density is constant to twelve digits, and its remainder terms would leave the range of doubles. */
const leastSteepness = 1e-12;

/**
 * Density proportional to e^(−rate·v) on [min, max]; a negative rate puts the weight at `max`.
 *
 * Throws InvalidInputError when min ≥ max the rate is 0 (that is the uniform law) or nearly so, or so large that types differ by less than doubles tell.
 *
 * @example
 * truncatedExponential({ rate: 1, min: 0, max: 1 }).cdf(0.5); // 0.6224593312018546
 */
export function truncatedExponential(spec: Omit<TruncatedExponentialSpec, "distribution">): Distribution {
  requireParameters(spec, "truncated-exponential");
  const { min, max } = readInterval(spec);
  const rate = readNumber("rate", spec.rate);
  if (rate.value === 0) refuse("rate", "a number other than 0", spec.rate, 'With rate 0 the law is "uniform": use that.');
  const down = rate.value < 0;
  const steepness = Math.abs(rate.value) * (max.value - min.value);
  if (!(steepness >= leastSteepness)) {
    refuse(
      "rate",
      `|rate|·(max − min) of at least ${leastSteepness} (here ${steepness})`,
      spec.rate,
      'So flat a law is "uniform": use that.',
    );
  }
  requireResolved("rate", 1 / Math.abs(rate.value), down ? max.value : min.value, spec.rate);
  return exponentialFrom({
    kind: "truncated-exponential",
    spec: { distribution: "truncated-exponential", ...writtenFields(spec, "rate", "min", "max") },
    origin: down ? max.exact : min.exact,
    rate: rate.exact.abs(),
    down,
    length: max.exact.sub(min.exact),
  });
}
