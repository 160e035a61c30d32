import { magnitudeOf } from "../../arithmetic/magnitude.ts";
import { CompensatedSum } from "../../arithmetic/sum.ts";
import type { FiniteEnvironment } from "../../environments/environment.ts";
import { budgetBalances, budgetStage, incentivesStage, participationStage } from "../../problem/words.ts";
import { type BySide, bySide, sidesOf, type TwoSides, typeIn } from "../../type-space/sides.ts";
import type { TypeSpace } from "../../type-space/type-space.ts";
import { refuseLength, sumsOf } from "../allocation-rule.ts";
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
  rentsOf,
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
  const { buyer, seller, transfers, restore: asked } = point;
  const tolerance = point.tolerance ?? recoverTolerance;
  const sides = sidesOf(buyer, seller);
  const [m, n] = [buyer.values.length, seller.values.length];
  if (point.x.length !== m * n) refuseLength("x", m * n, `${m} × ${n} types`, point.x.length);
  const x = point.x.map((p, state) => clip(p, tolerance / Math.max(...sides.map((side) => side.masses[typeIn(side, state)] as number))));
  if (transfers.kind === "matrix") {
    const tables = { x, buyer: transfers.buyer.slice(), seller: transfers.seller.slice() };
    const restored = asked ? restoreTables(tables, buyer, seller, asked, tolerance) : tables;
    const payments = asked ? settledTables(restored, sides, asked) : { buyer: restored.buyer, seller: restored.seller };
    return bilateralMechanism({
      buyer,
      seller,
      allocationRule: { kind: "matrix", x: restored.x },
      transferRule: { kind: "matrix", ...payments },
    });
  }
  const given = bySide(sides, ({ name, values }) => {
    const list = point.interim[`${name}Transfer`].slice();
    if (list.length !== values.length) refuseLength(`interim.${name}Transfer`, values.length, `one transfer per ${name} type`, list.length);
    return list;
  });
  const restore = asked && budgetStage[asked.budgetRule ?? "ex-ante"] !== "never" ? asked : null;
  if (restore) restoreMonotonicity(x, sides, tolerance);
  const rule = { kind: "matrix", x } as const;
  const trade = bySide(sides, (side) => sumsOf(rule, side));
  if (restore) restoreMoney(sides, trade, given, restore);
  const transfer = asked ? settledTransfers(given, trade, sides, asked) : given;
  if (transfers.kind === "on-trade") for (const { name } of sides) dropNoise(trade[name], transfer[name], tolerance);
  const interim = { buyerTransfer: transfer.buyer, sellerTransfer: transfer.seller };
  return bilateralMechanism({ buyer, seller, allocationRule: rule, transferRule: transfers, interim });
}

/** Interim transfers without needless constants. */
function settledTransfers(
  transfer: BySide<Float64Array>,
  trade: BySide<Float64Array>,
  sides: TwoSides,
  asked: Demanded,
): BySide<Float64Array> {
  const rents = bySide(sides, ({ name, sign, values }) =>
    transfer[name].map((t, k) => sign * ((values[k] as number) * (trade[name][k] as number) - t)),
  );
  const profit = expectation(sides[0].masses, transfer.buyer) - expectation(sides[1].masses, transfer.seller);
  return settled(transfer, sides, asked, rents, rents, profit);
}

/** Payments in every state without needless constants. */
function settledTables(tables: TradeTables, sides: TwoSides, asked: Demanded): BySide<Float64Array> {
  const inStates = bySide(sides, (side) => rentsOf(tables, side));
  const ofTypes = bySide(sides, (side) => sumsOf({ kind: "matrix", x: inStates[side.name] }, side));
  const profits = tables.buyer.map((paid, state) => paid - (tables.seller[state] as number));
  const onAverage = expectation(sides[0].masses, sumsOf({ kind: "matrix", x: profits }, sides[0]));
  const profit = budgetStage[asked.budgetRule ?? "ex-ante"] !== "ex-post" ? onAverage : lowest(profits);
  return settled({ buyer: tables.buyer, seller: tables.seller }, sides, asked, ofTypes, inStates, profit);
}

/** Payments less what {@link settledLumpSums} says is needless, from the rents that types have, those that ex-post participation bounds, and the profit that the budget bounds. */
function settled(
  payments: BySide<Float64Array>,
  sides: TwoSides,
  asked: Demanded,
  ofTypes: BySide<Float64Array>,
  inStates: BySide<Float64Array>,
  profit: number,
): BySide<Float64Array> {
  const stage = participationStage[asked.participation];
  const least = bySide(sides, ({ name, masses }) =>
    stage === "ex-ante" ? expectation(masses, ofTypes[name]) : lowest((stage === "ex-post" ? inStates : ofTypes)[name]),
  );
  const types = sides.map(({ values }) => values);
  const lumpSums = settledLumpSums(asked, least, profit - asked.requiredProfit, [payments.buyer, payments.seller], types);
  return lumpSums ? bySide(sides, ({ name, sign }) => payments[name].map((t) => t + sign * lumpSums[name])) : payments;
}

function lowest(list: Float64Array): number {
  return list.reduce((low, entry) => Math.min(low, entry), Number.POSITIVE_INFINITY);
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
  const largest = magnitudeOf(transfer);
  transfer.forEach((t, k) => {
    if (allocation[k] === 0 && Math.abs(t) <= tolerance * largest) transfer[k] = 0;
  });
}
