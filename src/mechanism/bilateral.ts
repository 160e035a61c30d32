import { InvalidInputError, show } from "../errors.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { allocationAt, checkAllocationRule, columnSums, rowSums, wrongLength } from "./allocation-rule.ts";
import { reportChooser } from "./best-report.ts";
import { interimTransfers } from "./interim-transfers.ts";
import type { AllocationRule, BilateralMechanism, InterimVectors, TransferRule } from "./mechanism.ts";
import { transfersByState } from "./transfer-rule.ts";

/** What determines a bilateral mechanism. */
export interface BilateralRules {
  readonly buyer: TypeSpace;
  readonly seller: TypeSpace;
  readonly allocationRule: AllocationRule;
  readonly transferRule: TransferRule;
  /**
   * Interim transfers, lengths m and n: required by the rules `separable`, `interim` and `on-trade`, which spread them over states;
   * the other rules imply them and take none.
   */
  readonly interim?: { readonly buyerTransfer: Float64Array; readonly sellerTransfer: Float64Array };
}

/**
 * The direct mechanism with these rules; interim vectors are computed from them, in O(m + n) for a threshold allocation (no matrix is built).
 *
 * Throws InvalidInputError when a vector has the wrong length, counts are not nondecreasing, interim transfers are missing or superfluous,
 * or an `on-trade` rule is to move money for a type that never trades. What the numbers mean economically (probabilities in [0, 1],
 * incentives, participation, budget) is left to the audit.
 *
 * @example
 * const mechanism = bilateralMechanism({ buyer, seller, allocationRule: efficientAllocation(buyer, seller), transferRule: { kind: "tight" } });
 * mechanism.at(0.7, 0.2).trade;
 */
export function bilateralMechanism(rules: BilateralRules): BilateralMechanism {
  const { buyer, seller, allocationRule } = rules;
  const m = buyer.values.length;
  const n = seller.values.length;
  checkAllocationRule(allocationRule, m, n);
  const transferRule = checkedTransferRule(rules, m, n);
  const buyerAllocation = rowSums(allocationRule, m, n, seller.masses);
  const sellerAllocation = columnSums(allocationRule, m, n, buyer.masses);
  const implied = interimTransfers(buyer, seller, allocationRule, transferRule, { buyer: buyerAllocation, seller: sellerAllocation });
  const transfers = implied ?? given(rules, m, n);
  if (transferRule.kind === "on-trade") {
    refuseMoneyWithoutTrade("buyerTransfer", buyerAllocation, transfers.buyer);
    refuseMoneyWithoutTrade("sellerTransfer", sellerAllocation, transfers.seller);
  }
  const interim = {
    buyer: vectors(buyer.values, buyerAllocation, transfers.buyer, 1),
    seller: vectors(seller.values, sellerAllocation, transfers.seller, -1),
  };
  const money = transfersByState({ buyer, seller, allocationRule, transferRule, interim });
  const buyerReport = reportChooser(buyer.values, buyerAllocation, transfers.buyer.map(negate));
  // A cost c is a value −c: the seller's types in increasing order of −c.
  const sellerReport = reportChooser(
    seller.values.map(negate).reverse(),
    sellerAllocation.slice().reverse(),
    transfers.seller.slice().reverse(),
  );
  return {
    kind: "bilateral-trade",
    buyer,
    seller,
    allocationRule,
    transferRule,
    interim,
    allocation: (i, j) => allocationAt(allocationRule, n, i, j),
    buyerPays: money.buyerPays,
    sellerReceives: money.sellerReceives,
    at(value, cost) {
      if (!Number.isFinite(value)) throw notFinite("value", value);
      if (!Number.isFinite(cost)) throw notFinite("cost", cost);
      const i = buyerReport(value);
      const j = n - 1 - sellerReport(-cost);
      return { trade: allocationAt(allocationRule, n, i, j), buyerPays: money.buyerPays(i, j), sellerReceives: money.sellerReceives(i, j) };
    },
  };
}

const negate = (x: number): number => -x;

/** Interim vectors from allocation and transfers; `sign` is 1 for a buyer (rent X·v − T) and −1 for a seller (rent T − X·c). */
export function vectors(types: Float64Array, allocation: Float64Array, transfer: Float64Array, sign: 1 | -1): InterimVectors {
  const rent = types.map((type, k) => sign * ((allocation[k] as number) * type - (transfer[k] as number)));
  return { allocation, transfer, rent };
}

function checkedTransferRule(rules: BilateralRules, m: number, n: number): TransferRule {
  const rule = rules.transferRule;
  if (rule.kind === "matrix") {
    for (const side of ["buyer", "seller"] as const)
      if (rule[side].length !== m * n) throw wrongLength(`transferRule.${side}`, m * n, `${m} × ${n} types`, rule[side].length);
  }
  if (rule.kind === "groves") {
    if (rule.buyerCharge.length !== n)
      throw wrongLength("transferRule.buyerCharge", n, "one charge per seller type", rule.buyerCharge.length);
    if (rule.sellerCharge.length !== m)
      throw wrongLength("transferRule.sellerCharge", m, "one charge per buyer type", rule.sellerCharge.length);
  }
  const needed = rule.kind === "separable" || rule.kind === "interim" || rule.kind === "on-trade";
  if (needed !== (rules.interim !== undefined))
    throw new InvalidInputError({
      field: "interim",
      expected: needed ? `interim transfers for the rule "${rule.kind}"` : `no interim transfers: the rule "${rule.kind}" implies them`,
      received: show(rules.interim === undefined ? undefined : "interim transfers"),
      remedy: needed ? "Pass interim: { buyerTransfer, sellerTransfer }." : "Leave `interim` out.",
    });
  return rule;
}

function given(rules: BilateralRules, m: number, n: number): { buyer: Float64Array; seller: Float64Array } {
  const buyer = rules.interim?.buyerTransfer ?? new Float64Array();
  const seller = rules.interim?.sellerTransfer ?? new Float64Array();
  if (buyer.length !== m) throw wrongLength("interim.buyerTransfer", m, "one transfer per buyer type", buyer.length);
  if (seller.length !== n) throw wrongLength("interim.sellerTransfer", n, "one transfer per seller type", seller.length);
  return { buyer, seller };
}

function refuseMoneyWithoutTrade(name: string, allocation: Float64Array, transfer: Float64Array): void {
  const bad = allocation.findIndex((x, k) => x === 0 && transfer[k] !== 0);
  if (bad >= 0)
    throw new InvalidInputError({
      field: `interim.${name}[${bad}]`,
      expected: "0, because this type never trades and the rule is `on-trade`",
      received: show(transfer[bad]),
      remedy: "Use the rule `interim` or `separable`, which can move money without trade.",
    });
}

function notFinite(field: string, received: number): InvalidInputError {
  return new InvalidInputError({
    field,
    expected: "a finite number",
    received: show(received),
    remedy: "Ask at a value and a cost in money units.",
  });
}
