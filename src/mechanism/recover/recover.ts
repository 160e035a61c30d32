import { CompensatedSum } from "../../arithmetic/sum.ts";
import type { FiniteEnvironment } from "../../environments/environment.ts";
import { budgetBalances, budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { columnSums, rowSums, wrongLength } from "../allocation-rule.ts";
import { bilateralMechanism } from "../bilateral.ts";
import { expectation } from "../expectation.ts";
import { type FiniteMechanism, finiteMechanism } from "../finite.ts";
import type { BilateralMechanism, TransferRule } from "../mechanism.ts";
import { firstBestGains } from "../sums.ts";
import type { Demanded } from "./demanded.ts";
import { settledLumpSums } from "./lump-sums.ts";
import {
  isNeedlesslyLarge,
  monotoneEnvelope,
  reselectRents,
  restoreStates,
  spreadPayments,
  type TradeTables,
  worstInStates,
} from "./reselect.ts";
import { restoreMoney, restoreMonotonicity } from "./restore.ts";

/** Probabilities this far outside [0, 1], and interim decreases this large, are taken for solver noise; anything larger is left for the audit to report. */
const recoverTolerance = 1e-6;

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
  /** What the point was asked for, to remove solver noise from it; without it the point is taken as it is. */
  readonly restore?: Demanded;
}

/**
 * The mechanism at a solver's point.
 *
 * Probabilities within `tolerance` of [0, 1] (on average over the other's types, where a state is rare) are clipped to it; those farther off
 * stay, and fail the audit. With `restore`, more noise is removed, so that only a wrong point fails:
 * - Bayesian incentives with interim money: from monotonicity and incentives exactly (rents are clipped to what the allocation allows), from
 *   interim participation, and from the budget as far as lump sums can be cut;
 * - money in every state: from ex-post participation and budget; and payments at negligible states that are needlessly large, or break what
 *   was asked for there, are replaced.
 *
 * The input arrays are not changed.
 *
 * Throws InvalidInputError when an array has the wrong length.
 */
export function recoverBilateral(point: BilateralPoint): BilateralMechanism {
  const { buyer, seller, transfers } = point;
  const tolerance = point.tolerance ?? recoverTolerance;
  const m = buyer.values.length;
  const n = seller.values.length;
  if (point.x.length !== m * n) throw wrongLength("x", m * n, `${m} × ${n} types`, point.x.length);
  const x = point.x.map((p, state) => {
    const weight = Math.max(buyer.masses[Math.floor(state / n)] as number, seller.masses[state % n] as number);
    return clip(p, tolerance / weight);
  });
  if (transfers.kind === "matrix") {
    const tables = { x, buyer: transfers.buyer.slice(), seller: transfers.seller.slice() };
    const restored = point.restore ? restoreTables(tables, buyer, seller, point.restore, tolerance) : tables;
    const { x: trade, ...payments } = point.restore ? withSettledTables(restored, buyer, seller, point.restore) : restored;
    return bilateralMechanism({
      buyer,
      seller,
      allocationRule: { kind: "matrix", x: trade },
      transferRule: { kind: "matrix", ...payments },
    });
  }
  const buyerTransfer = point.interim.buyerTransfer.slice();
  const sellerTransfer = point.interim.sellerTransfer.slice();
  if (buyerTransfer.length !== m) throw wrongLength("interim.buyerTransfer", m, "one transfer per buyer type", buyerTransfer.length);
  if (sellerTransfer.length !== n) throw wrongLength("interim.sellerTransfer", n, "one transfer per seller type", sellerTransfer.length);
  const restore = point.restore && budgetStage[point.restore.budgetRule ?? "ex-ante"] !== "never" ? point.restore : null;
  if (restore) restoreMonotonicity(x, buyer, seller, tolerance);
  const rule = { kind: "matrix", x } as const;
  const trade = { buyer: rowSums(rule, m, n, seller.masses), seller: columnSums(rule, m, n, buyer.masses) };
  if (restore) restoreMoney(buyer, seller, trade, buyerTransfer, sellerTransfer, restore);
  if (point.restore) settleTransfers(buyer, seller, trade, buyerTransfer, sellerTransfer, point.restore);
  if (transfers.kind === "on-trade") {
    dropNoise(trade.buyer, buyerTransfer, tolerance);
    dropNoise(trade.seller, sellerTransfer, tolerance);
  }
  return bilateralMechanism({ buyer, seller, allocationRule: rule, transferRule: transfers, interim: { buyerTransfer, sellerTransfer } });
}

/** Takes needless constants out of interim transfers, in place. */
function settleTransfers(
  buyer: TypeSpace,
  seller: TypeSpace,
  trade: { readonly buyer: Float64Array; readonly seller: Float64Array },
  buyerTransfer: Float64Array,
  sellerTransfer: Float64Array,
  asked: Demanded,
): void {
  const bought = buyer.values.map((v, i) => v * (trade.buyer[i] as number) - (buyerTransfer[i] as number));
  const sold = seller.values.map((c, j) => (sellerTransfer[j] as number) - c * (trade.seller[j] as number));
  const least = (rents: Float64Array, { masses }: TypeSpace) =>
    participationStage[asked.participation] === "ex-ante"
      ? expectation(masses, rents)
      : rents.reduce((low, rent) => Math.min(low, rent), Number.POSITIVE_INFINITY);
  const settled = settledLumpSums(
    asked,
    { buyer: least(bought, buyer), seller: least(sold, seller) },
    expectation(buyer.masses, buyerTransfer) - expectation(seller.masses, sellerTransfer) - asked.requiredProfit,
    [buyerTransfer, sellerTransfer],
    [buyer.values, seller.values],
  );
  if (!settled) return;
  for (let i = 0; i < buyerTransfer.length; i++) buyerTransfer[i] = (buyerTransfer[i] as number) + settled.buyer;
  for (let j = 0; j < sellerTransfer.length; j++) sellerTransfer[j] = (sellerTransfer[j] as number) - settled.seller;
}

