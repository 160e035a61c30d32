import type { BilateralMechanism } from "../mechanism/mechanism.ts";
import { shown, type Worst } from "./violation.ts";

/** Distance of p from [0, 1]; NaN for NaN. */
export function outside(p: number): number {
  return p < 0 ? -p : p > 1 ? p - 1 : p - p;
}

/** Notes the largest distance of a probability of trade from [0, 1]. */
export function tradeProbabilities(worst: Worst, mechanism: BilateralMechanism): void {
  const { buyer, seller, allocationRule } = mechanism;
  if (allocationRule.kind === "threshold") {
    worst.see(outside(allocationRule.mix), () => "the weight `mix` of the generous rule");
    return;
  }
  const n = seller.values.length;
  for (let k = 0; k < allocationRule.x.length; k++) {
    const distance = outside(allocationRule.x[k] as number);
    if (!(distance <= worst.amount))
      worst.see(distance, () => `buyer ${shown(buyer.values[Math.floor(k / n)])}, seller ${shown(seller.values[k % n])}`);
  }
}
