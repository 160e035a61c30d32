import type { FiniteEnvironment } from "../../environments/environment.ts";

/**
 * Profiles of types of a finite environment, numbered with the last agent's type fastest, and their probabilities.
 *
 * The profiles of the others, p_-a, are numbered the same way without agent a.
 */
export class Profiles {
  readonly count: number;
  readonly typeCounts: readonly number[];
  readonly #strides: readonly number[];
  readonly #environment: FiniteEnvironment;

  constructor(environment: FiniteEnvironment) {
    this.#environment = environment;
    this.typeCounts = environment.agents.map((agent) => agent.types.length);
    const strides = new Array<number>(this.typeCounts.length);
    let stride = 1;
    for (let a = strides.length - 1; a >= 0; a--) {
      strides[a] = stride;
      stride *= this.typeCounts[a] as number;
    }
    this.#strides = strides;
    this.count = stride;
  }

  /** Number of profiles of the agents other than a. */
  othersCount(a: number): number {
    return this.count / (this.typeCounts[a] as number);
  }

  /** The profile in which agent a has type k and the others are at their profile `others`. */
  join(a: number, k: number, others: number): number {
    const stride = this.#strides[a] as number;
    const inner = others % stride;
    return (others - inner) * (this.typeCounts[a] as number) + k * stride + inner;
  }

  /** Agent a's type in a profile. */
  typeOf(a: number, profile: number): number {
    return Math.floor(profile / (this.#strides[a] as number)) % (this.typeCounts[a] as number);
  }

  /** π(p). */
  probability(profile: number): number {
    const { prior } = this.#environment;
    if (prior.kind === "joint") return prior.masses[profile] as number;
    let product = 1;
    prior.masses.forEach((masses, b) => {
      product *= masses[this.typeOf(b, profile)] as number;
    });
    return product;
  }

  /** Probability of agent a's type k. */
  marginal(a: number, k: number): number {
    const { prior } = this.#environment;
    if (prior.kind === "independent") return prior.masses[a]?.[k] as number;
    let sum = 0;
    for (let others = 0; others < this.othersCount(a); others++) sum += prior.masses[this.join(a, k, others)] as number;
    return sum;
  }

  /** π(p_-a | k) for every p_-a; undefined when type k has probability 0. Independent priors are multiplied up, never divided. */
  conditional(a: number, k: number): Float64Array | undefined {
    const { prior } = this.#environment;
    const total = this.marginal(a, k);
    if (total === 0) return undefined;
    const result = new Float64Array(this.othersCount(a));
    for (let others = 0; others < result.length; others++) {
      const profile = this.join(a, k, others);
      if (prior.kind === "joint") {
        result[others] = (prior.masses[profile] as number) / total;
        continue;
      }
      let product = 1;
      prior.masses.forEach((masses, b) => {
        if (b !== a) product *= masses[this.typeOf(b, profile)] as number;
      });
      result[others] = product;
    }
    return result;
  }

  /** `0.35, 0.2`: the types of a profile in words; without agent `skip` each type comes with its agent's name. */
  describe(profile: number): string {
    return this.#environment.agents.map((agent, a) => agent.types[this.typeOf(a, profile)]).join(", ");
  }

  /** `seller 0.2, Bob high`: the types of the agents other than a. */
  describeOthers(a: number, others: number): string {
    const profile = this.join(a, 0, others);
    return this.#environment.agents
      .map((agent, b) => `${agent.name} ${agent.types[this.typeOf(b, profile)]}`)
      .filter((_, b) => b !== a)
      .join(", ");
  }
}
