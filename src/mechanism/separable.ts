import { expectation } from "./expectation.ts";

/**
 * Payments at a profile of type indices that add up to the expected profit whatever the profile: agent a pays P_a − Σ_{c≠a} (P_c − E[P_c])/(N − 1),
 * with P the signed interim payments of N ≥ 2 agents with independent types.
 *
 * @see N. Kos, M. Manea (2009), Efficient Trade Mechanism with Discrete Values, §5 with equal shares.
 */
export function separablePayments(
  interim: readonly Float64Array[],
  masses: readonly Float64Array[],
): (types: readonly number[]) => readonly number[] {
  // Identical agents share a list.
  const known = new Map<Float64Array, Float64Array>();
  const deviations = interim.map((payment, a) => {
    const seen = known.get(payment);
    if (seen) return seen;
    const mean = expectation(masses[a] as Float64Array, payment);
    const own = payment.map((t) => t - mean);
    known.set(payment, own);
    return own;
  });
  return (types) => {
    const own = types.map((k, a) => deviations[a]?.[k] as number);
    const total = own.reduce((sum, deviation) => sum + deviation, 0);
    return types.map((k, a) => (interim[a]?.[k] as number) - (total - (own[a] as number)) / (types.length - 1));
  };
}
