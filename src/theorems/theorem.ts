import type { Rational } from "../arithmetic/rational.ts";
import type { DesignProblem } from "../problem/design-problem.ts";

/** A value that a theorem states: exact where it is rational, with `tolerance` the relative accuracy in which the number is known. */
export interface StatedValue {
  readonly value: number;
  readonly exact?: Rational;
  /** Relative accuracy of `value`; 0 when it is the nearest double of `exact`. */
  readonly tolerance: number;
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
 * P is the type of the parameters that the statement quantifies over (e.g. two types and masses a side).
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
   * For theorems that state the optimal value of a design problem: the parameters when the problem lies in the domain, else null.
   * `solve` mentions the theorem exactly when this returns parameters.
   */
  readonly parametersOf?: (problem: DesignProblem) => P | null;
  /** The design problem that the parameters describe. */
  readonly problem?: (parameters: P) => DesignProblem;
  /** The optimal value of {@link problem}. */
  readonly value?: (parameters: P) => StatedValue;
  readonly mechanism?: (parameters: P) => ClosedFormMechanism;
}

/** One comparison of a theorem with an independent computation. */
export interface TheoremCheck<P> {
  /** What is compared with what, e.g. `optimal value against the engine`. */
  readonly name: string;
  run(parameters: P, engine: Engine): Promise<readonly Comparison[]>;
}

/** The part of the engine that checks may call, handed in so that theorems import nothing of it. */
export interface Engine {
  /** Optimal value of a problem as a proved or audited bracket; −∞ when infeasible, +∞ when unbounded. */
  optimum(
    problem: DesignProblem,
  ): Promise<{ readonly lower: number; readonly upper: number; readonly exact: Rational | null; readonly multiplier: number | null }>;
  /** Interim probabilities of trade of the engine's optimal bilateral mechanism on a grid problem. */
  bilateralMechanism(problem: DesignProblem): Promise<import("../mechanism/mechanism.ts").BilateralMechanism>;
}

/** Two numbers that should agree, or one that should not exceed the other. */
export interface Comparison {
  readonly what: string;
  readonly expected: number;
  readonly relation: "=" | "<=" | ">=" | "<" | ">";
  readonly actual: number;
  /** Absolute difference allowed (how far `actual` may miss the relation). */
  readonly tolerance: number;
  readonly pass: boolean;
}
