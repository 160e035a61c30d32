import { CompensatedSum } from "../arithmetic/sum.ts";
import type { FiniteEnvironment } from "../environments/environment.ts";
import type { FiniteMechanism } from "../mechanism/mechanism.ts";
import type { Profiles } from "../program/reference/profiles.ts";

/** What a report brings an agent on average over the others' profiles (or at one of them): a lottery and a payment. */
export interface Prospect {
  readonly lottery: Float64Array;
  readonly payment: number;
}

/** The prospect of agent a's report l at one profile of the others. */
export function prospectAt(
  environment: FiniteEnvironment,
  profiles: Profiles,
  mechanism: FiniteMechanism,
  a: number,
  l: number,
  others: number,
): Prospect {
  const outcomes = environment.outcomes.length;
  const p = profiles.join(a, l, others);
  return { lottery: mechanism.lottery.subarray(p * outcomes, (p + 1) * outcomes), payment: mechanism.payments[a]?.[p] as number };
}

/** The prospect of agent a's report l when the others' profiles have these probabilities. */
export function expectedProspect(
  environment: FiniteEnvironment,
  profiles: Profiles,
  mechanism: FiniteMechanism,
  a: number,
  l: number,
  beliefs: Float64Array,
): Prospect {
  const lottery = new Float64Array(environment.outcomes.length);
  const payment = new CompensatedSum();
  const sums = Array.from(lottery, () => new CompensatedSum());
  for (let others = 0; others < beliefs.length; others++) {
    const mass = beliefs[others] as number;
    const here = prospectAt(environment, profiles, mechanism, a, l, others);
    sums.forEach((sum, o) => {
      sum.add(mass * (here.lottery[o] as number));
    });
    payment.add(mass * here.payment);
  }
  return { lottery: lottery.map((_, o) => sums[o]?.value as number), payment: payment.value };
}

/** Utility of agent a with true type k from a prospect. */
export function utility(environment: FiniteEnvironment, a: number, k: number, prospect: Prospect): number {
  const count = environment.agents[a]?.types.length as number;
  const table = environment.utilities[a] as Float64Array;
  const sum = new CompensatedSum();
  for (let o = 0; o < prospect.lottery.length; o++) sum.add((table[o * count + k] as number) * (prospect.lottery[o] as number));
  sum.add(-prospect.payment);
  return sum.value;
}
