import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { Distribution } from "../distributions/distribution.ts";
import { refuseAs, UnsupportedProblemError } from "../errors.ts";
import { fromFloats } from "./grid.ts";
import type { TypeSpace } from "./type-space.ts";

/** Largest number of points of the rule `gauss` (a dense eigenvalue problem of that size). */
const maxGaussPoints = 200;

/** Range and step of the double exponential nodes in probability. */
const reach = 6;

/**
 * The Gauss rule of the law: `points` types whose masses and values match E[1], E[V], …, E[V^(2·points − 1)].
 *
 * The recurrence of the law's orthogonal polynomials is found by Stieltjes' procedure on a fine quadrature in quantile space,
 * the nodes are the eigenvalues of its Jacobi matrix, the masses follow from the polynomials' values.
 *
 * @see G. Golub, J. Welsch (1969), Calculation of Gauss Quadrature Rules, Math. Comp. 23; W. Gautschi (2004), Orthogonal Polynomials, §2.2.
 */
export function gauss(law: Distribution, points: number): TypeSpace {
  if (law.atoms.length > 0 || law.pieces.length === 0) {
    throw new UnsupportedProblemError({
      assumption: `The rule "gauss" serves laws without atoms, and this ${law.kind} law has ${law.atoms.length}.`,
      changes: [{ "discretization.rule": law.pieces.length === 0 ? "atoms" : "equal-mass" }],
    });
  }
  if (points > maxGaussPoints) {
    refuseAs(
      "points",
      `at most ${maxGaussPoints} points for the rule "gauss"`,
      String(points),
      'Use fewer points (Gauss rules converge fast), or the rule "equal-mass".',
    );
  }
  const { nodes, weights, centre, spread } = fineQuadrature(law, points);
  const { diagonal, offDiagonal } = stieltjes(nodes, weights, points, law);
  const jacobi = Matrix.zeros(points, points);
  for (let k = 0; k < points; k++) {
    jacobi.set(k, k, diagonal[k] as number);
    if (k > 0) {
      jacobi.set(k, k - 1, offDiagonal[k] as number);
      jacobi.set(k - 1, k, offDiagonal[k] as number);
    }
  }
  const roots = Float64Array.from(new EigenvalueDecomposition(jacobi, { assumeSymmetric: true }).realEigenvalues).sort();
  const values = roots.map((root) => centre + spread * root);
  return fromFloats(
    values,
    roots.map((root) => christoffel(root, diagonal, offDiagonal)),
    undefined,
  );
}

/** Nodes and weights of ∫ g(quantile(p)) dp, double exponential in each piece, standardised to mean 0 and spread 1. */
function fineQuadrature(law: Distribution, points: number): { nodes: Float64Array; weights: Float64Array; centre: number; spread: number } {
  const step = 1 / Math.max(32, 2 * points);
  const nodes: number[] = [];
  const weights: number[] = [];
  for (const piece of law.pieces) {
    const start = law.cdf(piece.from);
    const end = law.survival(piece.to);
    const length = law.massBetween(piece.from, piece.to);
    for (let t = -reach; t <= reach; t += step) {
      const s = Math.PI * Math.sinh(t);
      const low = length / (1 + Math.exp(-s));
      const high = length / (1 + Math.exp(s));
      const weight = (step * Math.PI * Math.cosh(t) * low * high) / length;
      if (!(weight > 1e-280)) continue;
      const x = start + low <= 0.5 ? law.quantile(start + low) : law.upperQuantile(end + high);
      if (!Number.isFinite(x)) continue;
      nodes.push(Math.min(Math.max(x, piece.from), piece.to));
      weights.push(weight);
    }
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const share = Float64Array.from(weights, (weight) => weight / total);
  const centre = law.mean;
  let variance = 0;
  for (let k = 0; k < nodes.length; k++) variance += (share[k] as number) * ((nodes[k] as number) - centre) ** 2;
  const spread = Math.sqrt(variance);
  return { nodes: Float64Array.from(nodes, (node) => (node - centre) / spread), weights: share, centre, spread };
}

/** Recurrence coefficients of the orthonormal polynomials of a discrete measure: diagonal a_k, off-diagonal √b_k. */
function stieltjes(
  nodes: Float64Array,
  weights: Float64Array,
  points: number,
  law: Distribution,
): { diagonal: Float64Array; offDiagonal: Float64Array } {
  const n = nodes.length;
  const diagonal = new Float64Array(points);
  const offDiagonal = new Float64Array(points);
  let previous = new Float64Array(n);
  let current = new Float64Array(n).fill(1);
  for (let k = 0; k < points; k++) {
    let a = 0;
    for (let i = 0; i < n; i++) a += (weights[i] as number) * (nodes[i] as number) * (current[i] as number) ** 2;
    diagonal[k] = a;
    if (k + 1 === points) {
      requireDecay(nodes, weights, current, law, points);
      break;
    }
    const next = new Float64Array(n);
    let norm = 0;
    for (let i = 0; i < n; i++) {
      const value = ((nodes[i] as number) - a) * (current[i] as number) - (offDiagonal[k] as number) * (previous[i] as number);
      next[i] = value;
      norm += (weights[i] as number) * value * value;
    }
    const root = Math.sqrt(norm);
    if (!(root > 0 && Number.isFinite(root))) momentsMissing(law, points);
    offDiagonal[k + 1] = root;
    for (let i = 0; i < n; i++) next[i] = (next[i] as number) / root;
    previous = current;
    current = next;
  }
  return { diagonal, offDiagonal };
}

/** The integrand of the highest moment must have died out at both ends of the quadrature: otherwise that moment is infinite, or out of reach. */
function requireDecay(nodes: Float64Array, weights: Float64Array, polynomial: Float64Array, law: Distribution, points: number): void {
  const n = nodes.length;
  const edge = Math.min(8, n);
  for (let i = 0; i < n; i++) {
    if (i >= edge && i < n - edge) continue;
    const term = (weights[i] as number) * Math.max(1, Math.abs(nodes[i] as number)) * (polynomial[i] as number) ** 2;
    if (!(term < 1e-10)) momentsMissing(law, points);
  }
}

/** The mass at a node: 1/Σ p_k(x)², relatively accurate where eigenvectors are not. */
function christoffel(x: number, diagonal: Float64Array, offDiagonal: Float64Array): number {
  let previous = 0;
  let current = 1;
  let sum = 1;
  for (let k = 0; k + 1 < diagonal.length; k++) {
    const next = ((x - (diagonal[k] as number)) * current - (offDiagonal[k] as number) * previous) / (offDiagonal[k + 1] as number);
    previous = current;
    current = next;
    sum += next * next;
  }
  return 1 / sum;
}

function momentsMissing(law: Distribution, points: number): never {
  throw new UnsupportedProblemError({
    assumption: `A Gauss rule of ${points} points needs finite moments up to ${2 * points - 1}, which the ${law.kind} law lacks.`,
    changes: [{ "discretization.rule": "equal-mass" }],
    alternative: "A rule of fewer points asks for fewer moments.",
  });
}
