import type { Role } from "../environments/linear.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import type { States } from "./states.ts";

/**
 * A direct mechanism: what the user came for. Who takes part, what is allocated and who pays what, as a function of the reported types.
 *
 * Worths and payments are signed: a unit of the good in an agent's hands is worth its value to a buyer and minus its cost to a seller; what an
 * agent receives is a negative payment. What people read (`buyerPays`, `sellerReceives`, result files, tables) has the signs that they expect.
 */
export interface Mechanism {
  /** One entry per group of identical agents; profiles list the agents one by one, groups unrolled in this order. */
  readonly agents: readonly AgentRule[];
  /** What happens when the k-th agent reports its type number `types[k]`. */
  at(types: readonly number[]): Outcome;
  /** How all states may be seen. */
  readonly states: States;
  /** What trade costs beyond what traders feel, paid out of what the traders pay; absent where it costs nothing. */
  readonly outlay?: Outlay;
}

/** The quadratic cost of trade in a divisible good. */
export interface Outlay {
  /** c: trade of the quantity x costs ½c·x². */
  readonly curvature: number;
  /** ½c·E x². */
  readonly expected: number;
}

/** What trade of a quantity costs. */
export function costOf(outlay: Outlay | undefined, quantity: number): number {
  return outlay ? 0.5 * outlay.curvature * quantity ** 2 : 0;
}

/** Identical agents, their types, and the interim rule that each of them faces. */
export interface AgentRule {
  readonly name: string;
  readonly party: Role;
  /** In a partnership, its entry in the list of partners, whose weight its rent carries. */
  readonly entry?: number;
  readonly count: number;
  /** What each of them holds when it stays out, in units; default 0. The allocation of a partner is what it holds, that of a trader what it trades. */
  readonly reference?: number;
  /** As a person reads them: values of a buyer, costs of a seller, names. */
  readonly types: ArrayLike<number | string>;
  readonly masses: Float64Array;
  /** Utility from a unit of the good, per type; where outcomes are drawn, from outcome o at index o·types + type. */
  readonly worths: Float64Array;
  /** Where outcomes are drawn, utility from staying out, per type; absent where it is 0. */
  readonly outside?: Float64Array;
  /** Where types stand for intervals of types, their ends, as a person reads them. */
  readonly ends?: { readonly low: Float64Array; readonly high: Float64Array };
  /** Per type; `allocation` at index type·outcomes + o where outcomes are drawn, `payment` is what an agent pays. */
  readonly interim: { readonly allocation: Float64Array; readonly payment: Float64Array; readonly rent: Float64Array };
  /** The part of the payments that every type is given in every state, trade or not; default 0. */
  readonly lumpSum?: number;
}

/** One profile: the quantity of each agent (where outcomes are drawn, the probability of each outcome), and what each agent pays. */
export interface Outcome {
  readonly allocation: ArrayLike<number>;
  readonly payments: ArrayLike<number>;
}

/**
 * A direct mechanism for bilateral trade on two type spaces (m buyer types, n seller types).
 *
 * It holds interim vectors and rules, not m·n matrices, so that a million types fit; `allocation(i, j)` and the transfers are computed on demand.
 * Build one with `bilateralMechanism` or with a payment rule such as `tight` or `vcgPrime`; tell it from others by {@link isBilateral}.
 */
export interface BilateralMechanism extends Mechanism {
  readonly buyer: TypeSpace;
  readonly seller: TypeSpace;
  readonly allocationRule: AllocationRule;
  readonly transferRule: TransferRule;
  readonly interim: { readonly buyer: InterimVectors; readonly seller: InterimVectors };
  /** Probability of trade when the buyer reports type i and the seller type j. */
  allocation(i: number, j: number): number;
  /** Expected payment of the buyer in state (i, j). */
  buyerPays(i: number, j: number): number;
  /** Expected receipt of the seller in state (i, j). */
  sellerReceives(i: number, j: number): number;
  at(types: readonly number[]): Outcome;
  /**
   * What happens when traders with these values make the reports that suit them best on average over the other's types.
   * A type of the grid reports truthfully; among equally good reports a trader takes the nearest type that is no better than its own
   * (no higher value, no lower cost). Staying out is not a report.
   */
  at(value: number, cost: number): TradeOutcome;
}

/** True for a mechanism of bilateral trade, which answers `at(value, cost)`, `buyerPays(i, j)` and so on. */
export function isBilateral(mechanism: Mechanism): mechanism is BilateralMechanism {
  return "buyerPays" in mechanism;
}

/** Money and probability in one state. */
export interface TradeOutcome {
  /** Probability of trade. */
  readonly trade: number;
  readonly buyerPays: number;
  readonly sellerReceives: number;
}

/** Per type: probability of trade, expected transfer (paid by a buyer, received by a seller), and rent. Equal lengths. */
export interface InterimVectors {
  readonly allocation: Float64Array;
  readonly transfer: Float64Array;
  readonly rent: Float64Array;
}

/**
 * - `matrix`: x_ij at index i·n + j.
 * - `threshold`: buyer type i trades surely with the `strict[i]` cheapest seller types, with probability `mix` with the next ones up to
 *   `generous[i]`, never with the others. Both counts are nondecreasing in i, `strict[i] <= generous[i]`.
 */
export type AllocationRule = MatrixAllocation | ThresholdAllocation;

/** x_ij at index i·n + j. */
export interface MatrixAllocation {
  readonly kind: "matrix";
  readonly x: Float64Array;
}

/** The lottery with weight `mix` on a generous rule and 1 − `mix` on a strict one; each rule trades with the cheapest seller types up to a count. */
export interface ThresholdAllocation {
  readonly kind: "threshold";
  readonly mix: number;
  /** For each buyer type, the number of seller types (the cheapest ones) it trades with under the generous rule; nondecreasing. */
  readonly generous: Int32Array;
  /** Likewise under the strict rule; `strict[i] <= generous[i]`. */
  readonly strict: Int32Array;
}

/**
 * How money moves in state (i, j). The first three rest on the interim transfers T that the mechanism holds, the others imply them.
 * - `separable`: interim transfers spread over states so that payments in less payments out is the same number in every state:
 *   buyer pays T^b_i + T^s_j − E[T^s], seller receives T^b_i + T^s_j − E[T^b] (independent types).
 * - `interim`: each pays (receives) its interim transfer whatever the other reports.
 * - `on-trade`: paid in proportion to the probability of trade, x_ij·T_i/X_i: nobody pays without trading.
 * - `tight`: each trader pays its price state by state: buyer Σ_{k≤i}(x_kj − x_{k−1,j})·B_k, seller Σ_{l≥j}(x_il − x_{i,l+1})·S_l
 *   (Kos–Manea 2009 §6.1); for the efficient allocation this is VCG′. Types that stand for intervals are priced at `prices` (see TypeSpace).
 *   `lumpSum` is paid to each trader in every state on top.
 * - `groves`: each trader is paid the other's reported utility, less a charge that depends on the other's report only:
 *   buyer pays x_ij·S_j + buyerCharge[j] (length n), seller receives x_ij·B_i − sellerCharge[i] (length m).
 * - `matrix`: given state by state at index i·n + j.
 */
export type TransferRule =
  | { readonly kind: "separable" }
  | { readonly kind: "interim" }
  | { readonly kind: "on-trade" }
  | { readonly kind: "tight"; readonly lumpSum?: { readonly buyer: number; readonly seller: number } }
  | { readonly kind: "groves"; readonly buyerCharge: Float64Array; readonly sellerCharge: Float64Array }
  | { readonly kind: "matrix"; readonly buyer: Float64Array; readonly seller: Float64Array };
