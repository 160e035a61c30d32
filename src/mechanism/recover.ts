import { CompensatedSum } from "../arithmetic/sum.ts";
import { InvalidInputError, show } from "../errors.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { columnSums, rowSums, wrongLength } from "./allocation-rule.ts";
import { bilateralMechanism } from "./bilateral.ts";
import { finiteMechanism } from "./finite.ts";
import type { BilateralMechanism, FiniteMechanism } from "./mechanism.ts";
import { restoreBuyerRents, restoreMonotonicity, restoreSellerRents } from "./restore.ts";

/** Probabilities this far outside [0, 1], and interim decreases this large, are taken for solver noise; anything larger is left for the audit to report. */
export const recoverTolerance = 1e-6;

/** Money as a solver's point gives it: interim transfers or interim rents (lengths m and n), or transfers in every state (index i·n + j). */
export type RecoveredTransfers =
  | { readonly kind: "interim-transfers"; readonly rule: SpreadRule; readonly buyer: Float64Array; readonly seller: Float64Array }
  | { readonly kind: "interim-rents"; readonly rule: SpreadRule; readonly buyer: Float64Array; readonly seller: Float64Array }
  | { readonly kind: "ex-post"; readonly buyer: Float64Array; readonly seller: Float64Array };

/** How interim transfers are spread over states; see `TransferRule`. `separable` balances the budget in every state when Π = r = 0. */
export type SpreadRule = "separable" | "interim" | "on-trade";

export interface BilateralPoint {
  readonly buyer: TypeSpace;
  readonly seller: TypeSpace;
  /** Probabilities of trade at index i·n + j, as the solver left them. */
  readonly x: Float64Array;
  readonly transfers: RecoveredTransfers;
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
  if (transfers.kind === "ex-post") {
    const transferRule = { kind: "matrix", buyer: transfers.buyer, seller: transfers.seller } as const;
    return bilateralMechanism({ buyer, seller, allocationRule: { kind: "matrix", x }, transferRule });
  }
  if (transfers.buyer.length !== m) throw wrongLength("transfers.buyer", m, "one entry per buyer type", transfers.buyer.length);
  if (transfers.seller.length !== n) throw wrongLength("transfers.seller", n, "one entry per seller type", transfers.seller.length);
  if (point.restore) restoreMonotonicity(x, buyer, seller, tolerance);
  const rule = { kind: "matrix", x } as const;
  const trade = { buyer: rowSums(rule, m, n, seller.masses), seller: columnSums(rule, m, n, buyer.masses) };
  const fromRents = transfers.kind === "interim-rents";
  // Rent and transfer determine each other: U = X·v − T, and U = T − X·c.
  let rents = {
    buyer: fromRents ? transfers.buyer : combine(trade.buyer, buyer.values, transfers.buyer, 1),
    seller: fromRents ? transfers.seller : combine(trade.seller, seller.values, transfers.seller, -1),
  };
  if (point.restore) rents = restored(point, trade, rents);
  const buyerTransfer = fromRents || point.restore ? combine(trade.buyer, buyer.values, rents.buyer, 1) : transfers.buyer.slice();
  const sellerTransfer =
    fromRents || point.restore
      ? rents.seller.map((u, j) => u + (trade.seller[j] as number) * (seller.values[j] as number))
      : transfers.seller.slice();
  if (transfers.rule === "on-trade") {
    dropNoise(trade.buyer, buyerTransfer, tolerance);
    dropNoise(trade.seller, sellerTransfer, tolerance);
  }
  return bilateralMechanism({
    buyer,
    seller,
    allocationRule: rule,
    transferRule: { kind: transfers.rule },
    interim: { buyerTransfer, sellerTransfer },
  });
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

/** sign·(X_k·v_k − y_k). */
function combine(allocation: Float64Array, types: Float64Array, y: Float64Array, sign: 1 | -1): Float64Array {
  return y.map((amount, k) => sign * ((allocation[k] as number) * (types[k] as number) - amount));
}

function restored(
  point: BilateralPoint,
  trade: { buyer: Float64Array; seller: Float64Array },
  rents: { buyer: Float64Array; seller: Float64Array },
): { buyer: Float64Array; seller: Float64Array } {
  const { buyer, seller, restore } = point;
  const floor = restore?.participation === "interim" ? 0 : null;
  const b = restoreBuyerRents(buyer.values, trade.buyer, rents.buyer, floor);
  const s = restoreSellerRents(seller.values, trade.seller, rents.seller, floor);
  const profit = new CompensatedSum();
  b.forEach((u, i) => {
    profit.add((buyer.masses[i] as number) * ((trade.buyer[i] as number) * (buyer.values[i] as number) - u));
  });
  s.forEach((u, j) => {
    profit.add(-(seller.masses[j] as number) * ((trade.seller[j] as number) * (seller.values[j] as number) + u));
  });
  let short = Math.max(0, (restore?.requiredProfit ?? 0) - profit.value);
  const fromBuyer = floor === null ? short : Math.min(short, b[0] as number);
  short -= fromBuyer;
  const fromSeller = Math.min(short, floor === null ? 0 : (s[s.length - 1] as number));
  return { buyer: b.map((u) => u - fromBuyer), seller: s.map((u) => u - fromSeller) };
}

/** Money of the size of noise on types that never trade cannot be paid on trade. */
function dropNoise(allocation: Float64Array, transfer: Float64Array, tolerance: number): void {
  let largest = 0;
  for (const t of transfer) largest = Math.max(largest, Math.abs(t));
  transfer.forEach((t, k) => {
    if (allocation[k] === 0 && Math.abs(t) <= tolerance * largest) transfer[k] = 0;
  });
}
