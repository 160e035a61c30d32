import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/** The distribution of the number of members of a group, out of `count`, that rank above a level. */
export class BinomialTable {
  readonly count: number;
  /** P(exactly c members), c = 0 … count. Before the first `set`: nobody. */
  readonly probability: Float64Array;
  readonly #choose: Float64Array;

  constructor(count: number) {
    this.count = count;
    this.probability = new Float64Array(count + 1);
    this.probability[0] = 1;
    this.#choose = binomialCoefficients(count);
  }

  /** Each member ranks above with probability `success`; `failure` is the complement, given apart so that neither tail loses digits. */
  set(success: number, failure: number): void {
    const n = this.count;
    let power = 1;
    for (let c = 0; c <= n; c++) {
      this.probability[c] = (this.#choose[c] as number) * power;
      power *= success;
    }
    power = 1;
    for (let c = n; c >= 0; c--) {
      this.probability[c] = (this.probability[c] as number) * power;
      power *= failure;
    }
  }
}

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

/**
 * The Gauss–Legendre rule on [0, 1] by the eigenvalues of the Jacobi matrix.
 *
 * @see G. Golub, J. Welsch (1969), Calculation of Gauss Quadrature Rules, Math. Comp. 23.
 */
export function gaussLegendre(count: number): QuadratureRule {
  const known = ruleCache.get(count);
  if (known) return known;
  const jacobi = Matrix.zeros(count, count);
  for (let k = 1; k < count; k++) {
    const b = k / Math.sqrt(4 * k * k - 1);
    jacobi.set(k, k - 1, b);
    jacobi.set(k - 1, k, b);
  }
  const decomposition = new EigenvalueDecomposition(jacobi, { assumeSymmetric: true });
  const rule = {
    points: Float64Array.from(decomposition.realEigenvalues, (x) => (1 + x) / 2),
    weights: Float64Array.from(decomposition.realEigenvalues, (_, k) => decomposition.eigenvectorMatrix.get(0, k) ** 2),
  };
  ruleCache.set(count, rule);
  return rule;
}
