import type { Rational } from "../arithmetic/rational.ts";
import type { DivisibleTrade } from "./divisible-trade.ts";
import type { LinearEnvironment } from "./linear.ts";
import type { RiskAverseTrade } from "./risk-averse-trade.ts";

export type { LinearEnvironment } from "./linear.ts";

/** Who trades what, with which private types. */
export type Environment = LinearEnvironment | FiniteEnvironment | RiskAverseTrade | DivisibleTrade;

/** What is done in each kind of environment: an exhaustive table, so that a new kind is a type error wherever it matters. */
export type ByEnvironment<T> = {
  readonly [Kind in Environment["kind"]]: (environment: Extract<Environment, { readonly kind: Kind }>) => T;
};

/** What the table says of an environment. */
export function byEnvironment<T>(environment: Environment, ways: ByEnvironment<T>): T {
  return (ways[environment.kind] as (environment: Environment) => T)(environment);
}

/**
 * Any number of agents with finitely many types, any prior, any finite set of outcomes.
 *
 * Agent a with type k gains `utilities[a][o·(number of types of a) + k]` from outcome o, minus what it pays.
 * Gains from trade are the sum of the agents' utilities above their outside options.
 */
export interface FiniteEnvironment {
  readonly kind: "finite";
  /** Nobody's types are drawn from a law: they are listed. */
  readonly groups?: undefined;
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

/** An agent whose types are listed. */
export interface FiniteAgent {
  readonly name: string;
  /** Whose weight its rent carries in a weighted objective. */
  readonly side: "buyer" | "seller";
  /** In a partnership, its entry in the list of partners: it carries that one's weight, where the objective states one for each. */
  readonly partner?: number;
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
