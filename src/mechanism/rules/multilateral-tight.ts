import type { TypeSpace } from "../../type-space/type-space.ts";
import { tightPayments } from "../../virtual-surplus/kernel/tight-payments.ts";
import { unroll } from "../linear-agent.ts";
import type { Mechanism, Outcome } from "../mechanism.ts";
import { averagedMechanism, type Traders, type TradesAt } from "../multilateral.ts";

/**
 * The tight mechanism of any allocation among many traders, state by state: at a profile buyer a with its k-th type pays
 * Σ_{j≤k} (x_a(j) − x_a(j−1))·B_j and a seller receives Σ_{j≥l} (x(j) − x(j+1))·S_j, the others' reports held fixed. For an efficient
 * allocation (default: {@link efficientTrades}) this is VCG′ among many traders, whatever the tie-breaking.
 *
 * Dominant incentives and ex-post participation iff each trader's probability of trade is monotone in its own report (the audit tells).
 * Identical traders face the interim rule of the group's average. Throws UnsupportedProblemError beyond {@link averagingLimit} profiles.
 *
 * @see N. Kos, M. Manea (2009), Efficient Trade Mechanism with Discrete Values, §5 and §7.2.
 */
export function multilateralTight(
  buyers: readonly Traders[],
  sellers: readonly Traders[],
  tradesAt: TradesAt = efficientTrades(buyers, sellers),
): Mechanism {
  const buyerSpaces = unroll(buyers).map((group) => group.types);
  const spaces = [...buyerSpaces, ...unroll(sellers).map((group) => group.types)];
  const allocation = (types: readonly number[]): number[] => {
    const trades = tradesAt(types.slice(0, buyerSpaces.length), types.slice(buyerSpaces.length));
    return [...Array.from(trades.buyers), ...Array.from(trades.sellers)];
  };
  const at = (types: readonly number[]): Outcome => ({
    allocation: allocation(types),
    payments: types.map((type, a) => {
      const { values } = spaces[a] as TypeSpace;
      const x = values.map((_, k) => allocation(types.with(a, k))[a] as number);
      return tightPayments(values, x, a < buyerSpaces.length ? 1 : -1)[type] as number;
    }),
  });
  return averagedMechanism(buyers, sellers, at, {
    allocation,
    transfer: (party, { values }, x) => {
      const sign = party === "buyer" ? 1 : -1;
      return tightPayments(values, x, sign).map((payment) => 0 + sign * payment);
    },
  });
}

/**
 * The efficient allocation among many traders: the highest values trade with the lowest costs as long as value exceeds cost; between equal
 * values the later buyer goes first, between equal costs the earlier seller, and nobody trades at value = cost.
 */
export function efficientTrades(buyers: readonly Traders[], sellers: readonly Traders[]): TradesAt {
  const buyerSpaces = unroll(buyers).map((group) => group.types);
  const sellerSpaces = unroll(sellers).map((group) => group.types);
  return (buyerTypes, sellerTypes) => {
    const values = buyerTypes.map((k, a) => buyerSpaces[a]?.values[k] as number);
    const costs = sellerTypes.map((k, a) => sellerSpaces[a]?.values[k] as number);
    const byValue = values.map((_, a) => a).sort((a, b) => (values[b] as number) - (values[a] as number) || b - a);
    const byCost = costs.map((_, a) => a).sort((a, b) => (costs[a] as number) - (costs[b] as number) || a - b);
    const outcome = { buyers: new Float64Array(values.length), sellers: new Float64Array(costs.length) };
    for (let k = 0; k < Math.min(byValue.length, byCost.length); k++) {
      const b = byValue[k] as number;
      const s = byCost[k] as number;
      if (!((values[b] as number) > (costs[s] as number))) break;
      outcome.buyers[b] = 1;
      outcome.sellers[s] = 1;
    }
    return outcome;
  };
}
