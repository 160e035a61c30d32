import { CompensatedSum } from "../arithmetic/sum.ts";
import { refuse } from "../errors.ts";
import { type BySide, bySide, ranked, sidesOf, type TradingSide, type TwoSides } from "../type-space/sides.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { allocationAt, allocationTable, checkAllocationRule, refuseLength, sumsOf } from "./allocation-rule.ts";
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
  const n = seller.values.length;
  const sides = sidesOf(buyer, seller);
  checkAllocationRule(allocationRule, buyer.values.length, n);
  const transferRule = checkedTransferRule(rules, sides);
  const allocation = bySide(sides, (side) => sumsOf(allocationRule, side));
  const transfer = impliedTransfers({ sides, allocationRule, transferRule, allocation }) ?? given(rules, sides);
  if (transferRule.kind === "on-trade") for (const { name } of sides) refuseMoneyWithoutTrade(name, allocation[name], transfer[name]);
  const trade: TradeRules = { sides, allocationRule, transferRule, allocation, transfer };
  const interim = bySide(sides, ({ name, values }) => vectors(values, allocation[name], transfer[name], name));
  const all = once(() => statesOf(trade));
  const report = bySide(sides, (side) => reportOf(side, allocation[side.name], transfer[side.name]));
  const traded = (i: number, j: number) => allocationAt(allocationRule, n, i, j);
  const outcome = (types: readonly number[]): Outcome => {
    const [i, j] = types as [number, number];
    return { allocation: [traded(i, j), traded(i, j)], payments: [all().pays(0, i, j), all().pays(1, i, j)] };
  };
  const answer = (value: number, cost: number): TradeOutcome => {
    requireFinite({ value, cost });
    const [i, j] = [report.buyer(value), report.seller(cost)];
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

/** The report that suits a trader of any type best. */
function reportOf(side: TradingSide, allocation: Float64Array, transfer: Float64Array): (type: number) => number {
  const { sign, values } = side;
  // A cost c is a value −c: types in increasing order of worth.
  const inOrder = (list: Float64Array) => (sign > 0 ? list : list.toReversed());
  const signed = (list: Float64Array, by: number) => (by > 0 ? list : list.map((x) => -x));
  const chooser = once(() => reportChooser(inOrder(signed(values, sign)), inOrder(allocation), inOrder(signed(transfer, -sign))));
  return (type) => ranked(side, chooser()(sign * type));
}

/** All states, as zones where the rules have that structure, else written out in O(m·n); and what agent a pays in state (i, j). */
function statesOf(rules: TradeRules): { readonly states: States; pays(a: 0 | 1, i: number, j: number): number } {
  const { sides, allocationRule, transferRule } = rules;
  const [buyer, seller] = sides;
  const spread = transferRule.kind;
  if (allocationRule.kind === "threshold" && spread !== "matrix") {
    const [paid, received] = [zonePayments(rules, allocationRule, buyer), zonePayments(rules, allocationRule, seller)];
    const [own, other] = [[paid.own, received.own] as const, [paid.other, received.other] as const];
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
  const n = seller.values.length;
  const x = allocationTable(allocationRule, buyer.values.length, n);
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

/** The rules that spread interim transfers which are given; the others imply them. */
const spreads: Readonly<Record<TransferRule["kind"], boolean>> = {
  separable: true,
  interim: true,
  "on-trade": true,
  tight: false,
  groves: false,
  matrix: false,
};

function checkedTransferRule(rules: BilateralRules, sides: TwoSides): TransferRule {
  const rule = rules.transferRule;
  const [m, n] = sides.map(({ values }) => values.length) as [number, number];
  for (const { name, rival } of sides) {
    if (rule.kind === "matrix" && rule[name].length !== m * n)
      refuseLength(`transferRule.${name}`, m * n, `${m} × ${n} types`, rule[name].length);
    if (rule.kind === "groves" && rule[`${name}Charge`].length !== rival.values.length)
      refuseLength(`transferRule.${name}Charge`, rival.values.length, `one charge per ${rival.name} type`, rule[`${name}Charge`].length);
  }
  const needed = spreads[rule.kind];
  if (needed !== (rules.interim !== undefined))
    refuse(
      "interim",
      needed ? `interim transfers for the rule "${rule.kind}"` : `no interim transfers: the rule "${rule.kind}" implies them`,
      rules.interim === undefined ? undefined : "interim transfers",
      needed ? "Pass interim: { buyerTransfer, sellerTransfer }." : "Leave `interim` out.",
    );
  return rule;
}

function given({ interim }: BilateralRules, sides: TwoSides): BySide<Float64Array> {
  return bySide(sides, ({ name, values }) => {
    const transfer = interim?.[`${name}Transfer`] ?? new Float64Array();
    if (transfer.length !== values.length)
      refuseLength(`interim.${name}Transfer`, values.length, `one transfer per ${name} type`, transfer.length);
    return transfer;
  });
}

function refuseMoneyWithoutTrade(name: TradingSide["name"], allocation: Float64Array, transfer: Float64Array): void {
  const bad = allocation.findIndex((x, k) => x === 0 && transfer[k] !== 0);
  if (bad >= 0)
    refuse(
      `interim.${name}Transfer[${bad}]`,
      "0, because this type never trades and the rule is `on-trade`",
      transfer[bad],
      "Use the rule `interim` or `separable`, which can move money without trade.",
    );
}

function requireFinite(types: Readonly<Record<"value" | "cost", number>>): void {
  for (const [field, received] of Object.entries(types))
    if (!Number.isFinite(received)) refuse(field, "a finite number", received, "Ask at a value and a cost in money units.");
}
