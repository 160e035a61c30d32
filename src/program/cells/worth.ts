import { negate, subtract } from "../../arithmetic/interval.ts";
import type { TraderCell } from "../../type-space/trader-cells.ts";
import type { RelaxedDraft } from "./relaxed-draft.ts";
import { rowsOver } from "./rows.ts";

/** What is known of y = E[w·h | cell], x = E[h | cell] of any h with values in [0, 1]. */
export function writeWorth(out: RelaxedDraft, { low, high, mean, atom }: TraderCell, x: number, y: number): void {
  const row = rowsOver(out, { x, y });
  if (atom) {
    row.equal({ y: 1, x: negate(mean) });
    return;
  }
  if (Number.isFinite(low.lo)) {
    row.atMost({ x: low, y: -1 });
    row.atMost({ y: 1, x: negate(low) }, subtract(mean, low));
  }
  if (Number.isFinite(high.hi)) {
    row.atMost({ y: 1, x: negate(high) });
    row.atMost({ x: high, y: -1 }, subtract(high, mean));
  }
}
