import type { Rational } from "../src/arithmetic/rational.ts";
import type { BilateralMechanism } from "../src/mechanism/mechanism.ts";
import type { DesignProblem } from "../src/problem/design-problem.ts";
import type { Relation, Theorem } from "../src/theorems/theorem.ts";

/** A theorem with its regression: parameter sets, and the checks that hold the statement against something computed another way. */
export interface CheckedTheorem<P = unknown> extends Theorem<P> {
  /** Parameter sets on which the checks run, at least three (random ones from the given seed where the domain is infinite); fewer only if the theorem has no parameter. */
  samples(seed: number): readonly P[];
  readonly checks: readonly TheoremCheck<P>[];
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
