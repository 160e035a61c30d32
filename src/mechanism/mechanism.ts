import type { TypeSpace } from "../type-space/type-space.ts";

/** What the user came for: who trades, and what each party pays, as a function of the reported types. */
export type Mechanism = BilateralMechanism | MultilateralMechanism | FiniteMechanism;

/**
 * A direct mechanism for bilateral trade on two type spaces (m buyer types, n seller types).
 *
 * It holds interim vectors and rules, not m·n matrices, so that a million types fit; `allocation(i, j)` and the transfers are computed on demand.
 * Build one with `bilateralMechanism` or with a payment rule such as `tight` or `vcgPrime`.
 */
export interface BilateralMechanism {
  readonly kind: "bilateral-trade";
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
  /**
   * What happens when traders with these values make the reports that suit them best on average over the other's types.
   * A type of the grid reports truthfully; among equally good reports a trader takes the nearest type that is no better than its own
   * (no higher value, no lower cost). Staying out is not a report.
   */
  at(value: number, cost: number): TradeOutcome;
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

/** A direct mechanism among m buyers and n sellers of one good each: interim rules per group, and who trades at a profile. */
export interface MultilateralMechanism {
  readonly kind: "multilateral-trade";
  /** One entry per group of identical traders, in the environment's order. */
  readonly buyers: readonly GroupRule[];
  readonly sellers: readonly GroupRule[];
  /**
   * How transfers at a profile follow from the interim ones; absent when {@link at} decides them otherwise.
   * `separable` spreads them so that payments in less payments out is the same number at every profile.
   */
  readonly transferRule?: "separable" | "interim" | "on-trade";
  /**
   * Probability that each trader trades, and what it pays (buyer) or receives (seller), when `buyers[k]` is the type index of the k-th
   * buyer (groups unrolled in order) and `sellers[k]` of the k-th seller.
   */
  at(buyers: readonly number[], sellers: readonly number[]): MultilateralOutcome;
}

/** Identical traders and the interim rule that each of them faces. */
export interface GroupRule {
  readonly count: number;
  readonly types: TypeSpace;
  readonly interim: InterimVectors;
  /** The part of the interim transfers that every type is given (receives, as a buyer does not pay) at every profile, trade or not; default 0. */
  readonly lumpSum?: number;
}

/** One entry per trader, groups unrolled in order. */
export interface MultilateralOutcome {
  readonly buyers: readonly { readonly trade: number; readonly transfer: number }[];
  readonly sellers: readonly { readonly trade: number; readonly transfer: number }[];
}

/** A direct mechanism of any finite environment. Profiles are numbered with the last agent's type fastest. */
export interface FiniteMechanism {
  readonly kind: "finite";
  /** Probability of outcome o at profile p, at index p·outcomes + o. */
  readonly lottery: Float64Array;
  /** Per agent, what it pays at each profile. */
  readonly payments: readonly Float64Array[];
}
