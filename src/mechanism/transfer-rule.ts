import { pricesOf, type TypeSpace } from "../type-space/type-space.ts";
import { allocationAt, columnStarts } from "./allocation-rule.ts";
import { expectation } from "./expectation.ts";
import type { AllocationRule, InterimVectors, TransferRule } from "./mechanism.ts";

interface Rules {
  readonly buyer: TypeSpace;
  readonly seller: TypeSpace;
  readonly allocationRule: AllocationRule;
  readonly transferRule: TransferRule;
  readonly interim: { readonly buyer: InterimVectors; readonly seller: InterimVectors };
}

/** What each trader pays and receives in state (i, j). */
export interface TransfersByState {
  buyerPays(i: number, j: number): number;
  sellerReceives(i: number, j: number): number;
}

/** The transfers that a rule means, state by state; each call is O(1), save `tight` on a matrix allocation, O(m) or O(n). */
export function transfersByState(rules: Rules): TransfersByState {
  const { buyer, seller, allocationRule, transferRule: rule, interim } = rules;
  const n = seller.values.length;
  const paid = interim.buyer.transfer;
  const received = interim.seller.transfer;
  const x = (i: number, j: number): number => allocationAt(allocationRule, n, i, j);
  switch (rule.kind) {
    case "separable": {
      const expectedPaid = expectation(buyer.masses, paid);
      const expectedReceived = expectation(seller.masses, received);
      return {
        buyerPays: (i, j) => (paid[i] as number) + ((received[j] as number) - expectedReceived),
        sellerReceives: (i, j) => (received[j] as number) + ((paid[i] as number) - expectedPaid),
      };
    }
    case "interim":
      return { buyerPays: (i) => paid[i] as number, sellerReceives: (_, j) => received[j] as number };
    case "on-trade": {
      const buyerPrice = pricePerTrade(interim.buyer);
      const sellerPrice = pricePerTrade(interim.seller);
      return {
        buyerPays: (i, j) => x(i, j) * (buyerPrice[i] as number),
        sellerReceives: (i, j) => x(i, j) * (sellerPrice[j] as number),
      };
    }
    case "tight":
      return withLumpSum(
        allocationRule.kind === "threshold" ? tightThresholds(buyer, seller, allocationRule) : tightMatrix(buyer, seller, x),
        rule.lumpSum,
      );
    case "groves":
      return {
        buyerPays: (i, j) => x(i, j) * (seller.values[j] as number) + (rule.buyerCharge[j] as number),
        sellerReceives: (i, j) => x(i, j) * (buyer.values[i] as number) - (rule.sellerCharge[i] as number),
      };
    case "matrix":
      return { buyerPays: (i, j) => rule.buyer[i * n + j] as number, sellerReceives: (i, j) => rule.seller[i * n + j] as number };
  }
}

/** T_k/X_k, and 0 for a type that never trades. */
export function pricePerTrade(interim: Pick<InterimVectors, "allocation" | "transfer">): Float64Array {
  return interim.transfer.map((t, k) => (interim.allocation[k] === 0 ? 0 : t / (interim.allocation[k] as number)));
}

/**
 * The `tight` transfers of a threshold allocation, per trader and step of the allocation.
 *
 * `sureBuyer[j]`: the buyer's payment when it trades surely with seller type j; `mixBuyer[j]`: when it trades with probability `mix`
 * (0 when no type does). `sureSeller[i]`, `mixSeller[i]`: the seller's receipts against buyer type i.
 */
export function tightPrices(
  buyer: TypeSpace,
  seller: TypeSpace,
  rule: Extract<AllocationRule, { kind: "threshold" }>,
): { sureBuyer: Float64Array; mixBuyer: Float64Array; sureSeller: Float64Array; mixSeller: Float64Array } {
  const { mix, strict, generous } = rule;
  const buyerPrices = pricesOf(buyer);
  const sellerPrices = pricesOf(seller);
  const n = seller.values.length;
  const strictFrom = columnStarts(strict, n);
  const generousFrom = columnStarts(generous, n);
  const mixBuyer = new Float64Array(n);
  const sureBuyer = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    // A step that no buyer type reaches has no price; no state uses the 0.
    mixBuyer[j] = mix * (buyerPrices[generousFrom[j] as number] ?? 0);
    sureBuyer[j] = (mixBuyer[j] as number) + (1 - mix) * (buyerPrices[strictFrom[j] as number] ?? 0);
  }
  const mixSeller = new Float64Array(buyer.values.length);
  const sureSeller = new Float64Array(buyer.values.length);
  for (let i = 0; i < buyer.values.length; i++) {
    mixSeller[i] = mix * (sellerPrices[(generous[i] as number) - 1] ?? 0);
    sureSeller[i] = (mixSeller[i] as number) + (1 - mix) * (sellerPrices[(strict[i] as number) - 1] ?? 0);
  }
  return { sureBuyer, mixBuyer, sureSeller, mixSeller };
}

function withLumpSum(money: TransfersByState, lumpSum: { readonly buyer: number; readonly seller: number } | undefined): TransfersByState {
  if (!lumpSum) return money;
  return {
    buyerPays: (i, j) => money.buyerPays(i, j) - lumpSum.buyer,
    sellerReceives: (i, j) => money.sellerReceives(i, j) + lumpSum.seller,
  };
}

function tightThresholds(buyer: TypeSpace, seller: TypeSpace, rule: Extract<AllocationRule, { kind: "threshold" }>): TransfersByState {
  const prices = tightPrices(buyer, seller, rule);
  const step = (i: number, j: number, sure: number, mixed: number): number =>
    j < (rule.strict[i] as number) ? sure : j < (rule.generous[i] as number) ? mixed : 0;
  return {
    buyerPays: (i, j) => step(i, j, prices.sureBuyer[j] as number, prices.mixBuyer[j] as number),
    sellerReceives: (i, j) => step(i, j, prices.sureSeller[i] as number, prices.mixSeller[i] as number),
  };
}

function tightMatrix(buyer: TypeSpace, seller: TypeSpace, x: (i: number, j: number) => number): TransfersByState {
  const n = seller.values.length;
  return {
    buyerPays(i, j) {
      let pays = 0;
      for (let k = 0; k <= i; k++) pays += (x(k, j) - (k === 0 ? 0 : x(k - 1, j))) * (pricesOf(buyer)[k] as number);
      return pays;
    },
    sellerReceives(i, j) {
      let receives = 0;
      for (let l = n - 1; l >= j; l--) receives += (x(i, l) - (l === n - 1 ? 0 : x(i, l + 1))) * (pricesOf(seller)[l] as number);
      return receives;
    },
  };
}
