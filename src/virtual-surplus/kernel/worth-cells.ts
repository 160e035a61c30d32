import type { Rational } from "../../arithmetic/rational.ts";
import { compensatedSum } from "../../arithmetic/sum.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";

/**
 * The types of a group as the multiplier search sees them: cells in increasing order of the worth of a unit that changes hands (to a seller −cost), each with its
 * probability and with the two numbers by which its probability of trade X enters the Lagrangian.
 *
 * A cell of probability p, mean worth v and slope ψ of the revenue curve contributes X·(objective + λ·profit) with objective = p·(w·v + (w_0 − w)·ψ) and
 * profit = p·ψ, w the weight of the group's party. So (objective + λ·profit)/mass is its virtual worth at κ = w_0 + λ, before ironing.
 *
 * All arrays have one entry per cell; masses are positive and sum to at most 1 (cells that can never trade may be left out).
 * `shift` is a constant to be added to every worth and slope: kept apart so that differences between groups lose no digits.
 */
export interface WorthCells {
  readonly mass: Float64Array;
  readonly objective: Float64Array;
  readonly profit: Float64Array;
  readonly shift: number;
}

/** Weights of a group's own rents and of the broker's profit in the objective. */
export interface OwnWeights {
  readonly own: number;
  readonly broker: number;
}

/** Identical agents in cells. */
export interface CellGroup {
  readonly count: number;
  /** What each owns beforehand: 0 or 1. */
  readonly reference: Rational;
  readonly cells: WorthCells;
  /** Probability of the types of lowest worth that were left out because they never trade. */
  readonly idle: number;
}

/**
 * The cells of a finite type space, one a type: ψ_i = v_i − (v_{i+1} − v_i)·P(worth > v_i)/p_i, the slope of the chord of the revenue curve.
 * `sign` makes worths of types: −1 where they are costs.
 *
 * @see N. Kos, M. Manea (2009), Efficient Trade Mechanism with Discrete Values, §6.
 */
export function gridCells({ values, masses }: TypeSpace, sign: 1 | -1, { own, broker }: OwnWeights): WorthCells {
  const n = values.length;
  const cells = { mass: inWorthOrder(masses, sign), objective: new Float64Array(n), profit: new Float64Array(n), shift: 0 };
  let above = 0;
  let next = 0;
  for (let i = n - 1; i >= 0; i--) {
    const worth = sign * (values[sign === 1 ? i : n - 1 - i] as number);
    const mass = cells.mass[i] as number;
    const marginal = mass * worth - (i + 1 < n ? next - worth : 0) * above;
    cells.profit[i] = marginal;
    cells.objective[i] = own * mass * worth + (broker - own) * marginal;
    above += mass;
    next = worth;
  }
  return cells;
}

/** Numbers per type, in the order of increasing worth, or back: costs are in the reverse order. */
export function inWorthOrder(perType: Float64Array, sign: 1 | -1): Float64Array {
  return sign === 1 ? perType : perType.slice().reverse();
}

/** The group with `stride` neighbouring cells in one: what is best among mechanisms that treat them alike. */
export function coarser(group: CellGroup, stride: number): CellGroup {
  const { mass, objective, profit, shift } = group.cells;
  const count = Math.ceil(mass.length / stride);
  const merged = (terms: Float64Array) =>
    new Float64Array(count).map((_, k) => compensatedSum(terms.subarray(k * stride, Math.min((k + 1) * stride, terms.length))));
  return { ...group, cells: { mass: merged(mass), objective: merged(objective), profit: merged(profit), shift } };
}
