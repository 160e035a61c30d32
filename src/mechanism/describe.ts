import type { BilateralMechanism } from "./mechanism.ts";

/** Most types a side for which matrices are written out. */
export const matrixLimit = 200;

/** x_ij as m rows of n probabilities, for files and tables; null beyond {@link matrixLimit} types a side. */
export function allocationMatrix(mechanism: BilateralMechanism): number[][] | null {
  return byState(mechanism, (i, j) => mechanism.allocation(i, j));
}

/** What the buyer pays and the seller receives in every state, as m rows of n amounts; null beyond {@link matrixLimit} types a side. */
export function transferMatrices(mechanism: BilateralMechanism): { buyer: number[][]; seller: number[][] } | null {
  const buyer = byState(mechanism, (i, j) => mechanism.buyerPays(i, j));
  const seller = byState(mechanism, (i, j) => mechanism.sellerReceives(i, j));
  return buyer && seller ? { buyer, seller } : null;
}

function byState(mechanism: BilateralMechanism, entry: (i: number, j: number) => number): number[][] | null {
  const m = mechanism.buyer.values.length;
  const n = mechanism.seller.values.length;
  if (m > matrixLimit || n > matrixLimit) return null;
  return Array.from({ length: m }, (_, i) => Array.from({ length: n }, (_, j) => entry(i, j)));
}
