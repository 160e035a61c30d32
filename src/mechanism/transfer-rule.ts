import { pricesOf, type TypeSpace } from "../type-space/type-space.ts";
import { tightPayments } from "../virtual-surplus/kernel/tight-payments.ts";
import { allocationTable, columnStarts, columnSums, rowSums } from "./allocation-rule.ts";
import { expectation } from "./expectation.ts";
import type { AllocationRule, ThresholdAllocation, TransferRule } from "./mechanism.ts";
import { type PerZone, withoutIdleMix, type Zone } from "./states.ts";

/** The rules of a bilateral mechanism with its interim allocations and transfers, as far as they are known. */
export interface TradeRules {
  readonly buyer: TypeSpace;
  readonly seller: TypeSpace;
  readonly allocationRule: AllocationRule;
  readonly transferRule: TransferRule;
  readonly allocation: { readonly buyer: Float64Array; readonly seller: Float64Array };
  readonly transfer: { readonly buyer: Float64Array; readonly seller: Float64Array };
}

/**
 * Interim transfers that a transfer rule implies (`tight`, `groves`, `matrix`), or null when the rule spreads transfers that are given
 * with the mechanism. O(m + n) for a threshold allocation.
 */
export function impliedTransfers(rules: Omit<TradeRules, "transfer">): { buyer: Float64Array; seller: Float64Array } | null {
  const { buyer, seller, allocationRule, transferRule: rule, allocation } = rules;
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
        seller: tightPayments(pricesOf(seller), allocation.seller, -1, rule.lumpSum?.seller).map((paid) => 0 - paid),
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

/**
 * What an agent with type k pays against type l of the other when they trade with probability x:
 *
 *     own[k] + other[l] + x·(ownRate[k] + otherRate[l])
 *
 * with {@link TradeRules} in the signs of worths and payments; agent 0 is the buyer, 1 the seller.
 */
interface AffinePayment {
  readonly own: Float64Array;
  readonly other: Float64Array;
  readonly ownRate: Float64Array;
  readonly otherRate: Float64Array;
}

/** The payments of every rule but `matrix`; of `tight`, what does not depend on the allocation. */
function affinePayment(rules: TradeRules, a: 0 | 1): AffinePayment {
  const { transferRule: rule } = rules;
  const [mine, theirs] = a === 0 ? (["buyer", "seller"] as const) : (["seller", "buyer"] as const);
  const sign = a === 0 ? 1 : -1;
  const own = new Float64Array(rules[mine].values.length);
  const other = new Float64Array(rules[theirs].values.length);
  const nothing = { own, other, ownRate: own, otherRate: other };
  const payment = () => rules.transfer[mine].map((t) => sign * t);
  switch (rule.kind) {
    case "separable": {
      const mean = expectation(rules[theirs].masses, rules.transfer[theirs]);
      return { ...nothing, own: payment(), other: rules.transfer[theirs].map((t) => sign * (t - mean)) };
    }
    case "interim":
      return { ...nothing, own: payment() };
    case "on-trade":
      return { ...nothing, ownRate: pricePerTrade(rules.allocation[mine], payment()) };
    case "tight":
      return { ...nothing, own: own.map(() => -(rule.lumpSum?.[mine] ?? 0)) };
    case "groves":
      return {
        ...nothing,
        other: a === 0 ? rule.buyerCharge : rule.sellerCharge,
        otherRate: rules[theirs].values.map((v) => sign * v),
      };
    case "matrix":
      return nothing;
  }
}

/** Payment per trade of each type, and 0 for a type that never trades. */
export function pricePerTrade(allocation: Float64Array, payment: Float64Array): Float64Array {
  return payment.map((t, k) => (allocation[k] === 0 ? 0 : t / (allocation[k] as number)));
}

/** What agent a pays in the zones of a threshold allocation; see ZoneStates. Not for transfers given as matrices. */
export function zonePayments(
  rules: TradeRules,
  threshold: ThresholdAllocation,
  a: 0 | 1,
): { readonly own: PerZone; readonly other: PerZone } {
  const { own, other, ownRate, otherRate } = affinePayment(rules, a);
  const rule = withoutIdleMix(threshold);
  const probability = [0, rule.mix, 1] as const;
  const steps = rules.transferRule.kind === "tight" ? tightSteps(rules, rule, a) : null;
  const zone = (fixed: Float64Array, rate: Float64Array, z: Zone) =>
    rate.some((r) => r !== 0) ? fixed.map((t, k) => t + probability[z] * (rate[k] as number)) : fixed;
  const others = (z: Zone) => steps?.[z] ?? zone(other, otherRate, z);
  return { own: [zone(own, ownRate, 0), zone(own, ownRate, 1), zone(own, ownRate, 2)], other: [others(0), others(1), others(2)] };
}

/** Tight payments of a threshold allocation: the worth of the least eager type that trades, step by step of the allocation. */
function tightSteps({ buyer, seller }: TradeRules, { mix, strict, generous }: ThresholdAllocation, a: 0 | 1): PerZone {
  const n = seller.values.length;
  const prices = a === 0 ? pricesOf(buyer) : pricesOf(seller).map((cost) => -cost);
  const marginal = (counts: Int32Array): Int32Array => (a === 0 ? columnStarts(counts, n) : counts.map((count) => count - 1));
  // A step that no type reaches has no price; no state uses the 0.
  const [onGenerous, onStrict] = [marginal(generous), marginal(strict)];
  const mixed = new Float64Array(onGenerous.length);
  const sure = new Float64Array(onGenerous.length);
  for (let l = 0; l < mixed.length; l++) {
    mixed[l] = mix * (prices[onGenerous[l] as number] ?? 0);
    sure[l] = (mixed[l] as number) + (1 - mix) * (prices[onStrict[l] as number] ?? 0);
  }
  return [new Float64Array(mixed.length), mixed, sure];
}

/** What the buyer and the seller pay at index i·n + j, for any rules. O(m·n). */
export function paymentTables(rules: TradeRules): readonly [buyer: Float64Array, seller: Float64Array] {
  const { allocationRule, transferRule: rule } = rules;
  if (rule.kind === "matrix") return [rule.buyer, rule.seller.map((t) => -t)];
  const m = rules.buyer.values.length;
  const n = rules.seller.values.length;
  const x = allocationTable(allocationRule, m, n);
  const table = (a: 0 | 1): Float64Array => {
    const { own, other, ownRate, otherRate } = affinePayment(rules, a);
    const [mine, theirs] = a === 0 ? [n, 1] : [1, n];
    const list = new Float64Array(m * n);
    for (let k = 0; k < own.length; k++) {
      for (let l = 0; l < other.length; l++) {
        const state = k * mine + l * theirs;
        list[state] =
          (own[k] as number) + (other[l] as number) + (x[state] as number) * ((ownRate[k] as number) + (otherRate[l] as number));
      }
    }
    if (rule.kind === "tight") addTightPayments(list, x, rules, a);
    return list;
  };
  return [table(0), table(1)];
}

/** Adds Σ (step of the allocation)·worth, from the least eager type up, at index i·n + j. */
function addTightPayments(list: Float64Array, x: Float64Array, { buyer, seller }: TradeRules, a: 0 | 1): void {
  const n = seller.values.length;
  const [stride, others, step] = a === 0 ? [n, n, 1] : [1, buyer.values.length, n];
  const prices = a === 0 ? pricesOf(buyer) : pricesOf(seller).map((cost) => -cost);
  const order = Int32Array.from(prices, (_, k) => (a === 0 ? k : prices.length - 1 - k));
  for (let l = 0; l < others; l++) {
    let paid = 0;
    let previous = 0;
    for (const k of order) {
      const state = k * stride + l * step;
      const own = x[state] as number;
      if (own !== previous) paid += (own - previous) * (prices[k] as number);
      previous = own;
      (list[state] as number) += paid;
    }
  }
}
