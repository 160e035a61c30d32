import type { Draft } from "../draft.ts";
import type { AllocationColumns } from "./allocation.ts";
import { type Chain, incentiveName, twoSidedIncentives } from "./incentive-compatibility.ts";
import type { Trade } from "./trade.ts";

/** Both sides' interim ICs of neighbours, on rents U^b at `buyerRent + i` and U^s at `sellerRent + j`. */
export function interimIncentives(draft: Draft, trade: Trade, allocation: AllocationColumns, buyerRent: number, sellerRent: number): void {
  const { m, n, values, costs, buyerRentScale, sellerRentScale, buyerLabels, sellerLabels } = trade;
  const buyer: Chain = {
    length: m,
    rent: (k) => buyerRent + k,
    rentScale: (k) => buyerRentScale[k] as number,
    allocation: (k) => allocation.buyerInterim + k,
    gap: (k) => (values[k + 1] as number) - (values[k] as number),
  };
  const seller: Chain = {
    length: n,
    rent: (k) => sellerRent + n - 1 - k,
    rentScale: (k) => sellerRentScale[n - 1 - k] as number,
    allocation: (k) => allocation.sellerInterim + n - 1 - k,
    gap: (k) => (costs[n - 1 - k] as number) - (costs[n - 2 - k] as number),
  };
  draft.family("incentives-buyer", (k) => incentiveName({ side: "buyer", label: (i) => `${buyerLabels[i]}`, where: "" }, k));
  twoSidedIncentives(draft, buyer);
  draft.family("incentives-seller", (k) => incentiveName({ side: "seller", label: (j) => `${sellerLabels[n - 1 - j]}`, where: "" }, k));
  twoSidedIncentives(draft, seller);
}
