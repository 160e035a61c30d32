import { type BySide, bySide, ranked, stateOf, type TradingSide, type TwoSides } from "../type-space/sides.ts";
import { pricesOf } from "../type-space/type-space.ts";
import { tightPayments } from "../virtual-surplus/kernel/tight-payments.ts";
import { allocationTable, columnStarts, sumsOf } from "./allocation-rule.ts";
import { expectation } from "./expectation.ts";
import { asStated } from "./linear-agent.ts";
import type { AllocationRule, ThresholdAllocation, TransferRule } from "./mechanism.ts";
import { type PerZone, withoutIdleMix, type Zone } from "./states.ts";

/** The rules of a bilateral mechanism with its interim allocations and transfers, as far as they are known. */
export interface TradeRules {
  readonly sides: TwoSides;
  readonly allocationRule: AllocationRule;
  readonly transferRule: TransferRule;
  readonly allocation: BySide<Float64Array>;
  readonly transfer: BySide<Float64Array>;
}

/**
 * Interim transfers that a transfer rule implies (`tight`, `groves`, `matrix`), or null when the rule spreads transfers that are given
 * with the mechanism. O(m + n) for a threshold allocation.
 */
export function impliedTransfers(rules: Omit<TradeRules, "transfer">): BySide<Float64Array> | null {
  const { sides, allocationRule, transferRule: rule, allocation } = rules;
  switch (rule.kind) {
    case "separable":
    case "interim":
    case "on-trade":
      return null;
    case "tight":
      return bySide(sides, (side) => {
        const { name, sign } = side;
        return asStated(sign, tightPayments(pricesOf(side), allocation[name], sign, rule.lumpSum?.[name]));
      });
    case "groves":
      return bySide(sides, (side) => {
        const { name, sign, rival } = side;
        const charge = expectation(rival.masses, rule[`${name}Charge`]);
        const worth = rival.values.map((type, l) => type * (rival.masses[l] as number));
        return sumsOf(allocationRule, side, worth).map((t) => t + sign * charge);
      });
    case "matrix":
      return bySide(sides, (side) => sumsOf({ kind: "matrix", x: rule[side.name] }, side));
  }
}

/**
 * What an agent with type k pays against type l of the other when they trade with probability x:
 *
 *     own[k] + other[l] + x·(ownRate[k] + otherRate[l])
 *
 * with {@link TradeRules} in the signs of worths and payments.
 */
interface AffinePayment {
  readonly own: Float64Array;
  readonly other: Float64Array;
  readonly ownRate: Float64Array;
  readonly otherRate: Float64Array;
}

/** The payments of every rule but `matrix`; of `tight`, what does not depend on the allocation. */
function affinePayment(
  { transferRule: rule, transfer, allocation }: TradeRules,
  { name, sign, values, rival }: TradingSide,
): AffinePayment {
  const own = new Float64Array(values.length);
  const other = new Float64Array(rival.values.length);
  const nothing = { own, other, ownRate: own, otherRate: other };
  const payment = () => transfer[name].map((t) => sign * t);
  switch (rule.kind) {
    case "separable": {
      const mean = expectation(rival.masses, transfer[rival.name]);
      return { ...nothing, own: payment(), other: transfer[rival.name].map((t) => sign * (t - mean)) };
    }
    case "interim":
      return { ...nothing, own: payment() };
    case "on-trade":
      return { ...nothing, ownRate: pricePerTrade(allocation[name], payment()) };
    case "tight":
      return { ...nothing, own: own.map(() => -(rule.lumpSum?.[name] ?? 0)) };
    case "groves":
      return { ...nothing, other: rule[`${name}Charge`], otherRate: rival.values.map((v) => sign * v) };
    case "matrix":
      return nothing;
  }
}

/** Payment per trade of each type, and 0 for a type that never trades. */
export function pricePerTrade(allocation: Float64Array, payment: Float64Array): Float64Array {
  return payment.map((t, k) => (allocation[k] === 0 ? 0 : t / (allocation[k] as number)));
}

/** What a trader pays in the zones of a threshold allocation; see ZoneStates. Not for transfers given as matrices. */
export function zonePayments(
  rules: TradeRules,
  threshold: ThresholdAllocation,
  side: TradingSide,
): { readonly own: PerZone; readonly other: PerZone } {
  const { own, other, ownRate, otherRate } = affinePayment(rules, side);
  const rule = withoutIdleMix(threshold);
  const probability = [0, rule.mix, 1] as const;
  const steps = rules.transferRule.kind === "tight" ? tightSteps(rule, side) : null;
  const zone = (fixed: Float64Array, rate: Float64Array, z: Zone) =>
    rate.some((r) => r !== 0) ? fixed.map((t, k) => t + probability[z] * (rate[k] as number)) : fixed;
  const others = (z: Zone) => steps?.[z] ?? zone(other, otherRate, z);
  return { own: [zone(own, ownRate, 0), zone(own, ownRate, 1), zone(own, ownRate, 2)], other: [others(0), others(1), others(2)] };
}

/** Tight payments of a threshold allocation: the worth of the least eager type that trades, step by step of the allocation. */
function tightSteps({ mix, strict, generous }: ThresholdAllocation, side: TradingSide): PerZone {
  const prices = signedPrices(side);
  const marginal = (counts: Int32Array): Int32Array =>
    side.sign > 0 ? columnStarts(counts, side.rival.values.length) : counts.map((count) => count - 1);
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

/** Worths at which reports are priced. */
function signedPrices(side: TradingSide): Float64Array {
  return side.sign > 0 ? pricesOf(side) : pricesOf(side).map((cost) => -cost);
}

/** What the buyer and the seller pay at index i·n + j, for any rules. O(m·n). */
export function paymentTables(rules: TradeRules): readonly [buyer: Float64Array, seller: Float64Array] {
  const { sides, allocationRule, transferRule: rule } = rules;
  if (rule.kind === "matrix") return [rule.buyer, rule.seller.map((t) => -t)];
  const x = allocationTable(allocationRule, sides[0].values.length, sides[1].values.length);
  const table = (side: TradingSide): Float64Array => {
    const { own, other, ownRate, otherRate } = affinePayment(rules, side);
    const list = new Float64Array(x.length);
    for (let k = 0; k < own.length; k++) {
      for (let l = 0; l < other.length; l++) {
        const state = stateOf(side, k, l);
        list[state] =
          (own[k] as number) + (other[l] as number) + (x[state] as number) * ((ownRate[k] as number) + (otherRate[l] as number));
      }
    }
    if (rule.kind === "tight") addTightPayments(list, x, side);
    return list;
  };
  return [table(sides[0]), table(sides[1])];
}

/** Adds Σ (step of the allocation)·worth, from the least eager type up, at index i·n + j. */
function addTightPayments(list: Float64Array, x: Float64Array, side: TradingSide): void {
  const prices = signedPrices(side);
  for (let l = 0; l < side.rival.values.length; l++) {
    let paid = 0;
    let previous = 0;
    for (let rank = 0; rank < prices.length; rank++) {
      const k = ranked(side, rank);
      const state = stateOf(side, k, l);
      const own = x[state] as number;
      if (own !== previous) paid += (own - previous) * (prices[k] as number);
      previous = own;
      (list[state] as number) += paid;
    }
  }
}
