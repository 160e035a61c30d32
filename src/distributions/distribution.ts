import type { NumberInput, Rational } from "../arithmetic/rational.ts";

/** A point that carries positive probability. */
export interface Atom {
  readonly at: number;
  readonly mass: number;
}

/** How a virtual value or virtual cost moves with the type on an open interval, with the argument that proves it. */
export interface ProvenSlope {
  /** `unknown` claims nothing and is always safe. */
  readonly slope: "increasing" | "decreasing" | "unknown";
  readonly reason: string;
  /** true where it is moreover an affine function of the type; then its slope at both ends of an interval says everything. */
  readonly affine?: boolean;
}

/** How the density of the whole law moves on an open interval (weakly); `unknown` claims nothing. */
export type DensitySlope = "constant" | "increasing" | "decreasing" | "unknown";

/**
 * An open interval (from, to) without atoms on which the density is positive and continuous.
 * Neighbours may touch: an interval is cut, at the nearest double, where a proven slope changes.
 *
 * `virtualValue` speaks of ψ(v) = v − P(V > v)/f(v): increasing ⇔ the revenue curve R(q) = q·v(q) is concave there.
 * `virtualCost` speaks of φ(c) = c + P(V < c)/f(c): increasing ⇔ the cost curve C(q) = q·c(q) is convex there.
 * Both refer to the whole law (atoms and other pieces included) and claim only what is proved.
 */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** Where f′ ≥ 0, ψ′ = 2 + P(V > v)f′/f² ≥ 2; where f′ ≤ 0, φ′ = 2 − P(V < c)f′/f² ≥ 2. Only this survives mixing. */
  readonly density: DensitySlope;
  readonly virtualValue: ProvenSlope;
  readonly virtualCost: ProvenSlope;
}

/** The same law in exact arithmetic; present when every quantity below is rational at rational arguments. */
export interface ExactLaw {
  readonly support: { readonly min: Rational; readonly max: Rational };
  readonly atoms: readonly { readonly at: Rational; readonly mass: Rational }[];
  /** Increasing, from support.min to support.max: strictly between two neighbours there is no atom and the cdf is one polynomial. */
  readonly breaks: readonly Rational[];
  /** P(V ≤ x). */
  cdf(x: Rational): Rational;
  /** Density of the continuous part at x (its right limit where it jumps). */
  pdf(x: Rational): Rational;
  /** E[V · 1{a < V ≤ b}]; null stands for −∞ in `a` and +∞ in `b`. */
  partialMean(a: Rational | null, b: Rational | null): Rational;
}

/**
 * The law of one private type.
 *
 * Every method accepts every real argument (the quantile of a number outside [0, 1] is NaN). `cdf` and `survival`, and `quantile` and
 * `upperQuantile`, are computed independently of each other so that neither tail loses digits to `1 − x`.
 * Methods refer to the parameters rounded to doubles; `exact` refers to them as written.
 *
 * With ε = `relativeError`: `cdf`, `survival`, `pdf` and `massBetween` are within ε of the truth, relatively, where the truth is above 1e-290;
 * `partialMean` is within ε·E[|V|·1{a < V ≤ b}] where that is above 1e-290; a quantile is within ε, relatively, of a true quantile at some p(1 ± ε),
 * or within 1e-290 of it where it is closer than that to an end of the support, and Infinity where it is beyond the range of doubles.
 * A 0 below these limits is a rounded number, and proves nothing.
 */
export interface Distribution {
  /** The law's name in instance files, e.g. `uniform`; `custom` for {@link customLaw}. */
  readonly kind: string;
  /** What rebuilds the law from an instance file; undefined for a custom law. */
  readonly spec: DistributionSpec | undefined;
  /** Smallest closed interval of probability 1; bounds may be infinite. */
  readonly support: { readonly min: number; readonly max: number };
  /** Increasing in `at`; empty for a continuous law. */
  readonly atoms: readonly Atom[];
  /** Increasing and disjoint; atoms and gaps lie between them. Empty for a discrete law. */
  readonly pieces: readonly Piece[];
  /** E[V]; always finite (a law with infinite mean is refused at construction). */
  readonly mean: number;
  readonly relativeError: number;
  /** What a result with this law takes for granted, in words; null for a law that is known by its parameters alone. */
  readonly assumption: string | null;
  /** P(V ≤ x). */
  cdf(x: number): number;
  /** P(V > x). */
  survival(x: number): number;
  /** Density of the continuous part: 0 outside the pieces, a one-sided limit (perhaps infinite) at their ends. */
  pdf(x: number): number;
  /** 0 ≤ min ≤ f(x) ≤ max for every x in (a, b), f the density of the continuous part, up to `relativeError`; {0, Infinity} claims nothing. */
  densityBounds(a: number, b: number): { readonly min: number; readonly max: number };
  /** Lower quantile inf{x : P(V ≤ x) ≥ p}, p in [0, 1]; quantile(0) is the lower end of the support. */
  quantile(p: number): number;
  /** Upper quantile sup{x : P(V ≥ x) ≥ q}, q in [0, 1]; upperQuantile(0) is the upper end of the support. Accurate for q near 0, where 1 − q is not. */
  upperQuantile(q: number): number;
  /** P(a < V ≤ b), formed without the cancellation of `cdf(b) − cdf(a)`; 0 when b ≤ a. */
  massBetween(a: number, b: number): number;
  /** E[V · 1{a < V ≤ b}] for a ≤ b (infinite bounds allowed). An atom at a is excluded, one at b included. */
  partialMean(a: number, b: number): number;
  /** E[V | a < V ≤ b]; the midpoint clipped to the support when the interval has probability 0. */
  meanBetween(a: number, b: number): number;
  /**
   * Present when the law is that of scale·X + shift with X the law `of` (see {@link AffineSpec}): lets differences of two types be
   * formed without cancellation.
   */
  readonly affine?: {
    readonly scale: number;
    readonly shift: number;
    /** The two numbers as written: differences of shifts are taken of these. */
    readonly exactScale: Rational;
    readonly exactShift: Rational;
    readonly of: Distribution;
  };
  readonly exact?: ExactLaw;
}

