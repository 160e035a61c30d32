import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { type PriceProblem, Welfare } from "./welfare.ts";

/** The gap, relative to Φ, at which the search stops, and its most steps. */
const narrowEnough = 1e-12;
const mostSteps = 100;

/** A distribution with its gap: no distribution on these prices has a value above `value` + `gap`, up to rounding. */
export interface PriceOptimum {
  /** Positive, total 1. */
  readonly masses: Float64Array;
  readonly value: number;
  /** max_k D_k − γΦ, D the gradient: Φ is concave and homogeneous. */
  readonly gap: number;
  readonly iterations: number;
}

/** Steps of the multiplicative update with which the search starts: they find where the mass is, and then stall. */
const multiplicativeSteps = 20;

/** Share of the way to the boundary that a step goes at most. */
const towardsBoundary = 0.995;

/**
 * The best distribution on the prices: multiplicative updates, then primal–dual barrier–Newton steps on the simplex.
 *
 * With z the multipliers of f ≥ 0 and λ that of Σ f = 1: D(f) + z = λ, f·z = μ → 0. In the variables Δf/f the matrix of a step is diag(f·z) − f·f′·H,
 * of moderate condition to the end.
 *
 * @see S. Wright (1997), Primal–Dual Interior-Point Methods, SIAM, chapter 5; T. Cover (1984), An algorithm for maximizing expected log investment return,
 * IEEE Trans. Inf. Theory 30 (the multiplicative update).
 */
export function bestPrices(problem: PriceProblem, timeLimitSeconds?: number): PriceOptimum {
  return bestMasses(new Welfare(problem), timeLimitSeconds);
}

/** The same for any concave function of masses, homogeneous of degree `power`, with value 0 only where it is 0 for all masses. */
export function bestMasses(
  welfare: Pick<Welfare, "count" | "power" | "at">,
  timeLimitSeconds: number = Number.POSITIVE_INFINITY,
): PriceOptimum {
  const { count, power } = welfare;
  const deadline = performance.now() + 1000 * timeLimitSeconds;
  const gradient = new Float64Array(count);
  const hessian = new Float64Array(count * count);
  let masses: Float64Array<ArrayBufferLike> = new Float64Array(count).fill(1 / count);
  for (let step = 0; step < multiplicativeSteps; step++) {
    const value = welfare.at(masses, gradient);
    if (value === 0) return { masses, value, gap: 0, iterations: 0 };
    // Prices that are never used keep a foothold.
    for (let k = 0; k < count; k++) masses[k] = Math.max(1e-9 / count, ((masses[k] as number) * (gradient[k] as number)) / (power * value));
    normalise(masses);
  }
  let best: PriceOptimum | null = null;
  const slacks = new Float64Array(count);
  for (let step = 0; step < mostSteps; step++) {
    const value = welfare.at(masses, gradient, hessian);
    const gap = Math.max(...gradient) - power * value;
    if (!best || gap < best.gap) best = { masses: masses.slice(), value, gap: Math.max(0, gap), iterations: step };
    if (gap <= narrowEnough * value || performance.now() > deadline) break;
    if (step === 0) {
      const level = Math.max(...gradient) + 0.1 * power * value;
      for (let k = 0; k < count; k++) slacks[k] = level - (gradient[k] as number);
    }
    const moved = newtonStep(masses, slacks, gradient, hessian);
    if (!moved) break;
    masses = moved;
  }
  return best as PriceOptimum;
}

/** One step: the masses after it, `slacks` moved along; null when rounding has the better of it. */
function newtonStep(
  masses: Float64Array,
  slacks: Float64Array,
  gradient: Float64Array,
  hessian: Float64Array,
): Float64Array<ArrayBufferLike> | null {
  const count = masses.length;
  const complementarity = masses.reduce((sum, f, k) => sum + f * (slacks[k] as number), 0);
  const matrix = Matrix.zeros(count, count);
  for (let k = 0; k < count; k++) {
    const f = masses[k] as number;
    for (let l = 0; l <= k; l++) {
      const entry = -f * (masses[l] as number) * (hessian[k * count + l] as number);
      matrix.set(k, l, entry);
      matrix.set(l, k, entry);
    }
    matrix.set(k, k, matrix.get(k, k) + f * (slacks[k] as number));
  }
  const factors = new CholeskyDecomposition(matrix);
  if (!factors.isPositiveDefinite()) return null;
  // Affine step first: how far it gets says how much to centre.
  const affine = direction(factors, masses, slacks, gradient, 0);
  const reach = reachOf(affine, masses, slacks);
  const sigma = Math.max(1e-3, (1 - Math.min(reach.masses, reach.slacks)) ** 3);
  const step = direction(factors, masses, slacks, gradient, (sigma * complementarity) / count);
  const { masses: primal, slacks: dual } = reachOf(step, masses, slacks);
  const length = Math.min(1, towardsBoundary * Math.min(primal, dual));
  if (!(length > 1e-10)) return null;
  const moved = masses.map((f, k) => f + length * (step.masses[k] as number));
  for (let k = 0; k < count; k++) slacks[k] = (slacks[k] as number) + length * (step.slacks[k] as number);
  normalise(moved);
  return moved.every((f) => f > 0 && Number.isFinite(f)) ? moved : null;
}

interface Direction {
  readonly masses: Float64Array;
  readonly slacks: Float64Array;
}

/** With y = Δf/f: M y + f·λ = f·D + μ, Σ f·y = 0; Δz = (μ − f z − z Δf)/f. */
function direction(
  factors: CholeskyDecomposition,
  masses: Float64Array,
  slacks: Float64Array,
  gradient: Float64Array,
  barrier: number,
): Direction {
  const count = masses.length;
  const sides = Matrix.zeros(count, 2);
  for (let k = 0; k < count; k++) {
    const f = masses[k] as number;
    sides.set(k, 0, f * (gradient[k] as number) + barrier);
    sides.set(k, 1, f);
  }
  const solved = factors.solve(sides);
  let free = 0;
  let level = 0;
  for (let k = 0; k < count; k++) {
    free += (masses[k] as number) * solved.get(k, 0);
    level += (masses[k] as number) * solved.get(k, 1);
  }
  const lambda = free / level;
  const step = { masses: new Float64Array(count), slacks: new Float64Array(count) };
  for (let k = 0; k < count; k++) {
    const share = solved.get(k, 0) - lambda * solved.get(k, 1);
    const [f, z] = [masses[k] as number, slacks[k] as number];
    step.masses[k] = f * share;
    step.slacks[k] = barrier / f - z - z * share;
  }
  return step;
}

/** Largest steps that keep masses, and slacks, nonnegative. */
function reachOf(step: Direction, masses: Float64Array, slacks: Float64Array): { readonly masses: number; readonly slacks: number } {
  const of = (moves: Float64Array, from: Float64Array) =>
    moves.reduce((least, move, k) => (move < 0 ? Math.min(least, -(from[k] as number) / move) : least), Number.POSITIVE_INFINITY);
  return { masses: of(step.masses, masses), slacks: of(step.slacks, slacks) };
}

function normalise(masses: Float64Array): void {
  const total = masses.reduce((sum, f) => sum + f, 0);
  for (let k = 0; k < masses.length; k++) masses[k] = (masses[k] as number) / total;
}
