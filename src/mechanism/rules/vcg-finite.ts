import type { FiniteEnvironment } from "../../environments/environment.ts";
import { TypeProfiles } from "../../environments/type-profiles.ts";
import { type FiniteMechanism, finiteMechanism } from "../finite.ts";

/**
 * The pivotal mechanism of a finite environment: an outcome of largest total utility at every profile (the first of several), and agent a pays what its presence costs the
 * others, max_o Σ_{c≠a} u_c(o) − Σ_{c≠a} u_c(o*) ≥ 0.
 *
 * Dominant incentives, never a deficit; participation above an outcome that the others would choose without the agent, not above outside options in general. O(profiles·outcomes·agents).
 *
 * @see E. Clarke (1971), Multipart Pricing of Public Goods, Public Choice 11.
 */
export function pivotal(environment: FiniteEnvironment): FiniteMechanism {
  const { agents, outcomes, utilities } = environment;
  const profiles = new TypeProfiles(environment);
  const lottery = new Float64Array(profiles.count * outcomes.length);
  const payments = agents.map(() => new Float64Array(profiles.count));
  const own = new Float64Array(agents.length);
  for (let p = 0; p < profiles.count; p++) {
    const utility = (a: number, o: number): number =>
      utilities[a]?.[o * (agents[a]?.types.length as number) + profiles.typeOf(a, p)] as number;
    const others = new Float64Array(agents.length).fill(Number.NEGATIVE_INFINITY);
    let best = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let o = 0; o < outcomes.length; o++) {
      let total = 0;
      for (let a = 0; a < agents.length; a++) total += utility(a, o);
      if (total > most) [best, most] = [o, total];
      for (let a = 0; a < agents.length; a++) others[a] = Math.max(others[a] as number, total - utility(a, o));
    }
    for (let a = 0; a < agents.length; a++) own[a] = utility(a, best);
    lottery[p * outcomes.length + best] = 1;
    payments.forEach((list, a) => {
      list[p] = Math.max(0, (others[a] as number) - (most - (own[a] as number)));
    });
  }
  return finiteMechanism({ environment, lottery, payments });
}
