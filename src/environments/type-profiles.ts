import { Profiles } from "../arithmetic/profiles.ts";
import type { Prior } from "./environment.ts";

/** What profiles need to know of an environment or of a mechanism's agents. */
export interface ProfiledAgents {
  readonly agents: readonly { readonly name: string; readonly types: ArrayLike<number | string> }[];
  readonly prior: Prior;
}

/** The profiles of types of a finite environment with their probabilities, and what a person calls them. */
export class TypeProfiles extends Profiles {
  /** Masses of each agent's types where types are independent, else null. */
  readonly independent: readonly Float64Array[] | null;
  readonly #joint: Float64Array;
  readonly #of: ProfiledAgents;

  constructor(of: ProfiledAgents) {
    super(of.agents.map((agent) => agent.types.length));
    this.#of = of;
    const { prior } = of;
    [this.independent, this.#joint] = prior.kind === "independent" ? [prior.masses, new Float64Array()] : [null, prior.masses];
  }

  /** π(p). */
  probability(profile: number): number {
    if (!this.independent) return this.#joint[profile] as number;
    let product = 1;
    for (let b = 0; b < this.independent.length; b++) product *= this.independent[b]?.[this.typeOf(b, profile)] as number;
    return product;
  }

  /** Probability of agent a's type k. */
  marginal(a: number, k: number): number {
    if (this.independent) return this.independent[a]?.[k] as number;
    let sum = 0;
    for (let others = 0; others < this.othersCount(a); others++) sum += this.#joint[this.join(a, k, others)] as number;
    return sum;
  }

  /** π(p_-a | k) for every p_-a; undefined when type k has probability 0. Independent priors are multiplied up, never divided. */
  conditional(a: number, k: number): Float64Array | undefined {
    const total = this.marginal(a, k);
    if (total === 0) return undefined;
    const result = new Float64Array(this.othersCount(a));
    for (let others = 0; others < result.length; others++) {
      const profile = this.join(a, k, others);
      if (!this.independent) {
        result[others] = (this.#joint[profile] as number) / total;
        continue;
      }
      let product = 1;
      this.independent.forEach((masses, b) => {
        if (b !== a) product *= masses[this.typeOf(b, profile)] as number;
      });
      result[others] = product;
    }
    return result;
  }

  /** `0.35, 0.2`: the types of a profile in words. */
  describe(profile: number): string {
    return this.#of.agents.map(({ types }, a) => typeText(types[this.typeOf(a, profile)])).join(", ");
  }

  /** `seller 0.2, Bob high`: the types of the agents other than a; of all agents for a = −1. */
  describeOthers(a: number, others: number): string {
    const profile = a < 0 ? others : this.join(a, 0, others);
    return this.#of.agents
      .map(({ name, types }, b) => `${name} ${typeText(types[this.typeOf(b, profile)])}`)
      .filter((_, b) => b !== a)
      .join(", ");
  }
}

/** A type as a person reads it: a name as it is, a number with 12 digits at most. */
export function typeText(type: number | string | undefined): string {
  return typeof type === "number" ? String(Number(type.toPrecision(12))) : (type ?? "nothing");
}
