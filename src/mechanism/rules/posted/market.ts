import type { Mechanism } from "../../mechanism.ts";
import { averagedMechanism, type Traders, typesOf } from "../../multilateral.ts";

/**
 * One price in a market: everybody who does not lose at it wants to trade, as many pairs trade as can, and a lottery chooses among the longer side.
 *
 * Dominant incentives, ex-post participation, balanced. Throws UnsupportedProblemError for too many profiles of types to average over.
 *
 * @see K. Hagerty, W. Rogerson (1987), Robust Trading Mechanisms, J. Econ. Theory 42.
 */
export function postedMarket(buyers: readonly Traders[], sellers: readonly Traders[], price: number): Mechanism {
  const [values, costs] = [typesOf(buyers), typesOf(sellers)];
  return averagedMechanism(buyers, sellers, (types) => {
    const demand = values.map((list, a) => (list[types[a] as number] as number) >= price);
    const supply = costs.map((list, a) => (list[types[values.length + a] as number] as number) <= price);
    const count = (side: readonly boolean[]) => side.reduce((sum, wants) => sum + (wants ? 1 : 0), 0);
    const trades = Math.min(count(demand), count(supply));
    const served = (side: readonly boolean[]) => side.map((wants) => (wants ? trades / count(side) : 0));
    const [bought, sold] = [served(demand), served(supply)];
    return { allocation: [...bought, ...sold], payments: [...bought.map((x) => x * price), ...sold.map((x) => 0 - x * price)] };
  });
}
