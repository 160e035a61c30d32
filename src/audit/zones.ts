import { columnStarts } from "../mechanism/allocation-rule.ts";
import { expectation } from "../mechanism/expectation.ts";
import type { BilateralMechanism, ThresholdAllocation } from "../mechanism/mechanism.ts";
import { pricePerTrade, tightPrices } from "../mechanism/transfer-rule.ts";

/** 0: no trade, 1: trade with probability `mix`, 2: sure trade. */
export type Zone = 0 | 1 | 2;
export const allZones: readonly Zone[] = [0, 1, 2];

/**
 * The states of a mechanism with a threshold allocation, cut into three zones by probability of trade. Within zone z every payment is a
 * number of the buyer's type plus a number of the seller's type:
 *
 *     buyer pays buyerOwn[z][i] + buyerOther[z][j],   seller receives sellerOwn[z][j] + sellerOther[z][i]
 *
 * so that a worst state is found in O(m + n) from range maxima, although there are m·n states.
 */
export interface Zones {
  readonly m: number;
  readonly n: number;
  readonly probability: readonly [number, number, number];
  /** Per zone: the seller types low[i] ≤ j < high[i] that buyer type i meets in it. */
  readonly rows: readonly [Ranges, Ranges, Ranges];
  /** Per zone: the buyer types low[j] ≤ i < high[j] that seller type j meets in it. */
  readonly columns: readonly [Ranges, Ranges, Ranges];
  readonly buyerOwn: readonly Float64Array[];
  readonly buyerOther: readonly Float64Array[];
  readonly sellerOwn: readonly Float64Array[];
  readonly sellerOther: readonly Float64Array[];
}

/** Half-open index ranges, both ends nondecreasing. */
export interface Ranges {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

/** The zones of a mechanism whose allocation is `threshold` and whose transfers are not given as matrices. */
export function zonesOf(
  mechanism: BilateralMechanism,
  rule: ThresholdAllocation,
  allocation: { readonly buyer: Float64Array; readonly seller: Float64Array },
): Zones {
  const { buyer, seller } = mechanism;
  const m = buyer.values.length;
  const n = seller.values.length;
  // A mix of 0 or 1 is no lottery: its zone is empty.
  const strict = rule.mix === 1 ? rule.generous : rule.strict;
  const generous = rule.mix === 0 ? rule.strict : rule.generous;
  const strictFrom = columnStarts(strict, n);
  const genFrom = columnStarts(generous, n);
  const fill = (length: number, value: number): Int32Array => new Int32Array(length).fill(value);
  return {
    m,
    n,
    probability: [0, rule.mix, 1],
    rows: [
      { low: generous, high: fill(m, n) },
      { low: strict, high: generous },
      { low: fill(m, 0), high: strict },
    ],
    columns: [
      { low: fill(n, 0), high: genFrom },
      { low: genFrom, high: strictFrom },
      { low: strictFrom, high: fill(n, m) },
    ],
    ...payments(mechanism, { ...rule, strict, generous }, allocation, m, n),
  };
}

function payments(
  mechanism: BilateralMechanism,
  rule: ThresholdAllocation,
  allocation: { readonly buyer: Float64Array; readonly seller: Float64Array },
  m: number,
  n: number,
): Pick<Zones, "buyerOwn" | "buyerOther" | "sellerOwn" | "sellerOther"> {
  const { buyer, seller, interim, transferRule } = mechanism;
  const nothing = { m: new Float64Array(m), n: new Float64Array(n) };
  const probability = [0, rule.mix, 1];
  const paid = interim.buyer.transfer;
  const received = interim.seller.transfer;
  const always = <T>(x: T): T[] => [x, x, x];
  const scaled = (x: Float64Array): Float64Array[] => probability.map((s) => x.map((y) => s * y));
  switch (transferRule.kind) {
    case "separable": {
      const expectedPaid = expectation(buyer.masses, paid);
      const expectedReceived = expectation(seller.masses, received);
      return {
        buyerOwn: always(paid),
        buyerOther: always(received.map((t) => t - expectedReceived)),
        sellerOwn: always(received),
        sellerOther: always(paid.map((t) => t - expectedPaid)),
      };
    }
    case "interim":
      return { buyerOwn: always(paid), buyerOther: always(nothing.n), sellerOwn: always(received), sellerOther: always(nothing.m) };
    case "on-trade":
      return {
        buyerOwn: scaled(pricePerTrade({ allocation: allocation.buyer, transfer: paid })),
        buyerOther: always(nothing.n),
        sellerOwn: scaled(pricePerTrade({ allocation: allocation.seller, transfer: received })),
        sellerOther: always(nothing.m),
      };
    case "tight": {
      const prices = tightPrices(buyer, seller, rule);
      return {
        buyerOwn: always(new Float64Array(m).fill(-(transferRule.lumpSum?.buyer ?? 0))),
        buyerOther: [nothing.n, prices.mixBuyer, prices.sureBuyer],
        sellerOwn: always(new Float64Array(n).fill(transferRule.lumpSum?.seller ?? 0)),
        sellerOther: [nothing.m, prices.mixSeller, prices.sureSeller],
      };
    }
    case "groves":
      return {
        buyerOwn: always(nothing.m),
        buyerOther: scaled(seller.values).map((price) => price.map((t, j) => t + (transferRule.buyerCharge[j] as number))),
        sellerOwn: always(nothing.n),
        sellerOther: scaled(buyer.values).map((price) => price.map((t, i) => t - (transferRule.sellerCharge[i] as number))),
      };
    case "matrix":
      throw new RangeError("transfers given as matrices have no zones");
  }
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

/** The state with the largest byBuyer[z][i] + bySeller[z][j], z its zone. O(m + n). */
export function largestState(
  zones: Zones,
  terms: (z: Zone) => { readonly byBuyer: Float64Array; readonly bySeller: Float64Array },
): { amount: number; i: number; j: number } {
  const found = { amount: Number.NEGATIVE_INFINITY, i: -1, j: -1 };
  for (const z of allZones) {
    const { byBuyer, bySeller } = terms(z);
    const best = rangeMaxima(zones.rows[z], bySeller);
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
