import { CompensatedSum } from "../arithmetic/sum.ts";
import { InvalidInputError, show } from "../errors.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { columnSums, rowSums, wrongLength } from "./allocation-rule.ts";
import { bilateralMechanism } from "./bilateral.ts";
import { finiteMechanism } from "./finite.ts";
import type { BilateralMechanism, FiniteMechanism, TransferRule } from "./mechanism.ts";
import { restoreMoney, restoreMonotonicity } from "./restore.ts";

/** Probabilities this far outside [0, 1], and interim decreases this large, are taken for solver noise; anything larger is left for the audit to report. */
export const recoverTolerance = 1e-6;

/** A solver's point in economic terms, e.g. what `layout.recover(point)` of a program returns, with the two type spaces. */
export interface BilateralPoint {
  readonly buyer: TypeSpace;
  readonly seller: TypeSpace;
  /** Probabilities of trade at index i·n + j, as the solver left them. */
  readonly x: Float64Array;
  /** Interim transfers, lengths m and n; not read when `transfers` is `matrix`. */
  readonly interim: { readonly buyerTransfer: Float64Array; readonly sellerTransfer: Float64Array };
  /** How interim transfers are spread over states, or transfers in every state (index i·n + j); see `TransferRule`. */
  readonly transfers: Extract<TransferRule, { readonly kind: "separable" | "interim" | "on-trade" | "matrix" }>;
  /** Default {@link recoverTolerance}. */
  readonly tolerance?: number;
  /**
   * For Bayesian incentives with interim money: remove solver noise from incentives exactly (rents are clipped to what the allocation
   * allows), from interim participation when `participation` is `interim`, and from the budget as far as lump sums can be cut.
   */
  readonly restore?: { readonly participation: "interim" | "none"; readonly requiredProfit: number };
}

/**
 * The mechanism at a solver's point.
 *
 * Probabilities within `tolerance` of [0, 1] are clipped to it; those farther off stay, and fail the audit. With `restore`, noise in interim
 * monotonicity, incentives, participation and budget is removed as well, so that only a wrong point fails. The input arrays are not changed.
 *
 * Throws InvalidInputError when an array has the wrong length.
 */
export function recoverBilateral(point: BilateralPoint): BilateralMechanism {
  const { buyer, seller, transfers } = point;
  const tolerance = point.tolerance ?? recoverTolerance;
  const m = buyer.values.length;
  const n = seller.values.length;
  if (point.x.length !== m * n) throw wrongLength("x", m * n, `${m} × ${n} types`, point.x.length);
  const x = point.x.map((p) => clip(p, tolerance));
  if (transfers.kind === "matrix")
    return bilateralMechanism({ buyer, seller, allocationRule: { kind: "matrix", x }, transferRule: transfers });
  const buyerTransfer = point.interim.buyerTransfer.slice();
  const sellerTransfer = point.interim.sellerTransfer.slice();
  if (buyerTransfer.length !== m) throw wrongLength("interim.buyerTransfer", m, "one transfer per buyer type", buyerTransfer.length);
  if (sellerTransfer.length !== n) throw wrongLength("interim.sellerTransfer", n, "one transfer per seller type", sellerTransfer.length);
  if (point.restore) restoreMonotonicity(x, buyer, seller, tolerance);
  const rule = { kind: "matrix", x } as const;
  const trade = { buyer: rowSums(rule, m, n, seller.masses), seller: columnSums(rule, m, n, buyer.masses) };
  if (point.restore) restoreMoney(buyer, seller, trade, buyerTransfer, sellerTransfer, point.restore);
  if (transfers.kind === "on-trade") {
    dropNoise(trade.buyer, buyerTransfer, tolerance);
    dropNoise(trade.seller, sellerTransfer, tolerance);
  }
  return bilateralMechanism({ buyer, seller, allocationRule: rule, transferRule: transfers, interim: { buyerTransfer, sellerTransfer } });
}

/**
 * A finite mechanism at a solver's point: probabilities within `tolerance` of [0, 1] are clipped, and a lottery whose total is within
 * `tolerance` of 1 is normalised; others stay, and fail the audit.
 *
 * `outcomes` is the number of outcomes; `lottery[p·outcomes + o]`; one payment per profile for each agent. The input arrays are not changed.
 */
export function recoverFinite(
  outcomes: number,
  lottery: Float64Array,
  payments: readonly Float64Array[],
  tolerance = recoverTolerance,
): FiniteMechanism {
  if (!Number.isInteger(outcomes) || outcomes < 1)
    throw new InvalidInputError({
      field: "outcomes",
      expected: "an integer of at least 1",
      received: show(outcomes),
      remedy: "Pass the number of outcomes.",
    });
  const clipped = lottery.map((p) => clip(p, tolerance));
  for (let start = 0; start + outcomes <= clipped.length; start += outcomes) {
    const sum = new CompensatedSum();
    for (let o = 0; o < outcomes; o++) sum.add(clipped[start + o] as number);
    if (!(Math.abs(sum.value - 1) <= tolerance)) continue;
    for (let o = 0; o < outcomes; o++) clipped[start + o] = (clipped[start + o] as number) / sum.value;
  }
  return finiteMechanism({
    outcomes,
    lottery: clipped,
    payments: payments.map((list) => list.slice()),
  });
}

function clip(p: number, tolerance: number): number {
  if (p < 0 && p >= -tolerance) return 0;
  return p > 1 && p <= 1 + tolerance ? 1 : p;
}

/** Money of the size of noise on types that never trade cannot be paid on trade. */
function dropNoise(allocation: Float64Array, transfer: Float64Array, tolerance: number): void {
  let largest = 0;
  for (const t of transfer) largest = Math.max(largest, Math.abs(t));
  transfer.forEach((t, k) => {
    if (allocation[k] === 0 && Math.abs(t) <= tolerance * largest) transfer[k] = 0;
  });
}