/** Constant density on [min, max]. */
export interface UniformSpec {
  readonly distribution: "uniform";
  readonly min: NumberInput;
  readonly max: NumberInput;
}
/** F(v) = ((v − min)/(max − min))^exponent, exponent > 0. */
export interface PowerSpec {
  readonly distribution: "power";
  readonly min: NumberInput;
  readonly max: NumberInput;
  readonly exponent: NumberInput;
}
/** 1 − F(v) = ((max − v)/(max − min))^exponent, exponent > 0. */
export interface ReversePowerSpec {
  readonly distribution: "reverse-power";
  readonly min: NumberInput;
  readonly max: NumberInput;
  readonly exponent: NumberInput;
}
/** Beta law with parameters a, b > 0 stretched to [min, max]. */
export interface BetaSpec {
  readonly distribution: "beta";
  readonly a: NumberInput;
  readonly b: NumberInput;
  readonly min: NumberInput;
  readonly max: NumberInput;
}
/** The normal law, given that it lies in [min, max]. */
export interface TruncatedNormalSpec {
  readonly distribution: "truncated-normal";
  readonly mean: NumberInput;
  readonly sd: NumberInput;
  readonly min: NumberInput;
  readonly max: NumberInput;
}
/** Density proportional to e^(−rate·v) on [min, max]; the rate may be negative, not 0. */
export interface TruncatedExponentialSpec {
  readonly distribution: "truncated-exponential";
  readonly rate: NumberInput;
  readonly min: NumberInput;
  readonly max: NumberInput;
}
/** Always the same type. */
export interface PointMassSpec {
  readonly distribution: "point-mass";
  readonly at: NumberInput;
}
/** Values increasing, masses positive with total 1 (within 1e-9, then renormalised exactly). */
export interface DiscreteSpec {
  readonly distribution: "discrete";
  readonly values: readonly NumberInput[];
  readonly masses: readonly NumberInput[];
}
/** The same with positive weights of any total, counts for example, which are divided by it exactly. */
export interface WeightedSpec {
  readonly values: readonly NumberInput[];
  readonly weights: readonly NumberInput[];
}
/** First a component is drawn by its weight, then the type by the component. */
export interface MixtureSpec {
  readonly distribution: "mixture";
  readonly weights: readonly NumberInput[];
  readonly components: readonly DistributionSpec[];
}
/** Constant density on each of the intervals between increasing knots; masses non-negative, one fewer than knots. */
export interface PiecewiseUniformSpec {
  readonly distribution: "piecewise-uniform";
  readonly knots: readonly NumberInput[];
  readonly masses: readonly NumberInput[];
}
/** Each sample has mass 1/(number of samples); repeated samples add up. From a file: `csv` and `column` (read by `secondbest/node`). */
export interface EmpiricalSpec {
  readonly distribution: "empirical";
  readonly samples: readonly NumberInput[];
}
/** Samples from a column of a CSV file. */
export interface EmpiricalCsvSpec {
  readonly distribution: "empirical";
  readonly csv: string;
  readonly column: string;
  /** Column of weights ≥ 0: samples count as much as these say. */
  readonly weights?: string | undefined;
  /** How the file is written; see `CsvDialect`. */
  readonly delimiter?: string | undefined;
  readonly decimal?: "." | "," | undefined;
  readonly thousands?: string | undefined;
  readonly missing?: "refuse" | "skip" | undefined;
}
/** P(V > v) = e^(−rate·(v − min)), v ≥ min. */
export interface ExponentialSpec {
  readonly distribution: "exponential";
  readonly rate: NumberInput;
  readonly min: NumberInput;
}
/** The normal law of mean and standard deviation sd. */
export interface NormalSpec {
  readonly distribution: "normal";
  readonly mean: NumberInput;
  readonly sd: NumberInput;
}
/** log V is normal with mean mu and standard deviation sigma. */
export interface LognormalSpec {
  readonly distribution: "lognormal";
  readonly mu: NumberInput;
  readonly sigma: NumberInput;
}
/** P(V > v) = (scale/v)^shape for v ≥ scale; with `cap` the mass beyond it is an atom at it. Without a cap the shape must exceed 1. */
export interface ParetoSpec {
  readonly distribution: "pareto";
  readonly scale: NumberInput;
  readonly shape: NumberInput;
  readonly cap?: NumberInput | undefined;
}
/** The law of scale·X + shift; a negative scale mirrors. */
export interface AffineSpec {
  readonly distribution: "affine";
  readonly scale: NumberInput;
  readonly shift: NumberInput;
  readonly of: DistributionSpec;
}

/** A law as an instance file states it. */
export type DistributionSpec =
  | UniformSpec
  | PowerSpec
  | ReversePowerSpec
  | BetaSpec
  | TruncatedNormalSpec
  | TruncatedExponentialSpec
  | PointMassSpec
  | DiscreteSpec
  | MixtureSpec
  | PiecewiseUniformSpec
  | EmpiricalSpec
  | EmpiricalCsvSpec
  | ExponentialSpec
  | NormalSpec
  | LognormalSpec
  | ParetoSpec
  | AffineSpec;
