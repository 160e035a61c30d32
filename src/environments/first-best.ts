import { CompensatedSum } from "../arithmetic/sum.ts";
import type { TypeProfiles } from "./type-profiles.ts";

/**
 * Expected gains of the best outcome at every profile, above outside options: Σ_p π(p)·[max_o Σ_a u_a(o, k_a) − outside options].
 *
 * `utilities[a]` holds agent a's utility from outcome o with type k at o·types + k, `outsideOptions[a]` one number per type (absent: 0).
 */
export function firstBestOfOutcomes(
  profiles: TypeProfiles,
  outcomes: number,
  utilities: readonly Float64Array[],
  outsideOptions: readonly (Float64Array | undefined)[],
): number {
  const gains = new CompensatedSum();
  profiles.forEach((types, p) => {
    let best = Number.NEGATIVE_INFINITY;
    for (let o = 0; o < outcomes; o++) {
      const surplus = types.reduce(
        (sum, k, a) => sum + (utilities[a]?.[o * (profiles.counts[a] as number) + k] as number) - (outsideOptions[a]?.[k] ?? 0),
        0,
      );
      best = Math.max(best, surplus);
    }
    gains.add(profiles.probability(p) * best);
  });
  return gains.value;
}
