import { CompensatedSum } from "../arithmetic/sum.ts";
import { InvalidInputError, show } from "../errors.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { allocationAt, allocationTable, checkAllocationRule, columnSums, rowSums, wrongLength } from "./allocation-rule.ts";
import { reportChooser } from "./best-report.ts";
import { linearAgent, vectors } from "./linear-agent.ts";
import type { AllocationRule, BilateralMechanism, Outcome, Outlay, TradeOutcome, TransferRule } from "./mechanism.ts";
import { type States, withoutIdleMix, zoneOf } from "./states.ts";
import { impliedTransfers, paymentTables, type TradeRules, zonePayments } from "./transfer-rule.ts";

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
  /** c where the good is divisible: trade of the quantity x costs ½c·x², paid out of the payments. */
  readonly curvature?: number;
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
  const { buyer, seller, allocationRule, curvature } = rules;
  const m = buyer.values.length;
  const n = seller.values.length;
  checkAllocationRule(allocationRule, m, n);
  const transferRule = checkedTransferRule(rules, m, n);
  const allocation = { buyer: rowSums(allocationRule, m, n, seller.masses), seller: columnSums(allocationRule, m, n, buyer.masses) };
  const transfer = impliedTransfers({ buyer, seller, allocationRule, transferRule, allocation }) ?? given(rules, m, n);
  if (transferRule.kind === "on-trade") {
    refuseMoneyWithoutTrade("buyerTransfer", allocation.buyer, transfer.buyer);
    refuseMoneyWithoutTrade("sellerTransfer", allocation.seller, transfer.seller);
  }
  const trade: TradeRules = { buyer, seller, allocationRule, transferRule, allocation, transfer };
  const interim = {
    buyer: vectors(buyer.values, allocation.buyer, transfer.buyer, "buyer"),
    seller: vectors(seller.values, allocation.seller, transfer.seller, "seller"),
  };
  const all = once(() => statesOf(trade, m, n));
  const buyerReport = reportChooser(buyer.values, allocation.buyer, transfer.buyer.map(negate));
  // A cost c is a value −c: the seller's types in increasing order of −c.
  const sellerReport = reportChooser(
    seller.values.map(negate).reverse(),
    allocation.seller.slice().reverse(),
    transfer.seller.slice().reverse(),
  );
  const traded = (i: number, j: number) => allocationAt(allocationRule, n, i, j);
  const outcome = (types: readonly number[]): Outcome => {
    const [i, j] = types as [number, number];
    return { allocation: [traded(i, j), traded(i, j)], payments: [all().pays(0, i, j), all().pays(1, i, j)] };
  };
  const answer = (value: number, cost: number): TradeOutcome => {
    if (!Number.isFinite(value)) throw notFinite("value", value);
    if (!Number.isFinite(cost)) throw notFinite("cost", cost);
    const [i, j] = [buyerReport(value), n - 1 - sellerReport(-cost)];
    return { trade: traded(i, j), buyerPays: all().pays(0, i, j), sellerReceives: 0 - all().pays(1, i, j) };
  };
  return {
    buyer,
    seller,
    allocationRule,
    transferRule,
    interim,
    ...(curvature !== undefined && { outlay: outlayOf(allocationRule, buyer, seller, curvature) }),
    get agents() {
      return [linearAgent("buyer", "buyer", 1, buyer, interim.buyer), linearAgent("seller", "seller", 1, seller, interim.seller)];
    },
    get states() {
      return all().states;
    },
    allocation: traded,
    buyerPays: (i, j) => all().pays(0, i, j),
    sellerReceives: (i, j) => 0 - all().pays(1, i, j),
    at: ((first: number | readonly number[], cost?: number) =>
      typeof first === "number" ? answer(first, cost as number) : outcome(first)) as BilateralMechanism["at"],
  };
}

/** All states, as zones where the rules have that structure, else written out in O(m·n); and what agent a pays in state (i, j). */
function statesOf(rules: TradeRules, m: number, n: number): { readonly states: States; pays(a: 0 | 1, i: number, j: number): number } {
  const { buyer, seller, allocationRule, transferRule } = rules;
  const spread = transferRule.kind;
  if (allocationRule.kind === "threshold" && spread !== "matrix") {
    const sides = [zonePayments(rules, allocationRule, 0), zonePayments(rules, allocationRule, 1)] as const;
    const [own, other] = [[sides[0].own, sides[1].own] as const, [sides[0].other, sides[1].other] as const];
    const rule = withoutIdleMix(allocationRule);
    return {
      states: { kind: "zones", spread, allocationRule, own, other },
      pays(a, i, j) {
        const z = zoneOf(rule, i, j);
        const [k, l] = a === 0 ? [i, j] : [j, i];
        return (own[a][z][k] as number) + (other[a][z][l] as number);
      },
    };
  }
  const x = allocationTable(allocationRule, m, n);
  const payments = paymentTables(rules);
  const prior = { kind: "independent", masses: [buyer.masses, seller.masses] } as const;
  return {
    states: { kind: "tables", spread, prior, outcomes: null, allocation: [x, x], payments },
    pays: (a, i, j) => payments[a][i * n + j] as number,
  };
}

/** What trade costs on average. */
function outlayOf(rule: AllocationRule, buyer: TypeSpace, seller: TypeSpace, curvature: number): Outlay {
  const expected = new CompensatedSum();
  buyer.masses.forEach((p, i) => {
    seller.masses.forEach((q, j) => {
      expected.add(p * q * 0.5 * curvature * allocationAt(rule, seller.masses.length, i, j) ** 2);
    });
  });
  return { curvature, expected: expected.value };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const negate = (x: number): number => -x;

/** The rules that spread interim transfers which are given; the others imply them. */
const spreads: Readonly<Record<TransferRule["kind"], boolean>> = {
  separable: true,
  interim: true,
  "on-trade": true,
  tight: false,
  groves: false,
  matrix: false,
};

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
  const needed = spreads[rule.kind];
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
