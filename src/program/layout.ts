import { type BySide, bySide, typeIn } from "../type-space/sides.ts";
import type { Family, RowFamily } from "./family.ts";
import type { TradePrices } from "./reduced/prices.ts";
import { meansOf, type Trade } from "./reduced/trade.ts";

/** Which column and row of a reduced program is what, and the way back from a solver's point to allocation and transfers. */
export interface Layout {
  /** Consecutive columns of one kind. */
  readonly columnFamilies: readonly Family[];
  /** Consecutive rows of one kind. */
  readonly rowFamilies: readonly RowFamily[];
  /** One unit of the program's rents and payments, in money. */
  readonly unit: number;
  /**
   * The mechanism in a point of the program (length columnCount), as the solver left it: probabilities may stray from [0, 1] by its
   * tolerance.
   */
  recover(point: ArrayLike<number>): RecoveredTrade;
  /** The shadow prices, in values, of the constraints of the naive program that the multipliers of this program imply. */
  prices(multipliers: Multipliers): TradePrices;
}

/** Row multipliers (length rowCount) and reduced costs (length columnCount) at an optimum, as in {@link Program}. */
export interface Multipliers {
  readonly rows: ArrayLike<number>;
  readonly columns: ArrayLike<number>;
}

/** Allocation and transfers in values, for m buyer types and n seller types. */
export interface RecoveredTrade {
  /** Probability of trade of buyer type i and seller type j at index i·n + j. */
  readonly x: Float64Array;
  /** Expected transfer per type, paid by the buyer (length m) and received by the seller (length n). */
  readonly interim: { readonly buyerTransfer: Float64Array; readonly sellerTransfer: Float64Array };
  /** How interim transfers are spread over states, or the transfers themselves; see TransferRule of the mechanism. */
  readonly transfers: RecoveredTransfers;
}

export type RecoveredTransfers =
  | { readonly kind: "separable" }
  | { readonly kind: "on-trade" }
  | { readonly kind: "matrix"; readonly buyer: Float64Array; readonly seller: Float64Array };

/** What is recovered when transfers are known in every state: t^b and t^s in money at index i·n + j. */
export function recoverFromTransfers(trade: Trade, x: Float64Array, transfers: BySide<Float64Array>): RecoveredTrade {
  const means = bySide(trade.sides, (side) => meansOf(side, transfers[side.name]));
  return { x, interim: { buyerTransfer: means.buyer, sellerTransfer: means.seller }, transfers: { kind: "matrix", ...transfers } };
}

/** The same from rents in units: t^b = x·B − u^b, t^s = x·S + u^s. */
export function recoverFromStateRents(trade: Trade, x: Float64Array, rents: BySide<Float64Array>): RecoveredTrade {
  const transfers = bySide(trade.sides, (side) =>
    rents[side.name].map((rent, state) => {
      return (x[state] as number) * (side.values[typeIn(side, state)] as number) - side.sign * (trade.unit * rent);
    }),
  );
  return recoverFromTransfers(trade, x, transfers);
}
