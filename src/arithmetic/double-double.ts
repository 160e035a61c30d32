import { productError, sumError } from "./error-free.ts";
import { unitRoundoff } from "./tolerance.ts";

/** A bound on the error of a sum of so many terms, their magnitudes added up, whose rounding is `value`. */
function errorOf(value: number, size: number, terms: number): number {
  const steps = 2 * terms + 4;
  return 1.0001 * (unitRoundoff * Math.abs(value) + steps * steps * unitRoundoff * unitRoundoff * size) + Number.MIN_VALUE;
}

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
    this.#low += sumError(this.#high, term, sum);
    this.#high = sum;
    this.#size += Math.abs(term);
    this.#terms++;
  }

  /** Adds a·b. */
  addProduct(a: number, b: number): void {
    const product = a * b;
    if (product === 0) return;
    this.#low += productError(a, b, product);
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
    return errorOf(this.value, this.#size, this.#terms);
  }
}

/** Many sums as {@link DoubleDouble} has one, without an object each. */
export class DoubleDoubles {
  readonly #high: Float64Array;
  readonly #low: Float64Array;
  readonly #size: Float64Array;
  readonly #terms: Int32Array;

  /** Sums that begin with these numbers. */
  constructor(first: Float64Array) {
    this.#high = first.slice();
    this.#low = new Float64Array(first.length);
    this.#size = first.map(Math.abs);
    this.#terms = new Int32Array(first.length).fill(1);
  }

  /** Adds a·b to the k-th sum. */
  addProduct(k: number, a: number, b: number): void {
    const product = a * b;
    if (product === 0) return;
    const high = this.#high[k] as number;
    const sum = high + product;
    // In the order in which one sum does it, so that both give the same digits.
    this.#low[k] = (this.#low[k] as number) + productError(a, b, product) + sumError(high, product, sum);
    this.#high[k] = sum;
    this.#size[k] = (this.#size[k] as number) + Math.abs(product);
    this.#terms[k] = (this.#terms[k] as number) + 1;
  }

  /** The sums, each rounded to a double. */
  get values(): Float64Array {
    return this.#high.map((high, k) => high + (this.#low[k] as number));
  }

  /** A bound on |value − truth| of each, as of one sum. */
  get errors(): Float64Array {
    return this.values.map((value, k) => errorOf(value, this.#size[k] as number, this.#terms[k] as number));
  }
}
