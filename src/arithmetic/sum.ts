/**
 * Sum of the entries with one correction term (Neumaier's variant of Kahan summation): the error does not grow with length.
 *
 * @see A. Neumaier (1974), Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, ZAMM 54.
 */
export function compensatedSum(terms: ArrayLike<number>): number {
  let sum = 0;
  let correction = 0;
  for (let k = 0; k < terms.length; k++) {
    const term = terms[k] as number;
    const next = sum + term;
    correction += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  return sum + correction;
}

/** Running compensated sum for loops that produce their terms one at a time. */
export class CompensatedSum {
  #sum = 0;
  #correction = 0;

  add(term: number): void {
    const next = this.#sum + term;
    this.#correction += Math.abs(this.#sum) >= Math.abs(term) ? this.#sum - next + term : term - next + this.#sum;
    this.#sum = next;
  }

  get value(): number {
    return this.#sum + this.#correction;
  }
}

/** Sums of the first k terms, k = 0…length, each with the accuracy of a compensated sum. */
export function prefixSums(terms: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(terms.length + 1);
  const total = new CompensatedSum();
  for (let k = 0; k < terms.length; k++) {
    total.add(terms[k] as number);
    sums[k + 1] = total.value;
  }
  return sums;
}

/** Sums of the terms from k on, k = 0…length (a tail keeps its digits, which 1 − a prefix would lose). */
export function suffixSums(terms: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(terms.length + 1);
  const total = new CompensatedSum();
  for (let k = terms.length - 1; k >= 0; k--) {
    total.add(terms[k] as number);
    sums[k] = total.value;
  }
  return sums;
}
