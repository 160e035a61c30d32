import { unitRoundoff } from "./tolerance.ts";

/** 2²⁷ + 1, which splits a double in two halves of 26 digits (Veltkamp). */
const splitter = 134217729;

/**
 * A running sum of products that carries two doubles, so about 32 digits, and knows how far from the truth it can be.
 *
 * Products are taken without error (Dekker), sums likewise (Knuth); what is lost is a few parts in 2¹⁰⁶ of the terms. Exact for magnitudes
 * from 1e-290 to 1e290: outside, products may overflow or lose digits.
 *
 * @see T. Ogita, S. Rump, S. Oishi (2005), Accurate Sum and Dot Product, SIAM J. Sci. Comput. 26, algorithm Dot2.
 */
export class DoubleDouble {
  #high = 0;
  #low = 0;
  #size = 0;
  #terms = 0;

  /** Adds a number. */
  add(term: number): void {
    const sum = this.#high + term;
    const moved = sum - this.#high;
    this.#low += this.#high - (sum - moved) + (term - moved);
    this.#high = sum;
    this.#size += Math.abs(term);
    this.#terms++;
  }

  /** Adds a·b. */
  addProduct(a: number, b: number): void {
    const product = a * b;
    if (product === 0) return;
    const bigA = splitter * a;
    const highA = bigA - (bigA - a);
    const lowA = a - highA;
    const bigB = splitter * b;
    const highB = bigB - (bigB - b);
    const lowB = b - highB;
    this.#low += lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
    this.add(product);
  }

  /** The sum rounded to a double. */
  get value(): number {
    return this.#high + this.#low;
  }

  /** Leading and trailing double: the sum is their exact sum, up to {@link error}. */
  get parts(): readonly [high: number, low: number] {
    const high = this.#high + this.#low;
    return [high, this.#low - (high - this.#high)];
  }

  /** A bound on |value − truth|, rounding of `value` itself included. */
  get error(): number {
    const steps = 2 * this.#terms + 4;
    return 1.0001 * (unitRoundoff * Math.abs(this.value) + steps * steps * unitRoundoff * unitRoundoff * this.#size) + Number.MIN_VALUE;
  }
}
