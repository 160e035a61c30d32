import { firstWhere } from "../../../arithmetic/first-where.ts";
import type { MechanismJson, SideJson } from "../../result/result-schema.ts";

type Bins = readonly { readonly first: number; readonly end: number }[];

/** How a mechanism between one buyer and one seller allocates. */
export interface TradeRule {
  /** Given bins of seller types: Σ p_i·q_j·(probability of trade) over the buyer types from `first` up to `end` and the seller types of each bin. */
  readonly sumsOver: (bins: Bins) => (first: number, end: number) => Float64Array;
  /** Numbers of cheapest seller types that may trade with each buyer type, and that surely do; null where trade is not a matter of thresholds. */
  readonly counts: { readonly possible: ArrayLike<number>; readonly sure: ArrayLike<number> } | null;
}

type Rules = { readonly [Kind in MechanismJson["kind"]]: (mechanism: Extract<MechanismJson, { readonly kind: Kind }>) => TradeRule | null };

const rules: Rules = {
  "bilateral-trade": ({ buyer, seller, threshold, matrices }) => {
    if (threshold) return byThresholds(buyer, seller, threshold);
    return matrices && byTable(buyer, seller, (i) => matrices.allocation[i] as readonly number[]);
  },
  "risk-averse-trade": ({ buyer, seller, lotteries, prices }) => {
    if (lotteries)
      return byTable(buyer, seller, (i) =>
        (lotteries[i] ?? []).map((lottery) => lottery.reduce((sum, [probability]) => sum + probability, 0)),
      );
    return prices && buyer.values.length * seller.values.length <= priceLimit
      ? byTable(buyer, seller, pricedRow(buyer, seller, prices))
      : null;
  },
  "multilateral-trade": () => null,
  partnership: () => null,
  finite: () => null,
};

/** Most states for which the probability of a price between value and cost is summed. */
const priceLimit = 4_000_000;

/** The allocation of a mechanism for one buyer and one seller; null for others, and where the result does not hold it. */
export function tradeRule(mechanism: MechanismJson): TradeRule | null {
  return (rules[mechanism.kind] as (mechanism: MechanismJson) => TradeRule | null)(mechanism);
}

type Threshold = NonNullable<Extract<MechanismJson, { kind: "bilateral-trade" }>["threshold"]>;

/** O(types + bins) for all sums together. */
function byThresholds(buyer: SideJson, { masses }: SideJson, { mix, generous, strict }: Threshold): TradeRule {
  return {
    sumsOver: (bins) => {
      // Within bins, as differences of sums from the first type on would lose the masses of rare types.
      const whole = bins.map(({ first, end }) => {
        let sum = 0;
        for (let j = first; j < end; j++) sum += masses[j] as number;
        return sum;
      });
      const start = bins[0]?.first ?? 0;
      const before = new Float64Array((bins.at(-1)?.end ?? start) - start + 1);
      for (const { first, end } of bins)
        for (let j = first, sum = 0; j < end; j++) {
          before[j - start] = sum;
          sum += masses[j] as number;
        }
      return (first, end) => {
        // Bins below the one where a threshold lies are full, that one in part.
        const full = new Float64Array(bins.length + 1);
        const sums = new Float64Array(bins.length);
        const add = (count: number, weight: number) => {
          const bin = binOf(bins, count);
          full[bin] = (full[bin] as number) + weight;
          if (bin < bins.length && count > start) sums[bin] = (sums[bin] as number) + weight * (before[count - start] as number);
        };
        for (let i = first; i < end; i++) {
          const mass = buyer.masses[i] as number;
          if (mix > 0) add(generous[i] as number, mass * mix);
          if (mix < 1) add(strict[i] as number, mass * (1 - mix));
        }
        for (let bin = bins.length - 1, weight = full[bins.length] as number; bin >= 0; bin--) {
          sums[bin] = (sums[bin] as number) + weight * (whole[bin] as number);
          weight += full[bin] as number;
        }
        return sums;
      };
    },
    counts: { possible: mix > 0 ? generous : strict, sure: mix < 1 ? strict : generous },
  };
}

/** The first bin that ends above so many types; the number of bins where none does. */
function binOf(bins: Bins, count: number): number {
  return firstWhere(bins.length, (k) => (bins[k] as Bins[number]).end > count);
}

function byTable(buyer: SideJson, { masses }: SideJson, rowOf: (i: number) => readonly number[]): TradeRule {
  const table = buyer.values.map((_, i) => rowOf(i));
  // What is less apart is not seen, and may be there for the sake of rounding only.
  const near = 1e-4;
  const falling = table.every((row) => row.every((x, j) => j === 0 || x <= (row[j - 1] as number) + near));
  return {
    sumsOver: (bins) => (from, to) =>
      Float64Array.from(bins, ({ first, end }) => {
        let sum = 0;
        for (let i = from; i < to; i++)
          for (let j = first; j < end; j++) sum += (buyer.masses[i] as number) * (masses[j] as number) * (table[i]?.[j] ?? 0);
        return sum;
      }),
    counts: falling
      ? {
          possible: table.map((row) => row.filter((x) => x > near).length),
          sure: table.map((row) => row.filter((x) => x >= 1 - near).length),
        }
      : null,
  };
}

/** Buyer i and seller j trade at any price between cost and value. */
function pricedRow(
  buyer: SideJson,
  seller: SideJson,
  { values, masses }: { readonly values: readonly number[]; readonly masses: readonly number[] },
) {
  const upTo = (limit: number, included: boolean) =>
    values.reduce((sum, price, k) => (price < limit || (included && price === limit) ? sum + (masses[k] as number) : sum), 0);
  const dearer = seller.values.map((cost) => upTo(cost, false));
  return (i: number) => {
    const paid = upTo(buyer.values[i] as number, true);
    return dearer.map((below) => Math.max(0, paid - below));
  };
}
