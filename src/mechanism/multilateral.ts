import { InvalidInputError, show } from "../errors.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import { wrongLength } from "./allocation-rule.ts";
import { vectors } from "./bilateral.ts";
import { expectation } from "./expectation.ts";
import type { GroupRule, MultilateralMechanism, MultilateralOutcome } from "./mechanism.ts";
import { pricePerTrade } from "./transfer-rule.ts";

/** A group of identical traders with the interim rule that each faces; `transfer` is paid by a buyer, received by a seller. */
export interface GroupInput {
  readonly count: number;
  readonly types: TypeSpace;
  readonly allocation: Float64Array;
  readonly transfer: Float64Array;
  /** What each trader is given at every profile, contained in `transfer`; default 0. Only the rule `on-trade` asks. */
  readonly lumpSum?: number;
}

/** Probability that each trader trades at a profile of type indices, groups unrolled in order. */
export type TradesAt = (
  buyers: readonly number[],
  sellers: readonly number[],
) => { readonly buyers: ArrayLike<number>; readonly sellers: ArrayLike<number> };

/**
 * The mechanism among many traders with these interim rules, whose transfers at a profile follow by `transferRule`:
 * - `interim`: each pays (receives) its interim transfer whatever the others report;
 * - `on-trade`: its lump sum, if it has one, and the rest of T in proportion to its probability of trade;
 * - `separable`: with N traders and signed payments P (T of a buyer, −T of a seller), trader a pays
 *   P_a − Σ_{c≠a} (P_c − E[P_c])/(N − 1), so that the payments add up to the expected profit at every profile (independent types;
 *   Kos–Manea 2009 §5 with equal shares).
 *
 * Throws InvalidInputError when a count is not a whole number of at least 1 or a vector has the wrong length.
 */
export function multilateralMechanism(rules: {
  readonly buyers: readonly GroupInput[];
  readonly sellers: readonly GroupInput[];
  readonly tradesAt: TradesAt;
  readonly transferRule: "separable" | "interim" | "on-trade";
}): MultilateralMechanism {
  const { tradesAt, transferRule } = rules;
  const buyers = groupRules(rules.buyers, "buyers", 1);
  const sellers = groupRules(rules.sellers, "sellers", -1);
  const eachBuyer = unroll(buyers);
  const eachSeller = unroll(sellers);
  const others = eachBuyer.length + eachSeller.length - 1;
  const prices = (traders: readonly GroupRule[], sign: 1 | -1): Float64Array[] =>
    transferRule === "on-trade" ? traders.map((group) => restPerTrade(group, sign)) : [];
  const buyerPrices = prices(eachBuyer, 1);
  const sellerPrices = prices(eachSeller, -1);
  const signed = [...eachBuyer.map((group) => deviation(group, 1)), ...eachSeller.map((group) => deviation(group, -1))];
  return {
    kind: "multilateral-trade",
    buyers,
    sellers,
    transferRule,
    at(buyerTypes, sellerTypes): MultilateralOutcome {
      const trades = tradesAt(buyerTypes, sellerTypes);
      const types = [...buyerTypes, ...sellerTypes];
      const total = transferRule === "separable" ? signed.reduce((sum, list, a) => sum + (list[types[a] as number] as number), 0) : 0;
      const outcome = (
        side: readonly GroupRule[],
        offset: number,
        sign: 1 | -1,
        trade: ArrayLike<number>,
        rates: readonly Float64Array[],
      ) =>
        side.map((group, k) => {
          const type = types[offset + k] as number;
          const probability = trade[k] as number;
          const own = group.interim.transfer[type] as number;
          const rest = (total - (signed[offset + k]?.[type] as number)) / others;
          const transfer =
            transferRule === "interim"
              ? own
              : transferRule === "on-trade"
                ? probability * (rates[k]?.[type] as number) - sign * (group.lumpSum ?? 0)
                : own - sign * rest;
          return { trade: probability, transfer };
        });
      return {
        buyers: outcome(eachBuyer, 0, 1, trades.buyers, buyerPrices),
        sellers: outcome(eachSeller, eachBuyer.length, -1, trades.sellers, sellerPrices),
      };
    },
  };
}

/** What each type pays (receives) per trade beyond its lump sum. */
function restPerTrade({ interim: { allocation, transfer }, lumpSum = 0 }: GroupRule, sign: 1 | -1): Float64Array {
  return pricePerTrade({ allocation, transfer: lumpSum === 0 ? transfer : transfer.map((t) => t + sign * lumpSum) });
}

/** One entry per trader. */
export function unroll<T extends { readonly count: number }>(groups: readonly T[]): T[] {
  return groups.flatMap((group) => new Array<T>(group.count).fill(group));
}

/** Expected payments in less payments out, from interim vectors. */
export function multilateralProfit(mechanism: Pick<MultilateralMechanism, "buyers" | "sellers">): number {
  const side = (groups: readonly GroupRule[]): number =>
    groups.reduce((sum, group) => sum + group.count * expectation(group.types.masses, group.interim.transfer), 0);
  return side(mechanism.buyers) - side(mechanism.sellers);
}

/** Expected rents of all buyers and of all sellers, before anybody knows its type. */
export function multilateralRents(mechanism: Pick<MultilateralMechanism, "buyers" | "sellers">): { buyers: number; sellers: number } {
  const side = (groups: readonly GroupRule[]): number =>
    groups.reduce((sum, group) => sum + group.count * expectation(group.types.masses, group.interim.rent), 0);
  return { buyers: side(mechanism.buyers), sellers: side(mechanism.sellers) };
}

/** Expected gains from trade, from interim vectors: E Σ values of buyers who trade − costs of sellers who trade. */
export function multilateralGains(mechanism: Pick<MultilateralMechanism, "buyers" | "sellers">): number {
  const side = (groups: readonly GroupRule[]): number =>
    groups.reduce((sum, { count, types, interim }) => {
      const worth = types.values.map((v, k) => v * (interim.allocation[k] as number));
      return sum + count * expectation(types.masses, worth);
    }, 0);
  return side(mechanism.buyers) - side(mechanism.sellers);
}

function deviation(group: GroupRule, sign: 1 | -1): Float64Array {
  const mean = expectation(group.types.masses, group.interim.transfer);
  return group.interim.transfer.map((t) => sign * (t - mean));
}

function groupRules(groups: readonly GroupInput[], side: "buyers" | "sellers", sign: 1 | -1): GroupRule[] {
  return groups.map((group, k) => {
    const length = group.types.values.length;
    if (!Number.isInteger(group.count) || group.count < 1)
      throw new InvalidInputError({
        field: `${side}[${k}].count`,
        expected: "a whole number of traders, at least 1",
        received: show(group.count),
        remedy: "Say how many identical traders the group has.",
      });
    for (const name of ["allocation", "transfer"] as const)
      if (group[name].length !== length) throw wrongLength(`${side}[${k}].${name}`, length, "one entry per type", group[name].length);
    const interim = vectors(group.types.values, group.allocation, group.transfer, sign);
    return { count: group.count, types: group.types, interim, ...(group.lumpSum === undefined ? {} : { lumpSum: group.lumpSum }) };
  });
}
