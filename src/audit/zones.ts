import { columnStarts } from "../mechanism/allocation-rule.ts";
import { withoutIdleMix, type Zone, type ZoneStates } from "../mechanism/states.ts";

export const allZones: readonly Zone[] = [0, 1, 2];

/** Half-open index ranges, both ends nondecreasing. */
export interface Ranges {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

type PerZone<T> = readonly [none: T, mixed: T, sure: T];

/** The states of two agents as {@link ZoneStates} with where the zones lie. */
export interface Zones extends Pick<ZoneStates, "own" | "other"> {
  readonly probability: PerZone<number>;
  /** Per agent and zone: the types low[l] ≤ k < high[l] of that agent that meet type l of the other in it. */
  readonly reports: readonly [buyer: PerZone<Ranges>, seller: PerZone<Ranges>];
}

/** O(m + n). */
export function zonesOf({ allocationRule, own, other }: ZoneStates): Zones {
  const { mix, strict, generous } = withoutIdleMix(allocationRule);
  const m = own[0][0].length;
  const n = own[1][0].length;
  const strictFrom = columnStarts(strict, n);
  const generousFrom = columnStarts(generous, n);
  const fill = (length: number, value: number): Int32Array => new Int32Array(length).fill(value);
  return {
    own,
    other,
    probability: [0, mix, 1],
    reports: [
      [
        { low: fill(n, 0), high: generousFrom },
        { low: generousFrom, high: strictFrom },
        { low: strictFrom, high: fill(n, m) },
      ],
      [
        { low: generous, high: fill(m, n) },
        { low: strict, high: generous },
        { low: fill(m, 0), high: strict },
      ],
    ],
  };
}

/** For each range, the index of the largest value in it (the first of several), or −1 when the range is empty. O(ranges + values). */
export function rangeMaxima(ranges: Ranges, values: Float64Array): Int32Array {
  const { low, high } = ranges;
  const best = new Int32Array(low.length);
  // Indices whose values decrease; the front is the maximum of the window.
  const queue = new Int32Array(values.length);
  let front = 0;
  let back = 0;
  let entered = 0;
  for (let r = 0; r < low.length; r++) {
    const from = low[r] as number;
    const to = high[r] as number;
    for (; entered < to; entered++) {
      while (back > front && (values[queue[back - 1] as number] as number) < (values[entered] as number)) back--;
      queue[back++] = entered;
    }
    while (front < back && (queue[front] as number) < from) front++;
    best[r] = front < back && from < to ? (queue[front] as number) : -1;
  }
  return best;
}

/** The state with the largest byBuyer[i] + bySeller[j], lists that `terms` gives for the zone of the state. O(m + n). */
export function largestState(
  { reports }: Zones,
  terms: (z: Zone) => { readonly byBuyer: Float64Array; readonly bySeller: Float64Array },
): { amount: number; i: number; j: number } {
  const found = { amount: Number.NEGATIVE_INFINITY, i: -1, j: -1 };
  for (const z of allZones) {
    const { byBuyer, bySeller } = terms(z);
    const best = rangeMaxima(reports[1][z], bySeller);
    for (let i = 0; i < best.length; i++) {
      const j = best[i] as number;
      if (j < 0) continue;
      const amount = (byBuyer[i] as number) + (bySeller[j] as number);
      if (amount > found.amount) {
        found.amount = amount;
        found.i = i;
        found.j = j;
      }
    }
  }
  return found;
}
