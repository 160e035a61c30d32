import type { Violation } from "./audit.ts";

/** Keeps the worst violation seen; words are made only for the one that stays worst. */
export class Worst {
  #worst = 0;
  #words: (() => string) | null = null;

  /** Takes note of a violation of size `amount`; amounts ≤ 0 are no violation, NaN is the worst of all. */
  see(amount: number, words: () => string): void {
    if (amount > this.#worst || (Number.isNaN(amount) && !Number.isNaN(this.#worst))) {
      this.#worst = amount;
      this.#words = words;
    }
  }

  get violation(): Violation {
    return { worst: this.#worst, at: this.#words === null ? null : this.#words() };
  }

  /** Largest amount so far, to skip the making of closures in hot loops. */
  get amount(): number {
    return this.#worst;
  }
}

/** Index of the first entry that is not a finite number, or −1. */
export function firstNotFinite(x: ArrayLike<number>): number {
  for (let k = 0; k < x.length; k++) if (!Number.isFinite(x[k] as number)) return k;
  return -1;
}
