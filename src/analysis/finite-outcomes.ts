import type { FiniteEnvironment } from "../environments/environment.ts";
import type { FiniteMechanism } from "../mechanism/mechanism.ts";
import { Profiles } from "../program/reference/profiles.ts";

/** What to expect of a finite mechanism before types are known. */
export interface Expectations {
  /** Probability of each outcome. */
  readonly outcomes: Float64Array;
  /** What each agent pays on average, and its rent. */
  readonly agents: readonly { readonly pays: number; readonly rent: number }[];
}

/** Expectations of a finite mechanism over the prior of its environment. */
export function expectations(environment: FiniteEnvironment, mechanism: FiniteMechanism): Expectations {
  const { agents, outcomes, utilities, outsideOptions } = environment;
  const profiles = new Profiles(environment);
  const probabilities = new Float64Array(outcomes.length);
  const pays = new Float64Array(agents.length);
  const rents = new Float64Array(agents.length);
  for (let p = 0; p < profiles.count; p++) {
    const probability = profiles.probability(p);
    for (let a = 0; a < agents.length; a++) {
      const k = profiles.typeOf(a, p);
      const size = profiles.typeCounts[a] as number;
      const payment = mechanism.payments[a]?.[p] as number;
      let gain = -(outsideOptions[a]?.[k] as number) - payment;
      for (let o = 0; o < outcomes.length; o++)
        gain += (mechanism.lottery[p * outcomes.length + o] as number) * (utilities[a]?.[o * size + k] as number);
      pays[a] = (pays[a] as number) + probability * payment;
      rents[a] = (rents[a] as number) + probability * gain;
    }
    for (let o = 0; o < outcomes.length; o++) {
      probabilities[o] = (probabilities[o] as number) + probability * (mechanism.lottery[p * outcomes.length + o] as number);
    }
  }
  return { outcomes: probabilities, agents: agents.map((_, a) => ({ pays: pays[a] as number, rent: rents[a] as number })) };
}
