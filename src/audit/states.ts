import { allocationAt } from "../mechanism/allocation-rule.ts";
import type { BilateralMechanism } from "../mechanism/mechanism.ts";
import { transfersByState } from "../mechanism/transfer-rule.ts";
import { pricesOf } from "../type-space/type-space.ts";
import { type Zones, zonesOf } from "./zones.ts";

/** All states of a bilateral mechanism: as three zones where the rules have that structure, else as matrices at index i·n + j. */
export type States = { readonly kind: "zones"; readonly zones: Zones } | DenseStates;

export interface DenseStates {
  readonly kind: "dense";
  readonly x: Float64Array;
  readonly buyerPays: Float64Array;
  readonly sellerReceives: Float64Array;
}

/** The states as the rules of the mechanism make them; `allocation` holds interim allocations recomputed by the audit. */
export function statesOf(
  mechanism: BilateralMechanism,
  allocation: { readonly buyer: Float64Array; readonly seller: Float64Array },
): States {
  const { buyer, seller, allocationRule, transferRule, interim } = mechanism;
  if (allocationRule.kind === "threshold" && transferRule.kind !== "matrix")
    return { kind: "zones", zones: zonesOf(mechanism, allocationRule, allocation) };
  const m = buyer.values.length;
  const n = seller.values.length;
  const x = allocationRule.kind === "matrix" ? allocationRule.x : new Float64Array(m * n);
  if (allocationRule.kind === "threshold")
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) x[i * n + j] = allocationAt(allocationRule, n, i, j);
  if (transferRule.kind === "matrix") return { kind: "dense", x, buyerPays: transferRule.buyer, sellerReceives: transferRule.seller };
  if (transferRule.kind === "tight") return { kind: "dense", x, ...denseTight(x, pricesOf(buyer), pricesOf(seller), transferRule.lumpSum) };
  const recomputed = {
    buyer: { ...interim.buyer, allocation: allocation.buyer },
    seller: { ...interim.seller, allocation: allocation.seller },
  };
  const money = transfersByState({ buyer, seller, allocationRule, transferRule, interim: recomputed });
  const buyerPays = new Float64Array(m * n);
  const sellerReceives = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      buyerPays[i * n + j] = money.buyerPays(i, j);
      sellerReceives[i * n + j] = money.sellerReceives(i, j);
    }
  }
  return { kind: "dense", x, buyerPays, sellerReceives };
}

function denseTight(
  x: Float64Array,
  values: Float64Array,
  costs: Float64Array,
  lumpSum: { readonly buyer: number; readonly seller: number } = { buyer: 0, seller: 0 },
): Pick<DenseStates, "buyerPays" | "sellerReceives"> {
  const m = values.length;
  const n = costs.length;
  const buyerPays = new Float64Array(m * n);
  const sellerReceives = new Float64Array(m * n);
  for (let j = 0; j < n; j++) {
    let pays = 0;
    for (let i = 0; i < m; i++) {
      pays += ((x[i * n + j] as number) - (i === 0 ? 0 : (x[(i - 1) * n + j] as number))) * (values[i] as number);
      buyerPays[i * n + j] = pays - lumpSum.buyer;
    }
  }
  for (let i = 0; i < m; i++) {
    let receives = 0;
    for (let j = n - 1; j >= 0; j--) {
      receives += ((x[i * n + j] as number) - (j === n - 1 ? 0 : (x[i * n + j + 1] as number))) * (costs[j] as number);
      sellerReceives[i * n + j] = receives + lumpSum.seller;
    }
  }
  return { buyerPays, sellerReceives };
}
