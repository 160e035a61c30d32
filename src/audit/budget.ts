import { CompensatedSum } from "../arithmetic/sum.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import type { States } from "./states.ts";
import { shown, type Worst } from "./violation.ts";
import { largestState } from "./zones.ts";

/** Notes how far expected payments in less payments out fall short of the required profit. */
export function exAnteBudget(
  worst: Worst,
  sides: readonly { readonly masses: Float64Array; readonly transfer: Float64Array; readonly sign: 1 | -1; readonly count?: number }[],
  requiredProfit: number,
): void {
  const profit = new CompensatedSum();
  for (const { masses, transfer, sign, count } of sides)
    for (let k = 0; k < masses.length; k++) profit.add(sign * (count ?? 1) * (masses[k] as number) * (transfer[k] as number));
  worst.see(requiredProfit - profit.value, () => "on average over all states");
}

/** Notes the largest shortfall in any state, and with `balanced` also the largest excess. */
export function exPostBudget(
  worst: Worst,
  rule: "no-deficit" | "balanced",
  buyer: TypeSpace,
  seller: TypeSpace,
  states: States,
  requiredProfit: number,
): void {
  const words = (i: number, j: number) => () => `buyer ${shown(buyer.values[i])}, seller ${shown(seller.values[j])}`;
  const signs = rule === "balanced" ? [1, -1] : [1];
  if (states.kind === "zones") {
    const { zones } = states;
    for (const sign of signs) {
      const state = largestState(zones, (z) => {
        const received = zones.sellerOther[z] as Float64Array;
        const paidOther = zones.buyerOther[z] as Float64Array;
        return {
          byBuyer: (zones.buyerOwn[z] as Float64Array).map((t, i) => sign * (requiredProfit - t + (received[i] as number))),
          bySeller: (zones.sellerOwn[z] as Float64Array).map((t, j) => sign * (t - (paidOther[j] as number))),
        };
      });
      worst.see(state.amount, words(state.i, state.j));
    }
    return;
  }
  const n = seller.values.length;
  for (let k = 0; k < states.x.length; k++) {
    const shortfall = requiredProfit - ((states.buyerPays[k] as number) - (states.sellerReceives[k] as number));
    const amount = rule === "balanced" ? Math.abs(shortfall) : shortfall;
    if (amount > worst.amount) worst.see(amount, words(Math.floor(k / n), k % n));
  }
}
