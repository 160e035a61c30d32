import { pricesOf, type TypeSpace } from "../type-space/type-space.ts";
import { tightPayments } from "../virtual-surplus/kernel/tight-payments.ts";
import { columnSums, rowSums } from "./allocation-rule.ts";
import { expectation } from "./expectation.ts";
import type { AllocationRule, TransferRule } from "./mechanism.ts";

/**
 * Interim transfers that a transfer rule implies (`tight`, `groves`, `matrix`), or null when the rule spreads transfers that are given
 * with the mechanism. `allocation` holds the interim allocations.
 */
export function interimTransfers(
  buyer: TypeSpace,
  seller: TypeSpace,
  allocationRule: AllocationRule,
  rule: TransferRule,
  allocation: { readonly buyer: Float64Array; readonly seller: Float64Array },
): { buyer: Float64Array; seller: Float64Array } | null {
  const m = buyer.values.length;
  const n = seller.values.length;
  switch (rule.kind) {
    case "separable":
    case "interim":
    case "on-trade":
      return null;
    case "tight":
      return {
        buyer: tightPayments(pricesOf(buyer), allocation.buyer, 1, rule.lumpSum?.buyer),
        seller: tightPayments(pricesOf(seller), allocation.seller, -1, rule.lumpSum?.seller).map((t) => 0 - t),
      };
    case "groves": {
      const price = seller.values.map((cost, j) => cost * (seller.masses[j] as number));
      const worth = buyer.values.map((value, i) => value * (buyer.masses[i] as number));
      const buyerCharge = expectation(seller.masses, rule.buyerCharge);
      const sellerCharge = expectation(buyer.masses, rule.sellerCharge);
      return {
        buyer: rowSums(allocationRule, m, n, price).map((t) => t + buyerCharge),
        seller: columnSums(allocationRule, m, n, worth).map((t) => t - sellerCharge),
      };
    }
    case "matrix":
      return {
        buyer: rowSums({ kind: "matrix", x: rule.buyer }, m, n, seller.masses),
        seller: columnSums({ kind: "matrix", x: rule.seller }, m, n, buyer.masses),
      };
  }
}
