import type { TypeSpace } from "../type-space/type-space.ts";
import { bestDeviation } from "./bayesian-incentives.ts";
import type { DenseStates, States } from "./states.ts";
import { shown, type Worst } from "./violation.ts";
import { allZones, type Ranges, rangeMaxima } from "./zones.ts";

/** Notes the best deviation of any type of either trader against any single type of the other. */
export function dominantIncentives(worst: Worst, buyer: TypeSpace, seller: TypeSpace, states: States): void {
  if (states.kind === "dense") {
    dense(worst, buyer, seller, states);
    return;
  }
  const { zones } = states;
  const words = (name: string, own: Float64Array, other: string, others: Float64Array) => (d: Deviation) => () =>
    `${name} ${shown(own[d.type])} reports ${shown(own[d.report])} against ${other} ${shown(others[d.other])}`;
  const forBuyer = words("buyer", buyer.values, "seller", seller.values);
  const forSeller = words("seller", seller.values, "buyer", buyer.values);
  const b = zoned(zones.probability, zones.columns, buyer.values, zones.buyerOwn, zones.buyerOther);
  worst.see(b.gain, forBuyer(b));
  // A seller with cost c who receives t is a buyer with value −c who pays −t … with the probability of trade unchanged.
  const negative = (lists: readonly Float64Array[]): Float64Array[] => lists.map((list) => list.map((y) => -y));
  const s = zoned(
    zones.probability,
    zones.rows,
    seller.values.map((c) => -c),
    negative(zones.sellerOwn),
    negative(zones.sellerOther),
  );
  worst.see(s.gain, forSeller(s));
}

interface Deviation {
  readonly gain: number;
  readonly type: number;
  readonly report: number;
  readonly other: number;
}

/**
 * The best deviation of a trader with utility s_z·value − own[z][report] − other[z][k] against type k of the other, where z is the zone of
 * (report, k) and `ranges[z]` gives, per k, the reports in zone z. For each pair of zones of truth and lie the best type and the best
 * report are range maxima. O(own types + other types).
 */
function zoned(
  probability: readonly [number, number, number],
  ranges: readonly [Ranges, Ranges, Ranges],
  values: Float64Array,
  own: readonly Float64Array[],
  other: readonly Float64Array[],
): Deviation {
  let found: Deviation = { gain: 0, type: -1, report: -1, other: -1 };
  const cheapest = allZones.map((z) =>
    rangeMaxima(
      ranges[z],
      (own[z] as Float64Array).map((t) => -t),
    ),
  );
  for (const truth of allZones) {
    for (const lie of allZones) {
      const step = probability[lie] - probability[truth];
      const ownTruth = own[truth] as Float64Array;
      const ownLie = own[lie] as Float64Array;
      const otherTruth = other[truth] as Float64Array;
      const otherLie = other[lie] as Float64Array;
      const types = rangeMaxima(
        ranges[truth],
        values.map((v, k) => step * v + (ownTruth[k] as number)),
      );
      const reports = cheapest[lie] as Int32Array;
      for (let k = 0; k < types.length; k++) {
        const type = types[k] as number;
        const report = reports[k] as number;
        if (type < 0 || report < 0) continue;
        const saved = (ownTruth[type] as number) - (ownLie[report] as number) + ((otherTruth[k] as number) - (otherLie[k] as number));
        const gain = step * (values[type] as number) + saved;
        if (gain > found.gain) found = { gain, type, report, other: k };
      }
    }
  }
  return found;
}

function dense(worst: Worst, buyer: TypeSpace, seller: TypeSpace, states: DenseStates): void {
  const m = buyer.values.length;
  const n = seller.values.length;
  const column = { x: new Float64Array(m), t: new Float64Array(m) };
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < m; i++) {
      column.x[i] = states.x[i * n + j] as number;
      column.t[i] = states.buyerPays[i * n + j] as number;
    }
    const d = bestDeviation(buyer.values, column.x, column.t, 1);
    worst.see(
      d.gain,
      () => `buyer ${shown(buyer.values[d.type])} reports ${shown(buyer.values[d.report])} against seller ${shown(seller.values[j])}`,
    );
  }
  for (let i = 0; i < m; i++) {
    const row = states.x.subarray(i * n, (i + 1) * n);
    const d = bestDeviation(seller.values, row, states.sellerReceives.subarray(i * n, (i + 1) * n), -1);
    worst.see(
      d.gain,
      () => `seller ${shown(seller.values[d.type])} reports ${shown(seller.values[d.report])} against buyer ${shown(buyer.values[i])}`,
    );
  }
}
