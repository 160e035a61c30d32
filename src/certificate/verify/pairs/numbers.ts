import { type ExactVector, exactVector } from "../../../arithmetic/exact-vector.ts";
import { type Rational, ratio, rational } from "../../../arithmetic/rational.ts";
import { limits } from "../limits.ts";
import { Rejection } from "../rejection.ts";

/** Reads the numbers of a proof on pairs of cells, and throws when they are too long, or together take too long. */
export class NumberReader {
  #spent = 0;

  read(text: string): Rational {
    if (text.length > limits.pairDigits) throw new Rejection(`proof: a number has more than ${limits.pairDigits} digits`);
    this.#spent += (1 + text.length / 40) ** 2;
    if (this.#spent > limits.pairNumbers) throw new Rejection("proof: its numbers are too many, or too long");
    return rational(text);
  }

  /** A table of m × n numbers. */
  table(texts: readonly (readonly string[])[], size: readonly [number, number], field: string): readonly (readonly Rational[])[] {
    requireTable(texts, size, field);
    return texts.map((row) => row.map((text) => this.read(text)));
  }

  /** Prices of inequalities. */
  price(text: string, field: string): Rational {
    const price = this.read(text);
    if (price.s < 0n && price.n > 0n) throw new Rejection(`${field}: a price is negative`);
    return price;
  }
}

/** Throws unless a table has m rows of n. */
export function requireTable(texts: readonly (readonly string[])[], [m, n]: readonly [number, number], field: string): void {
  if (texts.length !== m || texts.some((row) => row.length !== n)) throw new Rejection(`${field}: ${m} rows of ${n} numbers are expected`);
}

/** Σ mass·value, exactly. Throws RangeError when the values have too many digits over a common denominator. */
export function exactMean(masses: ExactVector, values: readonly Rational[]): Rational {
  const { numerators, denominator } = exactVector(values, limits.meanBits * values.length);
  return ratio(
    numerators.reduce((sum, value, k) => sum + value * (masses.numerators[k] as bigint), 0n),
    denominator * masses.denominator,
  );
}
