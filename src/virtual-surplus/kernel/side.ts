import { compensatedSum } from "../../arithmetic/sum.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";

/**
 * One side of the market as the multiplier search sees it: cells in increasing order of the type, each with its probability and with
 * the two numbers by which its probability of trade X enters the Lagrangian.
 *
 * A buyer cell of probability p, mean value v and slope ψ of the revenue curve contributes X·(objective + λ·profit) with
 * objective = p·(w_b·v + (w_0 − w_b)·ψ) and profit = p·ψ; a seller cell −X·(objective + λ·profit) with cost c, slope φ of the cost curve and w_s.
 * So (objective + λ·profit)/mass is β_i (σ_j) of the theory at κ = w_0 + λ, before ironing.
 *
 * All arrays have one entry per cell; masses are positive and sum to at most 1 (cells that can never trade may be left out).
 * `shift` is a constant to be added to every value and slope: kept apart so that differences between the sides lose no digits.
 */
export interface Side {
  readonly mass: Float64Array;
  readonly objective: Float64Array;
  readonly profit: Float64Array;
  readonly shift: number;
}

/** Weights of one side's rents and of the broker's profit in the objective. */
export interface SideWeights {
  readonly own: number;
  readonly broker: number;
}

/**
 * The buyer's side of a finite problem: ψ_i = B_i − (B_{i+1} − B_i)·P(B > B_i)/p_i, the slope of the chord of the revenue curve.
 *
 * @see N. Kos, M. Manea (2009), Efficient Trade Mechanism with Discrete Values, §6.
 */
export function buyerSide(types: TypeSpace, weights: SideWeights): Side {
  const { values, masses } = types;
  const n = values.length;
  const objective = new Float64Array(n);
  const profit = new Float64Array(n);
  let above = 0;
  for (let i = n - 1; i >= 0; i--) {
    const value = values[i] as number;
    const mass = masses[i] as number;
    const gap = i + 1 < n ? (values[i + 1] as number) - value : 0;
    const marginal = mass * value - gap * above;
    profit[i] = marginal;
    objective[i] = weights.own * mass * value + (weights.broker - weights.own) * marginal;
    above += mass;
  }
  return { mass: masses, objective, profit, shift: 0 };
}

/** The seller's side of a finite problem: φ_j = S_j + (S_j − S_{j−1})·P(S < S_j)/q_j, the slope of the chord of the cost curve. */
export function sellerSide(types: TypeSpace, weights: SideWeights): Side {
  const { values, masses } = types;
  const n = values.length;
  const objective = new Float64Array(n);
  const profit = new Float64Array(n);
  let below = 0;
  for (let j = 0; j < n; j++) {
    const cost = values[j] as number;
    const mass = masses[j] as number;
    const gap = j > 0 ? cost - (values[j - 1] as number) : 0;
    const marginal = mass * cost + gap * below;
    profit[j] = marginal;
    objective[j] = weights.own * mass * cost + (weights.broker - weights.own) * marginal;
    below += mass;
  }
  return { mass: masses, objective, profit, shift: 0 };
}

/** The side with `stride` neighbouring cells in one: what is best among mechanisms that treat them alike. */
export function coarseSide(side: Side, stride: number): Side {
  const cells = Math.ceil(side.mass.length / stride);
  const merged = (terms: Float64Array) =>
    new Float64Array(cells).map((_, k) => compensatedSum(terms.subarray(k * stride, Math.min((k + 1) * stride, terms.length))));
  return { mass: merged(side.mass), objective: merged(side.objective), profit: merged(side.profit), shift: side.shift };
}
