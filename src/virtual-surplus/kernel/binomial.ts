/** The distribution of the number of members of a group, out of `count`, that rank above a level. */
export class BinomialTable {
  readonly count: number;
  /** P(exactly c members), c = 0 … count. Before the first `set`: nobody. */
  readonly probability: Float64Array;
  readonly #choose: Float64Array | null;

  constructor(count: number) {
    this.count = count;
    this.probability = new Float64Array(count + 1);
    this.probability[0] = 1;
    this.#choose = count <= largestDirect ? binomialCoefficients(count) : null;
  }

  /** Each member ranks above with probability `success`; `failure` is the complement, given apart so that neither tail loses digits. */
  set(success: number, failure: number): void {
    if (this.#choose) this.#fromPowers(success, failure, this.#choose);
    else this.#fromMode(success, failure);
  }

  #fromPowers(success: number, failure: number, choose: Float64Array): void {
    const n = this.count;
    let power = 1;
    for (let c = 0; c <= n; c++) {
      this.probability[c] = (choose[c] as number) * power;
      power *= success;
    }
    power = 1;
    for (let c = n; c >= 0; c--) {
      this.probability[c] = (this.probability[c] as number) * power;
      power *= failure;
    }
  }

  /** Large counts: ratios of neighbours outwards from the mode, where nothing overflows, and then the total is 1. */
  #fromMode(success: number, failure: number): void {
    const n = this.count;
    const p = this.probability;
    const mode = Math.min(n, Math.floor((n + 1) * success));
    p[mode] = 1;
    let total = 1;
    for (let c = mode, term = 1; c < n; c++) {
      term *= ((n - c) / (c + 1)) * (success / failure);
      p[c + 1] = term;
      total += term;
    }
    for (let c = mode, term = 1; c > 0; c--) {
      term *= (c / (n - c + 1)) * (failure / success);
      p[c - 1] = term;
      total += term;
    }
    for (let c = 0; c <= n; c++) p[c] = (p[c] as number) / total;
  }
}

/** Up to this count no binomial coefficient and no power of a probability that matters leaves the range of doubles. */
const largestDirect = 500;

const coefficientCache = new Map<number, Float64Array>();

function binomialCoefficients(n: number): Float64Array {
  let row = coefficientCache.get(n);
  if (!row) {
    row = new Float64Array(n + 1);
    row[0] = 1;
    for (let c = 1; c <= n; c++) row[c] = Math.round(((row[c - 1] as number) * (n - c + 1)) / c);
    coefficientCache.set(n, row);
  }
  return row;
}

/** Nodes and weights on [0, 1], exact for polynomials of degree 2·count − 1. */
export interface QuadratureRule {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

const ruleCache = new Map<number, QuadratureRule>();

/** The Gauss–Legendre rule on [0, 1]: Newton's method on the Legendre polynomial from Tricomi's approximation of its zeros. */
export function gaussLegendre(count: number): QuadratureRule {
  const known = ruleCache.get(count);
  if (known) return known;
  const rule = { points: new Float64Array(count), weights: new Float64Array(count) };
  for (let k = 0; k < count; k++) {
    let x = Math.cos((Math.PI * (k + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 6; step++) {
      let previous = 0;
      let current = 1;
      for (let degree = 1; degree <= count; degree++) {
        const next = ((2 * degree - 1) * x * current - (degree - 1) * previous) / degree;
        previous = current;
        current = next;
      }
      slope = (count * (x * current - previous)) / (x * x - 1);
      x -= current / slope;
    }
    rule.points[k] = (1 - x) / 2;
    rule.weights[k] = 1 / ((1 - x * x) * slope * slope);
  }
  ruleCache.set(count, rule);
  return rule;
}
