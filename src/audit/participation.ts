import { expectation } from "../mechanism/expectation.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import type { States } from "./states.ts";
import { shown, type Worst } from "./violation.ts";
import { largestState } from "./zones.ts";

/** Notes the expected loss of a trader before it knows its type. */
export function exAnteParticipation(worst: Worst, name: string, masses: Float64Array, rents: Float64Array): void {
  worst.see(-expectation(masses, rents), () => `${name}, on average over its types`);
}

/** Notes the largest loss of a type on average over the other's types. */
export function interimParticipation(worst: Worst, name: string, types: Float64Array, rents: Float64Array): void {
  for (let k = 0; k < rents.length; k++)
    if (-(rents[k] as number) > worst.amount) worst.see(-(rents[k] as number), () => `${name} ${shown(types[k])}`);
}

/** Notes the largest loss of either trader in any state. */
export function exPostParticipation(worst: Worst, buyer: TypeSpace, seller: TypeSpace, states: States): void {
  const b = buyer.values;
  const s = seller.values;
  const buyerWords = (i: number, j: number) => () => `buyer ${shown(b[i])} against seller ${shown(s[j])}`;
  const sellerWords = (i: number, j: number) => () => `seller ${shown(s[j])} against buyer ${shown(b[i])}`;
  if (states.kind === "zones") {
    const { zones } = states;
    const buyerLoss = largestState(zones, (z) => ({
      byBuyer: (zones.buyerOwn[z] as Float64Array).map((t, i) => t - zones.probability[z] * (b[i] as number)),
      bySeller: zones.buyerOther[z] as Float64Array,
    }));
    worst.see(buyerLoss.amount, buyerWords(buyerLoss.i, buyerLoss.j));
    const sellerLoss = largestState(zones, (z) => ({
      byBuyer: (zones.sellerOther[z] as Float64Array).map((t) => -t),
      bySeller: (zones.sellerOwn[z] as Float64Array).map((t, j) => zones.probability[z] * (s[j] as number) - t),
    }));
    worst.see(sellerLoss.amount, sellerWords(sellerLoss.i, sellerLoss.j));
    return;
  }
  const n = s.length;
  for (let i = 0; i < b.length; i++) {
    for (let j = 0; j < n; j++) {
      const k = i * n + j;
      const x = states.x[k] as number;
      const buyerLoss = (states.buyerPays[k] as number) - x * (b[i] as number);
      if (buyerLoss > worst.amount) worst.see(buyerLoss, buyerWords(i, j));
      const sellerLoss = x * (s[j] as number) - (states.sellerReceives[k] as number);
      if (sellerLoss > worst.amount) worst.see(sellerLoss, sellerWords(i, j));
    }
  }
}