/** Payments in every state without needless constants. */
function withSettledTables(tables: TradeTables, buyer: TypeSpace, seller: TypeSpace, asked: Demanded): TradeTables {
  const [m, n] = [buyer.values.length, seller.values.length];
  const bought = tables.x.map((x, state) => x * (buyer.values[Math.floor(state / n)] as number) - (tables.buyer[state] as number));
  const sold = tables.x.map((x, state) => (tables.seller[state] as number) - x * (seller.values[state % n] as number));
  const lowest = (rents: Float64Array) => rents.reduce((low, rent) => Math.min(low, rent), Number.POSITIVE_INFINITY);
  const ofTypes = {
    buyer: rowSums({ kind: "matrix", x: bought }, m, n, seller.masses),
    seller: columnSums({ kind: "matrix", x: sold }, m, n, buyer.masses),
  };
  const least = {
    "ex-post": () => ({ buyer: lowest(bought), seller: lowest(sold) }),
    "ex-ante": () => ({ buyer: expectation(buyer.masses, ofTypes.buyer), seller: expectation(seller.masses, ofTypes.seller) }),
    interim: () => ({ buyer: lowest(ofTypes.buyer), seller: lowest(ofTypes.seller) }),
    never: () => ({ buyer: lowest(ofTypes.buyer), seller: lowest(ofTypes.seller) }),
  }[participationStage[asked.participation]]();
  const profits = tables.buyer.map((paid, state) => paid - (tables.seller[state] as number));
  const onAverage = expectation(buyer.masses, rowSums({ kind: "matrix", x: profits }, m, n, seller.masses));
  const spare = (budgetStage[asked.budgetRule ?? "ex-ante"] !== "ex-post" ? onAverage : lowest(profits)) - asked.requiredProfit;
  const settled = settledLumpSums(asked, least, spare, [tables.buyer, tables.seller], [buyer.values, seller.values]);
  if (!settled) return tables;
  return { ...tables, buyer: tables.buyer.map((t) => t + settled.buyer), seller: tables.seller.map((t) => t - settled.seller) };
}

/** Money in every state: which noise is removed by which words. */
function restoreTables(tables: TradeTables, buyer: TypeSpace, seller: TypeSpace, asked: Demanded, tolerance: number): TradeTables {
  const { incentives = "bayesian", participation, budgetRule = "ex-ante", requiredProfit } = asked;
  const inEveryState = participationStage[participation] === "ex-post";
  if (incentivesStage[incentives] === "interim") {
    if (inEveryState && budgetStage[budgetRule] === "ex-post")
      restoreStates(tables, buyer, seller, { balanced: budgetBalances[budgetRule], requiredProfit }, tolerance);
    return tables;
  }
  if (budgetStage[budgetRule] !== "ex-post" || budgetBalances[budgetRule] || inEveryState) return tables;
  const large = isNeedlesslyLarge([tables.buyer, tables.seller], buyer.values, seller.values, [requiredProfit]);
  const stakes = firstBestGains(buyer, seller);
  if (!large && worstInStates(tables, buyer, seller, requiredProfit) <= tolerance * stakes) return tables;
  monotoneEnvelope(tables.x, buyer, seller, tolerance);
  return reselectRents(tables, buyer, seller, { participation, requiredProfit });
}

/**
 * A finite mechanism at a solver's point: probabilities within `tolerance` of [0, 1] are clipped, and a lottery whose total is within
 * `tolerance` of 1 is normalised; others stay, and fail the audit.
 *
 * `lottery[p·outcomes + o]`; one payment per profile for each agent. With `asked`, payments that are needlessly large are replaced where only
 * their averages matter. The input arrays are not changed.
 */
export function recoverFinite(
  environment: FiniteEnvironment,
  lottery: Float64Array,
  payments: readonly Float64Array[],
  asked: Demanded | null = null,
  tolerance = recoverTolerance,
): FiniteMechanism {
  const outcomes = environment.outcomes.length;
  const clipped = lottery.map((p) => clip(p, tolerance));
  for (let start = 0; outcomes > 0 && start + outcomes <= clipped.length; start += outcomes) {
    const sum = new CompensatedSum();
    for (let o = 0; o < outcomes; o++) sum.add(clipped[start + o] as number);
    if (!(Math.abs(sum.value - 1) <= tolerance)) continue;
    for (let o = 0; o < outcomes; o++) clipped[start + o] = (clipped[start + o] as number) / sum.value;
  }
  return finiteMechanism({
    environment,
    lottery: clipped,
    payments: asked ? ofTheSizeOfUtilities(environment, payments, asked) : payments,
  });
}

/** Needlessly large payments replaced, where only their interim values matter. */
function ofTheSizeOfUtilities(environment: FiniteEnvironment, payments: readonly Float64Array[], asked: Demanded): readonly Float64Array[] {
  const { incentives = "bayesian", participation, budgetRule = "ex-ante", requiredProfit } = asked;
  const onAverage = incentivesStage[incentives] === "interim" && participationStage[participation] !== "ex-post";
  const { utilities, outsideOptions } = environment;
  if (!onAverage || !isNeedlesslyLarge(payments, ...utilities, ...outsideOptions, [requiredProfit])) return payments;
  return spreadPayments(environment, payments, budgetStage[budgetRule] === "ex-post");
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
