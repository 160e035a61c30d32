/**
 * Profiles of types as numbers: agent a has `counts[a]` types, and profiles are numbered with the last agent's type fastest (mixed radix).
 *
 * The profiles of the others, p_-a, are numbered the same way without agent a.
 */
export class Profiles {
  readonly counts: readonly number[];
  /** How many there are; may be Infinity. */
  readonly count: number;
  readonly #strides: readonly number[];

  constructor(counts: readonly number[]) {
    this.counts = counts;
    const strides = new Array<number>(counts.length);
    let stride = 1;
    for (let a = strides.length - 1; a >= 0; a--) {
      strides[a] = stride;
      stride *= counts[a] as number;
    }
    this.#strides = strides;
    this.count = stride;
  }

  /** Number of profiles of the agents other than a. */
  othersCount(a: number): number {
    return this.count / (this.counts[a] as number);
  }

  /** The profile in which agent a has type k and the others are at their profile `others`. */
  join(a: number, k: number, others: number): number {
    const stride = this.#strides[a] as number;
    const inner = others % stride;
    return (others - inner) * (this.counts[a] as number) + k * stride + inner;
  }

  /** Agent a's type in a profile. */
  typeOf(a: number, profile: number): number {
    return Math.floor(profile / (this.#strides[a] as number)) % (this.counts[a] as number);
  }

  /** Calls `visit` with every profile in order: its number, and its types (the same array each time). */
  forEach(visit: (types: readonly number[], profile: number) => void): void {
    const types = this.counts.map(() => 0);
    for (let p = 0; p < this.count; p++) {
      visit(types, p);
      for (let a = types.length - 1; a >= 0; a--) {
        types[a] = (types[a] as number) + 1;
        if ((types[a] as number) < (this.counts[a] as number)) break;
        types[a] = 0;
      }
    }
  }
}
