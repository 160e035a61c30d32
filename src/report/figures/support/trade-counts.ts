import type { MechanismJson, SideJson } from "../../json.ts";

/** How a mechanism between one buyer and one seller allocates. */
export interface TradeRule {
  /** Σ over seller types j of each bin of mass·probability of trade with buyer type i. */
  readonly row: (i: number, bins: readonly { readonly first: number; readonly end: number }[]) => Float64Array;
  /** Numbers of cheapest seller types that may trade with each buyer type, and that surely do; null where trade is not a matter of thresholds. */
  readonly counts: { readonly possible: ArrayLike<number>; readonly sure: ArrayLike<number> } | null;
}

type Rules = { readonly [Kind in MechanismJson["kind"]]: (mechanism: Extract<MechanismJson, { readonly kind: Kind }>) => TradeRule | null };

const rules: Rules = {
  "bilateral-trade": ({ seller, threshold, matrices }) => {
    if (threshold) return byThresholds(seller, threshold);
    return matrices && byTable(seller, matrices.allocation.length, (i) => matrices.allocation[i] as readonly number[]);
  },
  "risk-averse-trade": ({ buyer, seller, lotteries, prices }) => {
    const types = buyer.values.length;
    if (lotteries)
      return byTable(seller, types, (i) =>
        (lotteries[i] ?? []).map((lottery) => lottery.reduce((sum, [probability]) => sum + probability, 0)),
      );
    return prices && types * seller.values.length <= priceLimit ? byTable(seller, types, pricedRow(buyer, seller, prices)) : null;
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

function byThresholds({ masses }: SideJson, { mix, generous, strict }: Threshold): TradeRule {
  const below = new Float64Array(masses.length + 1);
  for (let j = 0; j < masses.length; j++) below[j + 1] = (below[j] as number) + (masses[j] as number);
  const within = (count: number, first: number, end: number) =>
    count <= first ? 0 : (below[Math.min(count, end)] as number) - (below[first] as number);
  return {
    row: (i, bins) =>
      Float64Array.from(
        bins,
        ({ first, end }) => mix * within(generous[i] as number, first, end) + (1 - mix) * within(strict[i] as number, first, end),
      ),
    counts: { possible: mix > 0 ? generous : strict, sure: mix < 1 ? strict : generous },
  };
}

function byTable({ masses }: SideJson, types: number, rowOf: (i: number) => readonly number[]): TradeRule {
  const table = Array.from({ length: types }, (_, i) => rowOf(i));
  const near = 1e-7;
  const falling = table.every((row) => row.every((x, j) => j === 0 || x <= (row[j - 1] as number) + near));
  return {
    row: (i, bins) =>
      Float64Array.from(bins, ({ first, end }) => {
        let sum = 0;
        for (let j = first; j < end; j++) sum += (masses[j] as number) * (table[i]?.[j] ?? 0);
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
