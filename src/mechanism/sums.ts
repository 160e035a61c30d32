import { CompensatedSum } from "../arithmetic/sum.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { efficientAllocation } from "./allocation-rule.ts";
import { expectation } from "./expectation.ts";
import type { AllocationRule, BilateralMechanism } from "./mechanism.ts";

/**
 * Σ p_i q_j (B_i − S_j)·x_ij: expected gains from trade, in money units; O(m + n) for a threshold allocation.
 *
 * Gaps between types are summed, never differences of two large totals, so that small gains keep their digits.
 */
export function gainsFromTrade(mechanism: Pick<BilateralMechanism, "buyer" | "seller" | "allocationRule">): number {
  return expectedGains(mechanism.buyer, mechanism.seller, mechanism.allocationRule);
}

/** Gains from trade of the efficient allocation. */
export function firstBestGains(buyer: TypeSpace, seller: TypeSpace): number {
  return expectedGains(buyer, seller, efficientAllocation(buyer, seller));
}

/** Expected payments in less payments out. */
export function brokerProfit(mechanism: Pick<BilateralMechanism, "buyer" | "seller" | "interim">): number {
  const sum = new CompensatedSum();
  const { buyer, seller, interim } = mechanism;
  for (let i = 0; i < buyer.masses.length; i++) sum.add((buyer.masses[i] as number) * (interim.buyer.transfer[i] as number));
  for (let j = 0; j < seller.masses.length; j++) sum.add(-(seller.masses[j] as number) * (interim.seller.transfer[j] as number));
  return sum.value;
}

/** Each trader's rent before it knows its type. */
export function expectedRents(mechanism: Pick<BilateralMechanism, "buyer" | "seller" | "interim">): { buyer: number; seller: number } {
  const { buyer, seller, interim } = mechanism;
  return { buyer: expectation(buyer.masses, interim.buyer.rent), seller: expectation(seller.masses, interim.seller.rent) };
}

function expectedGains(buyer: TypeSpace, seller: TypeSpace, rule: AllocationRule): number {
  const total = new CompensatedSum();
  const n = seller.values.length;
  if (rule.kind === "matrix") {
    for (let i = 0; i < buyer.values.length; i++) {
      const p = buyer.masses[i] as number;
      const value = buyer.values[i] as number;
      for (let j = 0; j < n; j++)
        total.add(p * (seller.masses[j] as number) * (value - (seller.values[j] as number)) * (rule.x[i * n + j] as number));
    }
    return total.value;
  }
  // With k sellers served, Σ_{j<k} q_j (B − S_j) = (B − S_{k−1})·Q_k + deficit_k, where deficit_k = Σ_{j<k} q_j (S_{k−1} − S_j) grows by gaps.
  const mass = new Float64Array(n + 1);
  const deficit = new Float64Array(n + 1);
  const massSum = new CompensatedSum();
  const deficitSum = new CompensatedSum();
  for (let j = 0; j < n; j++) {
    if (j > 0) deficitSum.add(((seller.values[j] as number) - (seller.values[j - 1] as number)) * (mass[j] as number));
    massSum.add(seller.masses[j] as number);
    mass[j + 1] = massSum.value;
    deficit[j + 1] = deficitSum.value;
  }
  const served = (value: number, k: number): number =>
    k === 0 ? 0 : (value - (seller.values[k - 1] as number)) * (mass[k] as number) + (deficit[k] as number);
  for (let i = 0; i < buyer.values.length; i++) {
    const value = buyer.values[i] as number;
    const p = buyer.masses[i] as number;
    total.add(p * (1 - rule.mix) * served(value, rule.strict[i] as number));
    total.add(p * rule.mix * served(value, rule.generous[i] as number));
  }
  return total.value;
}
