import type { Rational } from "../arithmetic/rational.ts";
import type { BilateralMechanism } from "../mechanism/mechanism.ts";
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
 * A published result that the engine can be held against. The engine never uses it.
 *
 * P is the type of the parameters that the statement quantifies over (e.g. two types and masses a side). Members that take
 * parameters are methods, so that a `Theorem<P>` of any P can stand in a `readonly Theorem[]`; such a caller hands a theorem only
 * what its own {@link Theorem.samples} or {@link Theorem.parametersOf} returned.
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
  /** Parameter sets on which the regression check runs, at least three (random ones from the given seed where the domain is infinite); fewer only if the theorem has no parameter. */
  samples(seed: number): readonly P[];
  /** The checks that compare the statement with something computed another way; each returns what was compared. */
  readonly checks: readonly TheoremCheck<P>[];
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

/** One comparison of a theorem with an independent computation. */
export interface TheoremCheck<P> {
  /** What is compared with what, e.g. `optimal value against the engine`. */
  readonly name: string;
  /** True when {@link run} calls the engine; false when it compares two computations of its own. */
  readonly usesEngine: boolean;
  run(parameters: P, engine: Engine): Promise<readonly Comparison[]>;
}

/** The part of the engine that checks may call, handed in so that theorems import nothing of it. */
export interface Engine {
  /** Optimal value of a problem as a proved or audited bracket; −∞ when infeasible, +∞ when unbounded. */
  optimum(problem: DesignProblem): Promise<Optimum>;
  /** The engine's optimal bilateral mechanism on a grid problem. */
  bilateralMechanism(problem: DesignProblem): Promise<BilateralMechanism>;
}

/** What the engine says of an optimal value. */
export interface Optimum {
  readonly lower: number;
  readonly upper: number;
  readonly exact: Rational | null;
  /** Shadow price λ of the budget; null when the route gives none. */
  readonly multiplier: number | null;
}

/** Two numbers that should agree, or one that should not exceed the other: `actual relation expected`. */
export interface Comparison {
  readonly what: string;
  readonly expected: number;
  readonly relation: Relation;
  readonly actual: number;
  /** Absolute difference allowed (how far `actual` may miss the relation); for `<` and `>` the least distance asked for. */
  readonly tolerance: number;
  readonly pass: boolean;
}
