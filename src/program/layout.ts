import type { Family } from "./family.ts";

/** Which column and row of a reduced program is what, and the way back from a solver's point to allocation and transfers. */
export interface Layout {
  /** Consecutive columns of one kind. */
  readonly columnFamilies: readonly Family[];
  /** Consecutive rows of one kind. */
  readonly rowFamilies: readonly Family[];
  /** One unit of the program's rents and payments, in money. */
  readonly unit: number;
  /**
   * The mechanism in a point of the program (length columnCount), as the solver left it: probabilities may stray from [0, 1] by its
   * tolerance.
   */
  recover(point: ArrayLike<number>): RecoveredTrade;
}

/** Allocation and transfers in money, for m buyer types and n seller types. */
export interface RecoveredTrade {
  /** Probability of trade of buyer type i and seller type j at index i·n + j. */
  readonly x: Float64Array;
  /** Expected transfer per type, paid by the buyer (length m) and received by the seller (length n). */
  readonly interim: { readonly buyerTransfer: Float64Array; readonly sellerTransfer: Float64Array };
  /** How interim transfers are spread over states; see TransferRule of the mechanism. */
  readonly transfers: RecoveredTransfers;
}

export type RecoveredTransfers =
  | { readonly kind: "separable" }
  | { readonly kind: "on-trade" }
  | { readonly kind: "matrix"; readonly buyer: Float64Array; readonly seller: Float64Array };
