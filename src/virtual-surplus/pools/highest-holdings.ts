import type { Numbers } from "../../arithmetic/numbers.ts";
import type { PartnerCells } from "./partner-cells.ts";
import type { VirtualTypes } from "./virtual-types.ts";

/**
 * What a partner of each group holds on average, per level, when the unit goes to the highest virtual type: groups that are earlier in `order` win ties between groups,
 * members of one group share them. By products of distribution functions, no profile: O(levels·groups·log count).
 */
export function highestHoldings<N>(
  groups: readonly Pick<PartnerCells<N>, "count">[],
  types: readonly VirtualTypes<N>[],
  order: readonly number[],
  numbers: Numbers<N>,
): readonly (readonly N[])[] {
  const { zero, one, add, mul, less } = numbers;
  const n = groups.length;
  const upTo = groups.map(() => zero);
  const powers = groups.map(() => zero);
  const next = new Int32Array(n);
  const holdings = types.map(({ levels }) => new Array<N>(levels.length));
  for (;;) {
    // The lowest level that is not placed; of equal ones that of the last in order.
    let lowest = -1;
    let least: N | undefined;
    for (let place = n - 1; place >= 0; place--) {
      const g = order[place] as number;
      const worth = types[g]?.levels[next[g] as number]?.worth;
      if (worth === undefined || (least !== undefined && !less(worth, least))) continue;
      lowest = g;
      least = worth;
    }
    if (lowest < 0) return holdings;
    const { levels } = types[lowest] as VirtualTypes<N>;
    const { count } = groups[lowest] as Pick<PartnerCells<N>, "count">;
    const k = next[lowest] as number;
    const before = upTo[lowest] as N;
    const after = k === levels.length - 1 ? one : add(before, (levels[k] as (typeof levels)[number]).mass);
    let chance = numbers.meanPower(after, before, count);
    for (let h = 0; h < n; h++) if (h !== lowest) chance = mul(chance, powers[h] as N);
    (holdings[lowest] as N[])[k] = chance;
    upTo[lowest] = after;
    powers[lowest] = numbers.power(after, count);
    next[lowest] = k + 1;
  }
}
