import type { Ties } from "../../duals/conflict/demands.ts";
import type { Amount, ConflictExplanation, NamedConstraint, Relaxations } from "../../duals/conflict/named.ts";
import type { Binding } from "../../duals/duals.ts";
import type { Bracket, Result } from "../../result.ts";

/** Why the answer to a design problem is what it is, by the names of agents and types. */
export interface Explanation {
  /** How the problem ended; with `efficient`, whether a mechanism that always chooses an efficient outcome meets its constraints. */
  readonly status: Result["status"];
  /** The answer in one sentence. */
  readonly answer: string;
  /** Efficiency is imposed, with these ties; null: the problem as it stands. */
  readonly efficient: Ties | null;
  /** Types stand on a grid that the problem does not have: laws were put on it for the explanation. */
  readonly grid: string | null;
  readonly value: Bracket | null;
  readonly conflict: ConflictExplanation | null;
  /** Why the constraints of an infeasible problem are not named; null where they are, or something is feasible. */
  readonly unnamed: string | null;
  /** Where efficiency is imposed and possible: what is left over or lacks at least. */
  readonly relaxations: Relaxations | null;
  /** What efficient trade at its most profitable leaves the broker on the laws themselves; null where it was not asked for. */
  readonly onLaws: { readonly profit: number; readonly basis: string } | null;
  readonly ray: Ray | null;
  readonly optimum: OptimumExplanation | null;
}

/** Payments that can be added without limit: what each agent pays more, whatever its type, and what a unit of it adds to the objective. */
export interface Ray {
  readonly payments: readonly { readonly agent: string; readonly pays: number }[];
  readonly gain: number;
}

/** One-sided slopes of the value; null where they were not found. */
export interface SubsidySlopes {
  /** What one more unit of subsidy (or less required profit) adds, per unit. */
  readonly more: number | null;
  /** What one unit less takes away, per unit; `infeasible` where no mechanism does with less. */
  readonly less: number | "infeasible" | null;
}

/** A type with its virtual value (or cost) in money, before and after ironing. */
export interface VirtualType {
  readonly type: string;
  readonly virtual: number;
  readonly ironed: number;
}

/** A state in which gains from trade are lost against the first best. */
export interface LostState {
  readonly types: readonly string[];
  readonly probability: number;
  /** The largest surplus of the state, and what the mechanism makes of it. */
  readonly possible: number;
  readonly made: number;
  /** probability · (possible − made). */
  readonly lost: number;
}

export interface OptimumExplanation {
  readonly route: Result["route"];
  readonly level: Result["level"];
  /** Every constraint that has a price, the dearest of its family first; null where the route tells none. */
  readonly prices: readonly (Omit<NamedConstraint, "price"> & { readonly price: Amount })[] | null;
  readonly binding: Binding | null;
  /** λ, and, where all gains count alike, α = λ/(1 + λ); else null. */
  readonly budget: { readonly lambda: Amount; readonly alpha: number | null; readonly slopes: SubsidySlopes } | null;
  readonly virtual: readonly { readonly agent: string; readonly types: readonly VirtualType[] }[] | null;
  readonly ironed: Result["ironed"];
  /** Types that gain nothing above their outside option. */
  readonly worstOff: readonly { readonly agent: string; readonly types: readonly string[] }[] | null;
  /** Types with their rents, and who envies whom: data of the graph of incentives. */
  readonly graph: {
    readonly nodes: readonly { readonly agent: string; readonly type: string; readonly rent: number }[];
    readonly edges: readonly { readonly agent: string; readonly from: string; readonly to: string; readonly price: number }[];
  } | null;
  readonly firstBest: Bracket;
  readonly gainsFromTrade: number;
  /** Where gains are lost, most first. */
  readonly lost: readonly LostState[] | null;
}
