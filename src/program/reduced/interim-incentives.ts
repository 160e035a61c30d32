import type { BySide } from "../../type-space/sides.ts";
import type { Draft } from "../draft.ts";
import type { AllocationColumns } from "./allocation.ts";
import { incentiveName, twoSidedIncentives } from "./incentive-compatibility.ts";
import type { Trade } from "./trade.ts";

/** Both sides' interim ICs of neighbours, on interim rents from the columns `rent` on. */
export function interimIncentives(draft: Draft, { sides }: Trade, { interim }: AllocationColumns, rent: BySide<number>): void {
  for (const side of sides) {
    draft.family(`incentives-${side.name}`, (row) => incentiveName(side, row, ""));
    twoSidedIncentives(draft, side, { rent: (k) => rent[side.name] + k, allocation: (k) => interim[side.name] + k });
  }
}
