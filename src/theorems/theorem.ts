import type { Rational } from "../arithmetic/rational.ts";
import type { DesignProblem } from "../problem/design-problem.ts";

/** How a compared number stands to the expected one. */
export type Relation = "=" | "<=" | ">=" | "<" | ">";

/** A value that a theorem states: exact where it is rational, with `tolerance` the relative accuracy in which the number is known. */
export interface StatedValue {
  readonly value: number;
  readonly exact?: Rational;
  /** Relative accuracy of `value`; 0 when it is the nearest double of `exact`. */
  readonly tolerance: number;
  /** How the optimal value of the problem stands to `value`: absent means "="; bounds and impossibilities use the others. */
  readonly relation?: Relation;
}

/** A closed-form mechanism on two real types: what happens at value v and cost c. */
export interface ClosedFormMechanism {
  /** Probability of trade at (v, c). */
  trade(value: number, cost: number): number;
  /** Expected payment of the buyer; absent when the theorem does not give it. */
  buyerPays?(value: number, cost: number): number;
  sellerReceives?(value: number, cost: number): number;
}

/**
 * A published result that the engine is held against: the statement alone. The engine never uses it.
 *
 * P is the type of the parameters that the statement quantifies over (e.g. two types and masses a side). Members that take
 * parameters are methods, so that a `Theorem<P>` of any P can stand in a `readonly Theorem[]`; such a caller hands a theorem only
 * what its own {@link Theorem.parametersOf} returned. What it is checked against is a regression, in `secondbest/theorems`.
 */
export interface Theorem<P = unknown> {
  /** `paper/result`, e.g. `myerson-satterthwaite/uniform`; the file lies at src/theorems/<id>.ts. */
  readonly id: string;
  /** Authors, year, journal, and the number of the result. */
  readonly citation: string;
  /** One sentence, in the field's words. */
  readonly statement: string;
  /** For which environments it holds, in words; {@link parametersOf} decides it. */
  readonly domain: string;
  /** Ids of the corrected misprints, e.g. `KM-2`; see docs/theorems.md. */
  readonly errata: readonly string[];
  /**
   * The parameters when the problem lies in the domain, else null; absent for theorems that do not speak about the optimum of a
   * design problem. `solve` mentions the theorem exactly when this returns parameters, and compares with {@link value} if present.
   */
  parametersOf?(problem: DesignProblem): P | null;
  /** The design problem that the parameters describe. */
  problem?(parameters: P): DesignProblem;
  /** The optimal value of {@link problem}, or a bound on it (see {@link StatedValue.relation}). */
  value?(parameters: P): StatedValue;
  mechanism?(parameters: P): ClosedFormMechanism;
}
