import type { Rational } from "../arithmetic/rational.ts";
import type { Distribution } from "../distributions/distribution.ts";
import type { Discretization } from "../type-space/discretization.ts";
import type { TypeSpace } from "../type-space/type-space.ts";

/** Who trades what, with which private types. */
export type Environment = BilateralTrade | MultilateralTrade | FiniteEnvironment;

/**
 * One seller owns one indivisible good; one buyer may want it. Utility is linear: the buyer gains v·x − t, the seller t − c·x.
 *
 * @see R. Myerson, M. Satterthwaite (1983), Efficient Mechanisms for Bilateral Trading, J. Econ. Theory 29.
 */
export interface BilateralTrade {
  readonly kind: "bilateral-trade";
  readonly buyer: Distribution;
  readonly seller: Distribution;
  /** The environment on a finite grid; laws that are not finite need a discretization. */
  toFinite(discretization?: Discretization): FiniteEnvironment;
  /** The two type spaces on which {@link toFinite} is built. */
  typeSpaces(discretization?: Discretization): { readonly buyer: TypeSpace; readonly seller: TypeSpace };
}

/** Buyers with unit demand, sellers with one unit each; independent types. */
export interface MultilateralTrade {
  readonly kind: "multilateral-trade";
  readonly buyers: readonly TraderGroup[];
  readonly sellers: readonly TraderGroup[];
  toFinite(discretization?: Discretization): FiniteEnvironment;
}

/** `count` traders whose types are drawn independently from one law. */
export interface TraderGroup {
  readonly count: number;
  readonly distribution: Distribution;
}

/**
 * Any number of agents with finitely many types, any prior, any finite set of outcomes.
 *
 * Agent a with type k gains `utilities[a][o·(number of types of a) + k]` from outcome o, minus what it pays.
 * Gains from trade are the sum of the agents' utilities above their outside options.
 */
export interface FiniteEnvironment {
  readonly kind: "finite";
  readonly agents: readonly FiniteAgent[];
  readonly prior: Prior;
  readonly outcomes: readonly string[];
  /** Per agent a, length (outcomes · types of a), outcome-major. */
  readonly utilities: readonly Float64Array[];
  /** Per agent, one reservation utility per type. */
  readonly outsideOptions: readonly Float64Array[];
  /** The same tables as rationals, when the input determines them. */
  readonly exact?: {
    readonly utilities: readonly (readonly Rational[])[];
    readonly outsideOptions: readonly (readonly Rational[])[];
    readonly prior:
      | { readonly kind: "independent"; readonly masses: readonly (readonly Rational[])[] }
      | { readonly kind: "joint"; readonly masses: readonly Rational[] };
  };
  toFinite(): FiniteEnvironment;
}

export interface FiniteAgent {
  readonly name: string;
  /** Whose weight its rent carries in a weighted objective. */
  readonly side: "buyer" | "seller";
  /** What a person calls each type, e.g. `0.35`. */
  readonly types: readonly string[];
}

/**
 * Probability of each profile of types. `joint.masses` runs over profiles with the last agent's type fastest;
 * masses are non-negative with total 1.
 */
export type Prior =
  | { readonly kind: "independent"; readonly masses: readonly Float64Array[] }
  | { readonly kind: "joint"; readonly masses: Float64Array };
